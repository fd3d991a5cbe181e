import { z } from 'zod'
import type { Secret } from '../../config/secret.ts'
import { askOutside, OutsideFailure } from '../../lib/ask-outside.ts'
import type { Clock } from '../../lib/new-id.ts'
import { OutsideGate } from './outside-gate.ts'

/** Reading contacts, and nothing else: no profile, no address of the person. */
export const CONTACTS_SCOPE = 'https://www.googleapis.com/auth/contacts.readonly'

export interface GoogleSettings {
  clientId: string
  clientSecret: Secret
  /** Where people consent, tokens are given and taken back, and people are listed. */
  consent: string
  token: string
  revoke: string
  people: string
}

export const googleItself = {
  consent: 'https://accounts.google.com/o/oauth2/v2/auth',
  token: 'https://oauth2.googleapis.com/token',
  revoke: 'https://oauth2.googleapis.com/revoke',
  people: 'https://people.googleapis.com/v1',
}

export interface Tokens {
  access: string
  /** Null: none was given, the former one holds. */
  refresh: string | null
  seconds: number
  scopes: string[]
}

const CALL_MS = 5_000
const TOKEN_BYTES = 16_384
const PEOPLE_BYTES = 8 * 1_048_576
const word = z.string().regex(/^[\x21-\x7e]{1,4096}$/)
const TokenAnswer = z.object({
  access_token: word,
  refresh_token: word.optional(),
  expires_in: z.int().min(30).max(86_400),
  scope: z.string().max(2_000),
})
const Person = z.looseObject({
  resourceName: z.string().max(200),
  etag: z.string().max(200).optional(),
  metadata: z.looseObject({ deleted: z.boolean().optional() }).optional().catch(undefined),
})
const List = z.object({
  connections: z.array(Person).max(1_000).default([]),
  totalItems: z.int().nonnegative().optional(),
  nextPageToken: z.string().max(2_000).optional(),
  nextSyncToken: z.string().max(2_000).optional(),
})
const Found = z.object({
  results: z
    .array(z.object({ person: Person }))
    .max(30)
    .default([]),
})
/** A list stands for a parameter that comes several times. */
type Query = Record<string, string | readonly string[] | undefined>
export type GooglePerson = z.output<typeof Person>
export type PeopleList = z.output<typeof List>

export type Google = ReturnType<typeof google>

/** Calls of Google, each within five seconds and a bound of size. They throw {@link OutsideFailure}, with none of Google's words. */
export function google({ clientId, clientSecret, ...at }: GoogleSettings, clock: Clock) {
  const [accounts, people] = [new OutsideGate(clock), new OutsideGate(clock)]
  const client = () => ({ client_id: clientId, client_secret: clientSecret.reveal() })

  async function tokens(form: Record<string, string>): Promise<Tokens> {
    const url = new URL(at.token)
    const sent = { ...client(), ...form }
    const answer = await accounts.through(() =>
      askOutside({ url, form: sent, bytesMax: TOKEN_BYTES, signal: AbortSignal.timeout(CALL_MS) }),
    )
    const parsed = TokenAnswer.safeParse(answer)
    if (!parsed.success) throw new OutsideFailure('garbage')
    const { access_token, refresh_token, expires_in, scope } = parsed.data
    return { access: access_token, refresh: refresh_token ?? null, seconds: expires_in, scopes: scope.split(' ').filter(Boolean) }
  }

  async function ask(path: string, query: Query, access: string): Promise<unknown> {
    const url = new URL(`${at.people}/${path}`)
    for (const [name, values] of Object.entries(query))
      for (const one of [values ?? []].flat()) url.searchParams.append(name, one)
    const headers = { authorization: `Bearer ${access}` }
    return people.through(() => askOutside({ url, headers, bytesMax: PEOPLE_BYTES, signal: AbortSignal.timeout(CALL_MS) }))
  }

  return {
    /** Where a person consents: offline, so that there is a refresh token, and asked each time, so that one is given. */
    consentUrl(asked: { redirect: string; state: string; challenge: string }): string {
      const url = new URL(at.consent)
      url.search = new URLSearchParams({
        ...{
          client_id: clientId,
          redirect_uri: asked.redirect,
          response_type: 'code',
          scope: CONTACTS_SCOPE,
          state: asked.state,
        },
        ...{ code_challenge: asked.challenge, code_challenge_method: 'S256', access_type: 'offline', prompt: 'consent' },
      }).toString()
      return url.href
    },

    redeem: (code: string, verifier: string, redirect: string): Promise<Tokens> =>
      tokens({ grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirect }),

    refresh: (refresh: string): Promise<Tokens> => tokens({ grant_type: 'refresh_token', refresh_token: refresh }),

    async revoke(token: string): Promise<void> {
      await askOutside({ url: new URL(at.revoke), form: { token }, bytesMax: TOKEN_BYTES, signal: AbortSignal.timeout(CALL_MS) })
    },

    async list(access: string, query: Query): Promise<PeopleList> {
      const parsed = List.safeParse(await ask('people/me/connections', query, access))
      if (!parsed.success) throw new OutsideFailure('garbage')
      return parsed.data
    },

    async search(access: string, query: Query): Promise<GooglePerson[]> {
      const parsed = Found.safeParse(await ask('people:searchContacts', query, access))
      if (!parsed.success) throw new OutsideFailure('garbage')
      return parsed.data.results.map(({ person }) => person)
    },
  }
}
