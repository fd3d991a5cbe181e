import { type AuditEntry, BATCH_COMMITTED, type BatchCommitment } from './entry.ts'
import { hasShape, isCount, isObject, isString, orNull, type Shape } from './shape.ts'

/** Whether a value has exactly the members of an entry: one more would be a fact that nobody agreed to read. */
export const isAuditEntry = (value: unknown): value is AuditEntry =>
  hasShape(value, entryShape) && (value.previous === null) === (value.team_index === 0)

/** What an entry commits to, or null when it is not about a batch (or says so in another shape). */
export function batchOf(entry: AuditEntry): BatchCommitment | null {
  return entry.action === BATCH_COMMITTED && hasShape(entry.details, batchShape) ? (entry.details as BatchCommitment) : null
}

const isHashText = (value: unknown) => isString(value) && /^[0-9a-f]{64}$/.test(value)
const isNamed = (value: unknown) => hasShape(value, { type: isString, id: isString })

const entryShape: Shape = {
  version: (value) => value === 1,
  index: isCount,
  team_id: orNull(isString),
  team_index: isCount,
  previous: orNull(isHashText),
  id: isString,
  at: (value) => isString(value) && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value),
  actor: isNamed,
  credential: orNull(isNamed),
  action: isString,
  outcome: (value) => ['success', 'failure', 'denied', 'error'].includes(value as string),
  resource: orNull(isNamed),
  trace_id: orNull(isString),
  reason: orNull(isString),
  details: isObject,
  commitments: (value) => isObject(value) && Object.values(value).every(isHashText),
}

const batchShape: Shape = { batch_id: isString, count: isCount, root: isHashText }
