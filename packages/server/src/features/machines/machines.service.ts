import type { MachineDetails, MachineHistoryQuery, MachinesQuery } from '@skykeep/contract'
import { type Caller, must } from '../../auth/principal.ts'
import type { ChangeTrace } from '../../cloud/cloud-provider.ts'
import type { TeamTx } from '../../db/tenancy.ts'
import { idOfCursor, pageOf } from '../../lib/id-cursor.ts'
import { cursorBefore, instantOfCursor } from './instant-cursor.ts'
import type { MachineNeeds } from './machine-needs.ts'
import { machinePageStore } from './machine-page.store.ts'
import { type MachineRow, machinesStore } from './machines.store.ts'
import { noteManualChanges } from './manual-changes.ts'
import { observe } from './observe.ts'
import type { PowerChange } from './power-change.ts'
import { powerHistoryStore } from './power-history.store.ts'
import { existing, shownDetails, shownMachine, shownSpan } from './shown-machine.ts'
import { inventory } from './sync.ts'
import { whyOf } from './why.ts'

export type MachineService = ReturnType<typeof machineService>
export type { MachineEvent, MachineNeeds, ManualChange, WantedNow } from './machine-needs.ts'
export type { PowerObservation } from './observe.ts'
export type { PowerChange } from './power-change.ts'
export type { SyncedLane } from './sync.ts'

/** What the other parts need of a machine. */
export type MachineFacts = Omit<MachineRow, 'team_id'>

/** The machines of a team: what there is, in which state, and why. */
export function machineService(needs: MachineNeeds) {
  const { db, clock, wantedNow } = needs
  return {
    async list(caller: Caller, { cursor, ...query }: MachinesQuery) {
      must(caller, 'machine:read')
      const after = cursor === undefined ? undefined : idOfCursor(cursor)
      const now = clock.now()
      const rows = await db.asTeam(caller.team_id, (tx) => machinesStore(tx).list({ ...query, after }, now), { readOnly: true })
      return pageOf(
        rows,
        query.limit,
        ({ id }) => id,
        (row) => shownMachine(row, now),
      )
    },

    async get(caller: Caller, id: string): Promise<MachineDetails> {
      must(caller, 'machine:read')
      const now = clock.now()
      return db.asTeam(
        caller.team_id,
        async (tx) => {
          const machine = existing(await machinesStore(tx).find(id, now))
          const page = machinePageStore(tx)
          const plan = (await page.plans([id])).get(id)
          const wanted = machine.gone_at === null ? (await wantedNow(tx, [id], now)).get(id) : undefined
          const overrides = await page.overrides(plan, now)
          const transitions = await page.transitions(id)
          return shownDetails(machine, now, { why: whyOf({ machine, plan, wanted, transitions }), plan, overrides, transitions })
        },
        { readOnly: true },
      )
    },

    async history(caller: Caller, id: string, { from, to, limit, cursor }: MachineHistoryQuery) {
      must(caller, 'machine:read')
      const before = cursor === undefined ? undefined : instantOfCursor(cursor)
      const now = clock.now()
      const range = {
        from: from === undefined ? undefined : new Date(from),
        to: to === undefined ? undefined : new Date(to),
        before,
        limit,
      }
      const rows = await db.asTeam(
        caller.team_id,
        async (tx) => {
          existing(await machinesStore(tx).find(id, now))
          return powerHistoryStore(tx).of(id, range)
        },
        { readOnly: true },
      )
      const shown = rows.slice(0, limit)
      const last = shown.at(-1)
      return { items: shown.map(shownSpan), next_cursor: last && rows.length > limit ? cursorBefore(last.since) : null }
    },

    /** Reads all machines of a lane from the cloud. @throws CloudFailure after it was noted at the lane and its connection */
    sync: inventory(needs),

    /** Keeps what was read of their power, and answers what changed. */
    observe: (tx: TeamTx, readings: Parameters<typeof observe>[1], at: Date, by: 'skykeep' | 'other'): Promise<PowerChange[]> =>
      observe(tx, readings, at, by),

    /** For whoever observed changes by others: tells of them, and has their schedules react. */
    noteManualChanges: (
      tx: TeamTx,
      changes: readonly PowerChange[],
      at: Date,
      traces?: ReadonlyMap<string, ChangeTrace>,
    ): Promise<void> => noteManualChanges(needs, tx, changes, at, traces),

    find: (tx: TeamTx, ids: readonly string[]): Promise<MachineFacts[]> => machinesStore(tx).these(ids),
  }
}
