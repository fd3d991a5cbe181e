import {
  type MachineAction,
  type MachineActionAnswer,
  type MachinesAction,
  type MachinesActionAnswer,
  Problem,
  type TransitionAction,
} from '@skykeep/contract'
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

interface Asked {
  action: TransitionAction
  size?: string | undefined
}

/** What somebody wants done to machines, now. */
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
        const run_id = await begin(tx, caller, asked, [machine])
        return { run_id, ...foreseen(asked, machine) }
      })
    },

    /** All in one run; those that are not ours to switch are left alone. @throws Problem VALIDATION_FAILED, MACHINE_LEFT_ALONE (all of them are) */
    async actOnMany(caller: Caller, asked: MachinesAction, repeatable?: Repeatable): Promise<MachinesActionAnswer> {
      must(caller, 'machine:operate')
      if (asked.dry_run) {
        const all = await db.asTeam(caller.team_id, (tx) => these(tx, asked.machine_ids), { readOnly: true })
        return { run_id: null, machines: all.map((machine) => foreseenOfMany(asked, machine)) }
      }
      return once(caller, repeatable, async (tx) => {
        const all = await these(tx, asked.machine_ids)
        const ours = all.filter((machine) => whyLeftAlone(machine) === null)
        if (ours.length === 0) throw new Problem('MACHINE_LEFT_ALONE', { detail: 'None of them is ours to switch.' })
        const run_id = await begin(tx, caller, asked, ours)
        return { run_id, machines: all.map((machine) => foreseenOfMany(asked, machine)) }
      })
    },
  }

  async function begin(tx: TeamTx, caller: Caller, { action, size }: Asked, ours: MachineFacts[]): Promise<string | null> {
    const now = clock.now()
    const which = ours.length === 1 ? ours[0]!.name : `${ours.length} machines`
    const run = await beginRun(needs, tx, {
      ...{ cause: 'manual', schedule_id: null, schedule_name: null, at: now, state: stateOf(action) ?? 'none' },
      reason: `${action.replace('_', ' ')} of ${which}, asked for by hand`,
      created_by: { type: caller.kind, id: caller.id },
      start_order: [],
      items: ours.map((machine) => ({
        ...{ machine_id: machine.id, lane_id: machine.lane_id, action },
        ...(size !== undefined && { size }),
        give_up_at: new Date(now.getTime() + MANUAL_MS),
      })),
    })
    // One entry for each machine, so that whoever asks the trail about a machine finds it.
    for (const machine of ours) {
      await audit.write(tx, caller, {
        action: 'machine.action_asked',
        resource: { type: 'machine', id: machine.id },
        before: { power: machine.power, size: machine.size },
        after: { action, ...(size !== undefined && { size }) },
        details: { run_id: run?.run_id ?? null },
      })
    }
    return run?.run_id ?? null
  }

  async function ours(tx: TeamTx, machineId: string): Promise<MachineFacts> {
    const [found] = await machines.find(tx, [machineId])
    const machine = existing(found)
    const detail = whyLeftAlone(machine)
    if (detail !== null) throw new Problem('MACHINE_LEFT_ALONE', { detail })
    return machine
  }

  /** In the order of the ids. Told of what another team has exactly as of what nobody has. */
  async function these(tx: TeamTx, ids: readonly string[]): Promise<MachineFacts[]> {
    const found = new Map((await machines.find(tx, [...new Set(ids)])).map((machine) => [machine.id, machine]))
    const errors = ids.flatMap((id, at) =>
      found.has(id) ? [] : [{ pointer: `#/machine_ids/${at}`, detail: 'is no machine of this team' }],
    )
    if (errors.length > 0) throw new Problem('VALIDATION_FAILED', { errors })
    return [...new Set(ids)].map((id) => found.get(id)!)
  }
}

function whyLeftAlone({ gone_at, managed_by }: MachineFacts): string | null {
  if (gone_at !== null) return 'It is gone.'
  return managed_by === null ? null : 'Something else manages it.'
}

function foreseenOfMany(asked: Asked, machine: MachineFacts): MachinesActionAnswer['machines'][number] {
  const reason = whyLeftAlone(machine)
  const what = reason === null ? foreseen(asked, machine) : { would: 'left_alone' as const, reason }
  return { machine_id: machine.id, name: machine.name, ...what }
}

function foreseen({ action, size }: Asked, machine: MachineFacts): Pick<MachineActionAnswer, 'would' | 'reason'> {
  const move = moveFor({ action, size: size ?? null, wasCalled: false }, machine)
  const state = `it is ${machine.power}, as it was read last`
  if (move.move === 'reached') return { would: 'nothing_to_do', reason: `${state}: it would be looked at, and left so` }
  if (move.move === 'skip') return { would: 'nothing_to_do', reason: move.why }
  if (move.move === 'wait') return { would: 'wait', reason: `${move.why}: it would be decided when that is over` }
  return { would: 'call', reason: state }
}
