import type { EntriesTable } from '../../audit/tables.ts'
import { type TeamTx, teamOf } from '../../db/tenancy.ts'

export type ActivityRow = Pick<EntriesTable, 'id' | 'leaf' | 'personal'>

/** The entries of one trail that a person made or that are about their account, the newest first. */
export async function entriesAbout(
  tx: TeamTx,
  accountId: string,
  { before, limit }: { before: string | undefined; limit: number },
): Promise<ActivityRow[]> {
  let query = tx
    .selectFrom('audit.entries')
    .select(['id', 'leaf', 'personal'])
    .where('team_id', '=', teamOf(tx))
    .where((where) => where.or([where('actor_id', '=', accountId), where('resource_id', '=', accountId)]))
    .orderBy('id', 'desc')
    .limit(limit)
  if (before !== undefined) query = query.where('id', '<', before)
  return query.execute()
}
