import { type MachineAction, type MachineActionAnswer, Problem } from '@skykeep/contract'
import { type Caller, must } from '../../auth/principal.ts'
import type { TeamTx } from '../../db/tenancy.ts'
import type { Repeatable } from '../../lib/once-only.ts'
import type { MachineFacts } from '../machines/machines.service.ts'
import { beginRun } from './begin-run.ts'
import { moveFor, stateOf } from './power-goal.ts'
import type { RunNeeds } from './run-needs.ts'
import { existing } from './shown-run.ts'

/** Nobody waits longer for what they asked for by hand. */
const MANUAL_MS = 3_600_000

/** What somebody wants done to a machine, now. */
export function machineActions(needs: RunNeeds) {
  const { db, once, machines, audit, clock } = needs
  return {
    /** @throws Problem NOT_FOUND, MACHINE_LEFT_ALONE */
    async act(caller: Caller, machineId: string, asked: MachineAction, repeatable?: Repeatable): Promise<MachineActionAnswer> {
      must(caller, 'machine:operate')
      if (asked.action === 'resize') must(caller, 'machine:resize')
      if (asked.dry_run) {
        return db.asTeam(caller.team_id, async (tx) => ({ run_id: null, ...foreseen(asked, await ours(tx, machineId)) }), {
          readOnly: true,
        })
      }
      return once(caller, repeatable, async (tx) => {
        const machine = await ours(tx, machineId)
        const now = clock.now()
        const run = await beginRun(needs, tx, {
          ...{ cause: 'manual', schedule_id: null, schedule_name: null, at: now, state: stateOf(asked.action) ?? 'none' },
          reason: `${asked.action.replace('_', ' ')} of ${machine.name}, asked for by hand`,
          created_by: { type: caller.kind, id: caller.id },
          start_order: [],
          items: [
            {
              ...{ machine_id: machine.id, lane_id: machine.lane_id, action: asked.action },
              ...(asked.size !== undefined && { size: asked.size }),
              give_up_at: new Date(now.getTime() + MANUAL_MS),
            },
          ],
        })
        await audit.write(tx, caller, {
          action: 'machine.action_asked',
          resource: { type: 'machine', id: machine.id },
          before: { power: machine.power, size: machine.size },
          after: { action: asked.action, ...(asked.size !== undefined && { size: asked.size }) },
          details: { run_id: run?.run_id ?? null },
        })
        return { run_id: run?.run_id ?? null, ...foreseen(asked, machine) }
      })
    },
  }

  async function ours(tx: TeamTx, machineId: string): Promise<MachineFacts> {
    const [found] = await machines.find(tx, [machineId])
    const machine = existing(found)
    if (machine.gone_at !== null) throw new Problem('MACHINE_LEFT_ALONE', { detail: 'It is gone.' })
    if (machine.managed_by !== null) throw new Problem('MACHINE_LEFT_ALONE', { detail: 'Something else manages it.' })
    return machine
  }
}

function foreseen({ action, size }: MachineAction, machine: MachineFacts): Pick<MachineActionAnswer, 'would' | 'reason'> {
  const move = moveFor({ action, size: size ?? null, wasCalled: false }, machine)
  const state = `it is ${machine.power}, as it was read last`
  if (move.move === 'reached') return { would: 'nothing_to_do', reason: `${state}: it would be looked at, and left so` }
  if (move.move === 'skip') return { would: 'nothing_to_do', reason: move.why }
  if (move.move === 'wait') return { would: 'wait', reason: `${move.why}: it would be decided when that is over` }
  return { would: 'call', reason: state }
}
