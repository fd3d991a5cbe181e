import type { Activity } from '@skykeep/contract'
import type { AuditEntry } from '@skykeep/proof'
import { auditActions, isAuditAction } from '../../audit/catalogue.ts'
import type { ActivityRow } from './activity.store.ts'

/**
 * An entry as the person may see it. What it tells of others is left out: who else it was, from where, and, in what they did to things
 * of a team, everything beyond what was done.
 */
export function shownActivity({ leaf, personal }: ActivityRow, accountId: string): Activity {
  const entry = JSON.parse(leaf) as AuditEntry
  const { id, at, action, outcome, actor, team_id, resource, credential, reason } = entry
  const by = actorOf(actor, accountId)
  return {
    id,
    at,
    action,
    meaning: isAuditAction(action) ? auditActions[action].meaning : '',
    outcome,
    by,
    team_id,
    resource: resource?.type === 'account' && resource.id !== accountId ? null : resource,
    credential: by === 'you' ? credential : null,
    address: by === 'you' || by === 'unknown' ? addressIn(personal) : null,
    reason,
    details: detailsFor(entry, accountId),
  }
}

/** Outside of teams everything is about the account; in a team, what was changed about the person, and not by whose invitation. */
function detailsFor({ team_id, resource, details }: AuditEntry, accountId: string): Activity['details'] {
  if (team_id === null) return details
  const { before, after } = resource?.id === accountId ? details : {}
  return { ...(before !== undefined && { before }), ...(after !== undefined && { after }) }
}

function actorOf({ type, id }: AuditEntry['actor'], accountId: string): Activity['by'] {
  if (id === accountId) return 'you'
  if (type === 'anonymous') return 'unknown'
  return type === 'system' || type === 'operator' ? 'the installation' : 'somebody else'
}

const addressIn = ({ address }: ActivityRow['personal']): string | null =>
  typeof address?.value === 'string' ? address.value : null
