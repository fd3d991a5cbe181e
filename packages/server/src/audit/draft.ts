import { randomBytes } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { type AuditEntry, canonicalize, commit, type JsonValue, type Personal } from '@skykeep/proof'
import type { Caller } from '../auth/principal.ts'
import { newId } from '../lib/new-id.ts'
import { sha256 } from '../lib/sha256.ts'
import { assertAuditAction } from './catalogue.ts'
import type { AuditActor, AuditFact } from './fact.ts'
import { plainFacts, plainText } from './plain-facts.ts'

/** Stands in `team_id` columns for what belongs to the installation and to no team; an entry says null. */
export const INSTALLATION = '00000000-0000-0000-0000-000000000000'

/** An entry before it has its place: without index, team_index and previous. */
export type DraftEntry = Omit<AuditEntry, 'index' | 'team_index' | 'previous'>

export interface Draft {
  team_id: string
  id: string
  /** Canonical JSON of a `DraftEntry`. */
  text: string
  personal: Record<string, Personal>
}

/** What happened, as it will stand in the trail. Everything that can be refused is refused here, before anything is written. */
export function draftOf(who: Caller | AuditActor, team_id: string, fact: AuditFact, now: Date): Draft {
  assertAuditAction(fact.action)
  const id = newId(now.getTime())
  const team = team_id.toLowerCase()
  const personal = personalOf(who, fact)
  const entry: DraftEntry = {
    version: 1,
    team_id: team === INSTALLATION ? null : team,
    id,
    at: now.toISOString(),
    actor: { type: who.kind, id: plainText(who.id) },
    credential: credentialOf(who),
    action: fact.action,
    outcome: fact.outcome ?? 'success',
    resource: fact.resource ? { type: fact.resource.type, id: plainText(fact.resource.id) } : null,
    trace_id: who.trace_id,
    reason: fact.reason === undefined ? null : plainText(fact.reason),
    details: detailsOf(who, fact),
    commitments: commitmentsTo(personal),
  }
  return { team_id: team, id, text: canonicalize(entry), personal }
}

export { sha256 }

function credentialOf(who: Caller | AuditActor): AuditEntry['credential'] {
  const { kind, token_id } = who
  const person = personOf(who)
  // The cookie's session stays the same while the tokens that the gateway makes of it come and go.
  if (person?.client_id === null) return { type: 'session', id: person.session_id }
  return token_id === null ? null : { type: credentialTypes[kind] ?? 'access_token', id: token_id }
}

function detailsOf(who: Caller | AuditActor, { details, before, after }: AuditFact): Record<string, JsonValue> {
  const thumbprint = 'thumbprint' in who && who.thumbprint !== null ? { certificate_thumbprint: who.thumbprint } : {}
  const client_id = personOf(who)?.client_id ?? null
  return plainFacts({ ...details, ...thumbprint, ...(client_id !== null && { client_id }), ...changesBetween(before, after) })
}

/** Whoever is named by no access token. */
const credentialTypes: Partial<Record<AuditActor['kind'], string>> = { operator: 'command_line', anonymous: 'keep_link' }

const personOf = (who: Caller | AuditActor) => ('person' in who ? who.person : undefined)

/** The members that differ; all of them when there is only one side (created, deleted). */
function changesBetween(before: AuditFact['before'], after: AuditFact['after']) {
  if (!before || !after) return { ...(before && { before }), ...(after && { after }) }
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const changed = names.filter((name) => !isDeepStrictEqual(before[name], after[name]))
  return { before: pick(before, changed), after: pick(after, changed) }
}

const pick = (from: Record<string, unknown>, names: string[]) =>
  Object.fromEntries(names.filter((name) => Object.hasOwn(from, name)).map((name) => [name, from[name]]))

function personalOf({ address }: Caller | AuditActor, fact: AuditFact): Record<string, Personal> {
  const values = { ...fact.personal, ...(address !== null && { address }) }
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { salt: salt(), value: plainText(value) }]))
}

function commitmentsTo(personal: Record<string, Personal>): Record<string, string> {
  return Object.fromEntries(Object.entries(personal).map(([name, { salt, value }]) => [name, commit(salt, value, sha256)]))
}

const salt = (): string => randomBytes(16).toString('base64')
