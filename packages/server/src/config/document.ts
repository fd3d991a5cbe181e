import { z } from 'zod'
import { secretSettings, settings } from './schema.ts'

interface SettingRow {
  name: string
  usual: string
  meaning: string
}

function rows(): SettingRow[] {
  return Object.entries(settings).map(([name, schema]) => {
    const parsed = schema.safeParse(undefined)
    const raw = usualText(schema)
    const secret = secretSettings.includes(name)
    return {
      name,
      usual: raw ?? (parsed.success ? '' : 'needed'),
      meaning: `${schema.description ?? ''}${secret ? ` (secret; or \`${name}_FILE\`)` : ''}`,
    }
  })
}

function usualText(schema: z.ZodType): string | undefined {
  if (schema instanceof z.ZodDefault) return String(schema.def.defaultValue)
  if (schema instanceof z.ZodPipe) return usualText(schema.in as z.ZodType)
  return undefined
}

/** `docs/configuration.md`, made from the schema. */
export function configurationPage(): string {
  const lines = rows().map(({ name, usual, meaning }) => `| \`${name}\` | ${usual ? `\`${usual}\`` : ''} | ${meaning} |`)
  return `# Configuration

Made from \`packages/server/src/config/schema.ts\` by \`npm run gen\`. Set as environment variables. All faults are told together at the start
and the process stops; an unknown \`SKYKEEP_…\` name is a fault. Secrets can come from a file: the same name with \`_FILE\`.

| name | usual value | meaning |
| --- | --- | --- |
${lines.join('\n')}
`
}

/** `.env.example`, made from the schema. */
export function exampleEnvironment(): string {
  const lines = rows().map(({ name, usual, meaning }) => `# ${meaning.replaceAll('`', '')}\n# ${name}=${usual}\n`)
  return `# Made by \`npm run gen\`. Every setting with its usual value; take away the # to change one.\n\n${lines.join('\n')}`
}
