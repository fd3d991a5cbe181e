import { readArguments } from '../../read-arguments.ts'
import { record, table } from '../../table.ts'
import { accessTokens, teamOf } from '../access-tokens.ts'
import { type ApiClient, apiClient } from '../api-client.ts'
import { credentialsFile } from '../credentials-file.ts'
import { installationUrl } from '../installation-url.ts'
import { chosenInstallation, Refused, type RemoteCommand, type RemoteContext, refusable } from '../remote-command.ts'

type Options = Record<string, { type: 'string' | 'boolean'; multiple?: boolean }>

/** What was typed: the words, and the options by their names. */
export interface Typed {
  words: string[]
  one(name: string): string | undefined
  many(name: string): string[] | undefined
  has(name: string): boolean
}

export interface MyCommand {
  /** Behind `skykeep my …`. */
  usage: string
  words?: number
  options?: Options
  /** What the API answered, to be shown; nothing: the line that `done` says. */
  run(api: ApiClient, typed: Typed, context: RemoteContext): Promise<unknown>
  /** The members of things that are shown, for lists as columns. */
  shows?: readonly string[]
  done?: (typed: Typed) => string
}

/** A readable command on top of the API. `--json` shows the answer as it came, `--url` names another installation than the last. */
export function myCommand({ usage, words = 0, options = {}, run, shows, done }: MyCommand): RemoteCommand {
  const full = `skykeep my ${usage}`
  return refusable({
    usage: full,
    async run(args, context) {
      const read = readArguments(args, { ...options, url: { type: 'string' } }, words, full)
      const values = read.values as Record<string, string | string[] | boolean | undefined>
      const typed: Typed = {
        words: read.positionals,
        one: (name) => values[name] as string | undefined,
        many: (name) => values[name] as string[] | undefined,
        has: (name) => values[name] === true,
      }
      const url = typed.one('url')
      const chosen = await chosenInstallation(context, url === undefined ? undefined : installationUrl(url))
      const api = apiClient(accessTokens(credentialsFile(context.folder), chosen, context.now))
      const answer = await run(api, typed, context)
      context.print(typed.has('json') ? JSON.stringify(answer ?? null) : said(answer, typed, shows, done))
      return 0
    },
  })
}

function said(answer: unknown, typed: Typed, shows: readonly string[] | undefined, done?: (typed: Typed) => string): string {
  if (answer === undefined || answer === null) return done?.(typed) ?? 'done'
  if (Array.isArray(answer)) return answer.length === 0 ? 'none' : table(answer as Record<string, unknown>[], shows ?? [])
  const members = answer as Record<string, unknown>
  return record(
    shows ? Object.fromEntries(shows.filter((name) => name in members).map((name) => [name, members[name]])) : members,
  )
}

/** The team in which the sign-in acts. @throws Refused */
export async function teamIn({ tokens }: ApiClient): Promise<string> {
  const team = teamOf(await tokens.get())
  if (team === null) throw new Refused('You are signed in without a team: choose one in the browser, then: skykeep login')
  return team
}

/** Only what was typed. */
export const given = (members: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))

export const one = { type: 'string' } as const
export const many = { type: 'string', multiple: true } as const
export const flag = { type: 'boolean' } as const

export const idIn = (path: string, id: string | undefined): string => `${path}/${encodeURIComponent(id ?? '')}`
