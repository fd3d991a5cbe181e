import { hash, randomBytes } from 'node:crypto'
import { Problem } from '@skykeep/contract'
import { type KeyRing, KeyRingError, openEnvelope, sealEnvelope } from '@skykeep/keyring'
import { canonicalize, type JsonValue } from '@skykeep/proof'
import type { Caller } from '../auth/principal.ts'
import type { Database, TeamTx } from '../db/tenancy.ts'
import type { Clock } from './new-id.ts'
import { onceOnlyStore } from './once-only.store.ts'

/** A creating call that may come twice: by a client that never saw the first answer, or by twenty of them at once. */
export interface Repeatable {
  /** The `Idempotency-Key` header. Without it the call is done as often as it comes. */
  key: string | undefined
  /** The call, by its method and path pattern. */
  operation: string
  /** Everything that makes the request what it is: its body as received, and the ids in its path. */
  request: JsonValue
}

/**
 * Does the work in a transaction of the caller's team: once for each `Idempotency-Key`, and answers every repetition of the same
 * request with the first answer. Whoever comes while the first is still at work waits for it.
 *
 * @throws Problem IDEMPOTENCY_KEY_INVALID, or IDEMPOTENCY_KEY_REUSED when the key came with another request
 */
export type OnceOnly = <Answer>(caller: Caller, call: Repeatable | undefined, work: Work<Answer>) => Promise<Answer>

type Work<Answer> = (tx: TeamTx) => Promise<Answer>

interface Needs {
  db: Database
  keyRing: KeyRing
  clock: Clock
}

/** How long an answer is kept, as the draft of the header field leaves to the server; a day outlives any retry of a client. */
export const KEPT_MS = 24 * 3_600_000
const KEY_FORM = /^[\x21-\x7e]{1,200}$/

export function onceOnly({ db, keyRing, clock }: Needs): OnceOnly {
  return async function once<Answer>(caller: Caller, call: Repeatable | undefined, work: Work<Answer>): Promise<Answer> {
    if (call?.key === undefined) return db.asTeam(caller.team_id, work)
    const { key, operation, request } = call
    mustBeUsableKey(key)
    const name = { principal_id: caller.id, operation, key }
    const request_hash = hash('sha256', canonicalize(request), 'buffer')
    const place = placeOf(caller.team_id, name)
    // Sealed before the transaction and opened after it: the key ring needs a connection of its own, and callers who wait for each
    // other while holding theirs would use up the pool.
    const answerKey = randomBytes(32)
    const sealed_key = await keyRing.seal(answerKey, place).catch(refuseDeletedTeam)
    const created_at = clock.now()
    const expiry = new Date(created_at.getTime() - KEPT_MS)

    const outcome = await db.asTeam(caller.team_id, async (tx) => {
      const store = onceOnlyStore(tx)
      const kept = await store.begin({ ...name, request_hash, created_at }, expiry)
      if (kept) return { kept }
      const answer = await work(tx)
      await store.finish(name, sealed_key, sealAnswer(answerKey, answer, place.row))
      return { answer }
    })
    if (!outcome.kept) return outcome.answer
    if (!outcome.kept.request_hash.equals(request_hash)) throw new Problem('IDEMPOTENCY_KEY_REUSED')
    const keptKey = await keyRing.open(outcome.kept.sealed_key, place)
    return openAnswer<Answer>(keptKey, outcome.kept.sealed_answer, place.row)
  }
}

/** @throws Problem IDEMPOTENCY_KEY_INVALID */
export function mustBeUsableKey(key: string): void {
  if (!KEY_FORM.test(key)) throw new Problem('IDEMPOTENCY_KEY_INVALID', { detail: 'It is 1 to 200 visible ASCII characters.' })
}

/** The keys of a team are destroyed with it: whoever still calls in its name has a token that ends within seconds. */
function refuseDeletedTeam(error: unknown): never {
  const isGone = error instanceof KeyRingError && error.code === 'KEY_DESTROYED'
  throw isGone ? new Problem('TOKEN_REVOKED', { cause: error }) : error
}

// Each answer has a key of its own, which the key ring seals: this is the name of that key inside the envelope.
const ANSWER_KEY = 'answer'

const placeOf = (
  team_id: string,
  { principal_id, operation, key }: { principal_id: string; operation: string; key: string },
) => ({
  team_id,
  purpose: 'idempotent-answers',
  table: 'directory.idempotent_answers',
  column: 'sealed_key',
  row: [principal_id, operation, key].map(encodeURIComponent).join('/'),
})

function sealAnswer(key: Uint8Array, answer: unknown, row: string): string {
  return sealEnvelope({ id: ANSWER_KEY, key }, Buffer.from(JSON.stringify(answer)), row)
}

function openAnswer<Answer>(key: Uint8Array, envelope: string, row: string): Answer {
  return JSON.parse(Buffer.from(openEnvelope({ id: ANSWER_KEY, key }, envelope, row)).toString('utf8')) as Answer
}
