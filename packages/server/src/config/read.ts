import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { z } from 'zod'
import { Configuration, secretSettings, settings } from './schema.ts'
import { faultsTogether } from './together.ts'

/** Thrown with every fault of the configuration at once. Values are never repeated: one of them may be a secret. */
export class ConfigurationError extends Error {
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(
      `The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    )
    this.name = 'ConfigurationError'
    this.faults = faults
  }
}

/**
 * Reads the settings named `SKYKEEP_…` from the environment (the only place that does), with `overrides` (command line) on top and the
 * `usual` values of a command underneath. Unknown names are faults, so that a typing mistake cannot switch a control off.
 */
export function readConfiguration(
  environment: Record<string, string | undefined> = process.env,
  overrides: Record<string, string> = {},
  usual: Record<string, string> = {},
): Configuration {
  const given: Record<string, string> = {}
  const faults: string[] = []
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith('SKYKEEP_') || value === undefined || value === '') continue
    const target = name.endsWith('_FILE') ? name.slice(0, -'_FILE'.length) : ''
    if (!secretSettings.includes(target)) {
      given[name] = value
      continue
    }
    if (environment[target]) faults.push(`${name}: ${target} is set as well; use one of them`)
    try {
      given[target] = readFileSync(value, 'utf8').trim()
    } catch (error) {
      faults.push(`${name}: the file cannot be read (${(error as NodeJS.ErrnoException).code})`)
    }
  }
  const all = { ...usual, ...given, ...overrides }
  const result = Configuration.safeParse(all)
  if (!result.success) faults.push(...result.error.issues.flatMap(describe))
  faults.push(...faultsTogether(theRightOnes(all)))
  if (faults.length > 0 || !result.data) throw new ConfigurationError(faults)
  return result.data
}

/** Where a person's own settings lie on this machine (XDG Base Directory Specification): of the command line, not of an installation. */
export function configurationHome(environment: Record<string, string | undefined> = process.env): string {
  const { XDG_CONFIG_HOME: named } = environment
  return named !== undefined && isAbsolute(named) ? named : join(homedir(), '.config')
}

/** The settings that are right by themselves, so that what they mean together can be judged beside the faults of the others. */
function theRightOnes(all: Record<string, string>): Partial<Configuration> {
  const right = Object.entries(settings).flatMap(([name, schema]) => {
    const result = schema.safeParse(all[name])
    return result.success ? [[name, result.data] as const] : []
  })
  return Object.fromEntries(right)
}

function describe(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${key}: there is no such setting`)
  return [`${issue.path.join('.')}: ${issue.message}`]
}
