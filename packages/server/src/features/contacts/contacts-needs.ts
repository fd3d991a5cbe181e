import { type ContactsLink, Problem } from '@skykeep/contract'
import type { KeyRing } from '@skykeep/keyring'
import type { Audit } from '../../audit/audit.ts'
import { type Caller, must } from '../../auth/principal.ts'
import type { Log } from '../../db/log.ts'
import type { Database } from '../../db/tenancy.ts'
import { OutsideFailure } from '../../lib/ask-outside.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { Metrics } from '../../operations/metrics.ts'
import type { Google } from './google.ts'
import type { LinkOwner } from './links.store.ts'

export interface ContactsNeeds {
  db: Database
  /** A pool of its own for rows that are held while Google thinks: the key ring needs a connection meanwhile, and must get one. */
  locks: Database
  audit: Pick<Audit, 'write'>
  clock: Clock
  newId: () => string
  keyRing: KeyRing
  log: Log
  metrics: Pick<Metrics, 'contactsCalls'>
  /** Null: no application at Google is configured. */
  google: Google | null
  /** Where Google sends people back to. */
  redirect: string
}

export const STORED: ContactsLink['stored'] =
  'two tokens, sealed, until the link is revoked, its owner goes, or who consented leaves the team; contacts are handed through and never stored'

/**
 * Whose link is meant: of an aircraft, its own; of a person, theirs, or that of an aircraft of their team.
 *
 * @throws Problem VALIDATION_FAILED for a client, which has no address book of its own
 */
export function ownerOf(caller: Caller, aircraftId: string | undefined): LinkOwner {
  if (caller.kind === 'aircraft') {
    if (aircraftId !== undefined && aircraftId !== caller.id) throw new Problem('FOREIGN_AIRCRAFT')
    return { account_id: null, aircraft_id: caller.id }
  }
  if (aircraftId !== undefined) {
    must(caller, 'aircraft:read')
    return { account_id: null, aircraft_id: aircraftId }
  }
  if (caller.kind !== 'account')
    throw new Problem('VALIDATION_FAILED', {
      errors: [{ pointer: '#/query/aircraft_id', detail: 'is needed: a client has no contacts of its own' }],
    })
  return { account_id: caller.id, aircraft_id: null }
}

/** What a failure of Google means for who asked. */
export function asProblem(failure: OutsideFailure): Problem {
  const more = { retryAfterSeconds: failure.retryAfterSeconds ?? 60, cause: failure }
  return new Problem(failure.kind === 'limited' ? 'PROVIDER_LIMITED' : 'PROVIDER_UNAVAILABLE', more)
}

export const notConfigured = (): Problem =>
  new Problem('PROVIDER_NOT_CONFIGURED', {
    detail: 'The operator has to register an application at Google (SKYKEEP_GOOGLE_CLIENT_ID).',
  })

export const isFailure = (error: unknown): error is OutsideFailure => error instanceof OutsideFailure
