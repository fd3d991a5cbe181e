import { parseArgs } from 'node:util'
import type { z } from 'zod'

/** Text options by their names; a list repeats. */
type Options = Record<string, { type: 'string' | 'boolean'; multiple?: boolean }>

/** Reads the options, and exactly so many words beside them. @throws Error that tells the usage */
export function readArguments<O extends Options>(args: string[], options: O, words: number, usage: string) {
  try {
    const read = parseArgs({
      args,
      options: { ...options, json: { type: 'boolean' } },
      allowPositionals: words > 0,
      strict: true,
    })
    if (read.positionals.length === words) return read
  } catch (error) {
    throw new Error(`${(error as Error).message}\nusage: ${usage}`)
  }
  throw new Error(`usage: ${usage}`)
}

/** What the API would accept, as the contract says it; the faults are told by the names of the fields. */
export function checked<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const result = schema.safeParse(given)
  if (result.success) return result.data
  throw new Error(result.error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`).join('\n'))
}
