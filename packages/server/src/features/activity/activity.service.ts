import type { Activity } from '@skykeep/contract'
import { INSTALLATION } from '../../audit/draft.ts'
import { teamsOfAccount } from '../../auth/account-teams.ts'
import { type Caller, mustActThemselves } from '../../auth/principal.ts'
import type { Database } from '../../db/tenancy.ts'
import { idOfCursor, pageOf } from '../../lib/id-cursor.ts'
import { type ActivityRow, entriesAbout } from './activity.store.ts'
import { shownActivity } from './shown-activity.ts'

export type ActivityService = ReturnType<typeof activityService>

/** What a person did and what was done to their account, out of the audit trails: the installation's, and those of their teams. */
export function activityService({ db }: { db: Database }) {
  return {
    async list(caller: Caller, { limit, cursor }: { limit: number; cursor?: string | undefined }) {
      mustActThemselves(caller)
      const before = cursor === undefined ? undefined : idOfCursor(cursor)
      const teams = await db.withoutTeam((tx) => teamsOfAccount(tx, caller.id), { readOnly: true })
      const found: ActivityRow[] = []
      // Trail by trail, each behind its own wall; one more than asked for, to see whether there is more.
      for (const trail of [INSTALLATION, ...teams]) {
        const page = { before, limit: limit + 1 }
        found.push(...(await db.asTeam(trail, (tx) => entriesAbout(tx, caller.id, page), { readOnly: true })))
      }
      // Ids begin with their time.
      const newest = found.sort((one, other) => (one.id < other.id ? 1 : -1))
      return pageOf(
        newest,
        limit,
        ({ id }) => id,
        (row): Activity => shownActivity(row, caller.id),
      )
    },
  }
}
