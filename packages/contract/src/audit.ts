import { z } from 'zod'
import { Id, InstantIn, InstantOut, limitOf, listOf } from './basics.ts'

export const Outcome = z.enum(['success', 'failure', 'denied', 'error'])
export const Who = z.object({ type: z.string(), id: z.string() })

/** One audit entry as it was hashed into the tree, with what is personal beside it (null once erased). */
export const AuditEntry = z
  .object({
    version: z.literal(1),
    index: z.int(),
    team_id: Id.nullable(),
    team_index: z.int(),
    previous: z.string().nullable(),
    id: Id,
    at: InstantOut,
    actor: Who,
    credential: Who.nullable(),
    action: z.string(),
    outcome: Outcome,
    resource: Who.nullable(),
    trace_id: z.string().nullable(),
    reason: z.string().nullable(),
    details: z.record(z.string(), z.unknown()),
    commitments: z.record(z.string(), z.string()),
  })
  .meta({ id: 'AuditEntry' })

export const AuditItem = z.object({
  entry: AuditEntry,
  leaf_hash: z.string(),
  personal: z.record(z.string(), z.object({ salt: z.string(), value: z.string() })).describe('erased names are absent'),
})
export const AuditItems = listOf(AuditItem)

export const AuditQuery = z.strictObject({
  actor: z.string().min(1).max(100).optional(),
  action: z.string().min(1).max(100).optional().describe('exact, or a family such as `aircraft.*`'),
  resource: z.string().min(1).max(100).optional(),
  outcome: Outcome.optional(),
  from: InstantIn.optional(),
  to: InstantIn.optional(),
  limit: limitOf(200, 50),
  cursor: z.string().min(1).max(400).optional(),
})

export const Checkpoint = z.object({
  origin: z.string(),
  size: z.int(),
  root_hash: z.string().describe('base64'),
  at: InstantOut,
  note: z.string().describe('C2SP signed note'),
  keys: z.array(z.string()).describe('verifier keys: name+hash+key'),
})

const treeNumber = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
export const InclusionQuery = z.strictObject({ index: treeNumber, tree_size: treeNumber.optional() })
export const InclusionProof = z.object({
  index: z.int(),
  tree_size: z.int(),
  leaf_hash: z.string(),
  root_hash: z.string().describe('base64'),
  proof: z.array(z.string()).describe('base64'),
})
export const ConsistencyQuery = z.strictObject({ from: treeNumber, to: treeNumber.optional() })
export const ConsistencyProof = z.object({
  from: z.int(),
  to: z.int(),
  from_root: z.string(),
  to_root: z.string(),
  proof: z.array(z.string()),
})
