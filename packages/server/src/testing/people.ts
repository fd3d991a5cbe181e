import { type Permission, permissionNames } from '@skykeep/contract'
import type { Pool } from 'pg'
import { type Assurance, NO_TEAM } from '../auth/principal.ts'
import { Principals } from '../auth/principals.ts'
import type { Database } from '../db/tenancy.ts'
import type { Clock } from '../lib/new-id.ts'
import { newId } from '../lib/new-id.ts'
import type { Asks, TestApp } from './http.ts'

/** What is pretended of a sign-in. */
export interface SignIn {
  assurance?: Assurance
  /** The client that acts for them: with everything, or with this `scope`. */
  client_id?: string
  /** How long ago they proved who they are. */
  minutesAgo?: number
  scope?: readonly Permission[]
}

export interface TestPerson {
  id: string
  name: string
  email: string
  /** Their calls in a team, or in none: what they may do is asked of the registry at each call. */
  in(team?: string, signIn?: SignIn): Asks
}

interface Needs {
  db: Database
  admin: Pick<Pool, 'query'>
  http: TestApp
  clock: Clock
}

/** People with accounts, who need not sign in. Everything beyond the signature of their tokens is real. */
export function people({ db, admin, http, clock }: Needs) {
  const unknownGrants: (readonly string[])[] = []
  const principals = new Principals(db, Date.now, (_principal, unknown) => unknownGrants.push(unknown))

  function claimsOf(id: string, team: string, { assurance = 'multi', client_id, minutesAgo = 0, scope }: SignIn = {}) {
    const now = Math.floor(clock.now().getTime() / 1_000)
    return {
      iss: 'i',
      sub: id,
      team,
      scope: (scope ?? permissionNames).join(' '),
      jti: newId(),
      iat: now,
      exp: now + 900,
      sid: newId(),
      auth_time: now - minutesAgo * 60,
      acr: assurance,
      client_id: client_id ?? id,
    }
  }

  return {
    principals,
    claimsOf,
    /** What the store named that does not exist, as it was told. */
    unknownGrants,

    /** A session of somebody, as the table keeps it. */
    async session(account_id: string, selected_team: string | null, last_seen_at = clock.now()): Promise<string> {
      const id = newId()
      await admin.query(
        `insert into identity.sessions (id, account_id, token_hash, selected_team, assurance, methods, authenticated_at, created_at, last_seen_at, expires_at)
          values ($1, $2, $3, $4, 'multi', '{}', now(), now(), $5, now() + interval '1 day')`,
        [id, account_id, `hash of ${id}`, selected_team, last_seen_at],
      )
      return id
    },

    async person(name = 'Ana'): Promise<TestPerson> {
      const id = newId()
      const email = `${id}@skykeep.test`
      await admin.query(
        'insert into identity.accounts (id, email, name, created_at, updated_at) values ($1, $2, $3, now(), now())',
        [id, email, name],
      )
      return {
        id,
        name,
        email,
        in:
          (team = NO_TEAM, signIn) =>
          async (call, sent) => {
            principals.forget(id)
            const principal = await principals.of(claimsOf(id, team, signIn))
            return http.as(principal)(call, sent)
          },
      }
    },
  }
}
