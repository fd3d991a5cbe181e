import type { ConnectionCheck, ScopeCheck } from '@skykeep/contract'
import { CloudFailure, type CloudScope, type CloudSession, type PermissionCheck } from '../../cloud/cloud-provider.ts'
import type { ConnectionRow } from './connections.store.ts'

/** Scopes asked at a time: the pace of the cloud is kept below, this only bounds what waits. */
const AT_ONCE = 4

export interface Examined {
  identity: ConnectionCheck['identity']
  scopes: ScopeCheck[]
  ok: boolean
  /** It says nothing of the connection: the cloud could not be reached, or asked for patience. */
  isPassing: boolean
}

/** Asks the cloud what a connection may do there. Every refusal is a part of the answer. */
export async function examine(
  session: CloudSession,
  connection: ConnectionRow,
  thumbprint: string | null,
  signal: AbortSignal,
): Promise<Examined> {
  try {
    const { principal_id } = await session.identify(signal)
    const scopes = await examineScopes(session, connection, signal)
    const identity = { ok: true, principal_id, thumbprint, refusal: null }
    const refused = scopes.filter(({ ok }) => !ok)
    const isPassing = refused.length > 0 && refused.every(({ refusal }) => isPassingRefusal(refusal))
    // One part that is refused must not hold up the others: it is left out, and told.
    return { identity, scopes, ok: scopes.some(({ ok }) => ok), isPassing }
  } catch (error) {
    const refusal = refusalOf(error)
    return {
      identity: { ok: false, principal_id: null, thumbprint, refusal },
      scopes: [],
      ok: false,
      isPassing: isPassingRefusal(refusal),
    }
  }
}

async function examineScopes(session: CloudSession, connection: ConnectionRow, signal: AbortSignal): Promise<ScopeCheck[]> {
  const found = await session.scopes(signal)
  const chosen = chosenScopes(connection)
  const wanted = chosen.length > 0 ? chosen.map((id) => found.find((one) => one.id === id) ?? unseen(id)) : found
  const checks: ScopeCheck[] = []
  for (let from = 0; from < wanted.length; from += AT_ONCE) {
    const some = wanted.slice(from, from + AT_ONCE)
    checks.push(...(await Promise.all(some.map((scope) => examineScope(session, scope, connection, signal)))))
  }
  return checks
}

/** The parts that were asked for; none: all that can be seen. */
export const chosenScopes = ({ provider, settings }: ConnectionRow): readonly string[] =>
  provider === 'azure' ? settings.subscription_ids : settings.regions

type Seen = Omit<CloudScope, 'state'> & { state: CloudScope['state'] | 'unseen' }
const unseen = (id: string): Seen => ({ id, name: null, state: 'unseen' })

async function examineScope(
  session: CloudSession,
  { id, name, state }: Seen,
  { resize }: ConnectionRow,
  signal: AbortSignal,
): Promise<ScopeCheck> {
  const nothing = { scope: id, name, ok: false, is_complete: false, missing: [], excess: [] }
  if (state === 'disabled')
    return { ...nothing, refusal: { kind: 'configuration', reason: 'DISABLED', message: 'It is disabled at the cloud' } }
  try {
    const { is_complete, missing, excess } = await session.permissions(id, { resize }, signal)
    const shown = missing.map((one) => ({ ...one, optional: isOptional(one) }))
    const ok = is_complete && shown.every(({ optional }) => optional)
    const isUnseen = state === 'unseen' && !ok
    const refusal = isUnseen
      ? { kind: 'configuration', reason: 'NOT_SEEN', message: 'The application cannot see it: no role reaches it yet' }
      : null
    return { scope: id, name, ok, is_complete, missing: shown, excess: [...excess], refusal }
  } catch (error) {
    return { ...nothing, refusal: refusalOf(error) }
  }
}

const isOptional = ({ optional }: PermissionCheck['missing'][number]): boolean => optional === true

/** What is told of a failure: the cloud’s code and our words. @throws what is no refusal of the cloud */
export function refusalOf(error: unknown): { kind: string; reason: string; message: string } {
  if (error instanceof CloudFailure) return { kind: error.kind, reason: error.code, message: error.message }
  throw error
}

const passing = new Set(['transient', 'throttled'])
/** The cloud could not be reached, or asked for patience. */
export const isPassingRefusal = (refusal: { kind: string } | null): boolean => refusal !== null && passing.has(refusal.kind)
