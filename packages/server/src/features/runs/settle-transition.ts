import { CloudFailure, type PowerState } from '../../cloud/cloud-provider.ts'
import type { TeamTx } from '../../db/tenancy.ts'
import { afterFailure } from './after-failure.ts'
import { type Carrying, LOOK_MS, OPERATION_MS_MAX } from './carrying.ts'
import { nextFitting } from './other-sizes.ts'
import type { Look } from './power-goal.ts'
import { runStepsStore } from './run-steps.store.ts'
import { tellFailure, tellPlannedOn } from './tell-of-transition.ts'
import { type Ending, type Job, transitionsStore } from './transitions.store.ts'

/** It is as it is wanted: by us, or as it was found. */
export async function reached(needs: Carrying, job: Job, look: Look, despite?: CloudFailure): Promise<void> {
  const { clock, lease, machines } = needs
  const now = clock.now()
  const isOurs = job.called_at !== null
  const detail = despite
    ? `it is ${look.power}, although the cloud told of a failure: ${despite.message}`
    : isOurs
      ? `it is ${look.power}${look.size === null || look.size === job.machine_size ? '' : `, as ${look.size}`}`
      : `it was ${look.power} already`
  await endIn(
    needs,
    job,
    { status: isOurs ? 'done' : 'nothing_to_do', detail, failure_code: despite?.code ?? null },
    async (tx) => {
      const seen = [{ machine_id: job.machine_id, power: look.power }]
      const changes = await machines.observe(tx, seen, now, isOurs ? 'skykeep' : 'other')
      await machines.noteManualChanges(tx, changes, now)
      if (isOurs && job.action === 'start') await tellPlannedOn(needs, tx, job)
      if (job.told_at === null) return
      await needs.tell(tx, {
        event: 'machine.recovered',
        at: now,
        title: `${job.machine_name} is ${look.power} after all`,
        machine_ids: [job.machine_id],
        connection_id: lease.lane.connection_id,
        detail: { run_id: job.run_id, name: job.machine_name, power: look.power },
      })
    },
  )
}

/** The machine has the size that it was to be given before its start. */
export async function fitted(needs: Carrying, job: Job, look: Look): Promise<void> {
  await needs.lease.write(async (tx) => {
    await transitionsStore(tx).fitted(job.id, needs.clock.now())
    await note(needs, tx, job, 'fitted', { size: look.size })
  })
}

/** It was asked for and is not so, and nothing is under way: once more. An operation that ended well and was undone is somebody else’s doing. */
export async function cameToNothing(needs: Carrying, job: Job, power: PowerState): Promise<void> {
  const failure =
    job.operation === null
      ? new CloudFailure('transient', job.failure_code ?? 'NO_EFFECT', `The call had no effect: the machine is ${power}`)
      : new CloudFailure('preempted', 'STATE_NOT_KEPT', `The operation ended well, and the machine is ${power} all the same`)
  await failed(needs, job, failure, { wasTaken: false, power })
}

export async function failed(
  needs: Carrying,
  job: Job,
  failure: CloudFailure,
  { wasTaken, power = null }: { wasTaken: boolean; power?: PowerState | null },
): Promise<void> {
  const { clock, lease } = needs
  const now = clock.now()
  const other = nextFitting(job, failure.kind)
  const verdict = afterFailure({
    ...failure,
    kind: other === null ? failure.kind : 'capacity',
    retryAfterMs: failure.retryAfterMs,
    before: job.failures,
    wasTaken,
    now,
    give_up_at: job.give_up_at,
  })
  if (verdict.verdict === 'gone')
    return end(needs, job, {
      status: 'skipped',
      detail: 'the machine is not there any more',
      failure_class: 'gone',
      failure_code: failure.code,
    })
  if (verdict.verdict === 'failed') return endFailed(needs, job, failure, power)
  await lease.write(async (tx) => {
    const at = other === null || other.isRoundOver ? verdict.at : now
    const next = { failure_class: failure.kind, failure_code: failure.code, at }
    const status = verdict.verdict === 'look' ? ('working' as const) : ('waiting' as const)
    if (other === null)
      await transitionsStore(tx).failedOnce(job.id, { ...next, status, counts: verdict.verdict === 'look' || verdict.counts })
    else await transitionsStore(tx).fit(job.id, { ...other, ...next })
    if (power !== null) await needs.machines.observe(tx, [{ machine_id: job.machine_id, power }], now, 'skykeep')
    if (failure.kind !== 'throttled') {
      const size = other?.fitting ?? null
      const detail = { class: failure.kind, code: failure.code, at: at.toISOString() }
      await note(needs, tx, job, size === null ? 'again' : 'other_size', size === null ? detail : { ...detail, size })
    }
    if (failure.kind === 'capacity' && job.told_at === null) await tellFailure(needs, tx, job, failure, 'no_room')
  })
}

/** A look failed: that says nothing of the machine, and the transition stays what it is. */
export async function lookFailed(needs: Carrying, job: Job, failure: CloudFailure): Promise<void> {
  const { clock, lease } = needs
  if (failure.kind === 'gone') return failed(needs, job, failure, { wasTaken: false })
  const passes = failure.kind === 'transient' || failure.kind === 'throttled' || failure.kind === 'conflict'
  if (!passes) {
    return endFailed(needs, job, failure, null)
  }
  const isOver = clock.now() >= job.give_up_at
  if (isOver && (job.status === 'waiting' || clock.now().getTime() - job.give_up_at.getTime() > OPERATION_MS_MAX)) {
    return endFailed(needs, job, failure, null)
  }
  const pause = Math.max(failure.retryAfterMs ?? 0, failure.kind === 'throttled' ? 1_000 : LOOK_MS)
  await lease.write((tx) => transitionsStore(tx).lookAgain(job.id, new Date(clock.now().getTime() + pause)))
}

export function giveUp(needs: Carrying, job: Job): Promise<void> {
  const kind = (job.failure_class ?? 'transient') as CloudFailure['kind']
  return endFailed(
    needs,
    job,
    new CloudFailure(kind, job.failure_code ?? 'WINDOW_ENDED', 'The time in which it was wanted is over'),
    null,
  )
}

export async function endFailed(needs: Carrying, job: Job, failure: CloudFailure, power: PowerState | null): Promise<void> {
  const { db, clock, machines, lease, connections } = needs
  const ending: Ending = { status: 'failed', failure_class: failure.kind, failure_code: failure.code, detail: failure.message }
  await endIn(needs, job, ending, async (tx) => {
    const now = clock.now()
    if (power !== null) await machines.observe(tx, [{ machine_id: job.machine_id, power }], now, 'skykeep')
    await tellFailure(needs, tx, job, failure, 'failed')
  })
  // By itself: who holds a lane must not wait for its connection, whose holders wait for the lanes.
  const { team_id, connection_id } = lease.lane
  await db.asTeam(team_id, (tx) => connections.noteFailure(tx, connection_id, failure, clock.now()), { retry: true })
}

export const end = (needs: Carrying, job: Job, ending: Ending) => endIn(needs, job, ending, async () => {})

async function endIn(needs: Carrying, job: Job, ending: Ending, also: (tx: TeamTx) => Promise<void>): Promise<void> {
  const { lease, clock, touched, metrics } = needs
  const ended = await lease.write(async (tx) => {
    if (!(await transitionsStore(tx).end(job.id, clock.now(), ending))) return false
    await note(needs, tx, job, ending.status, {
      action: job.action,
      ...(ending.failure_class && { class: ending.failure_class, code: ending.failure_code }),
      detail: ending.detail,
    })
    await also(tx)
    return true
  })
  if (!ended) return
  touched.add(job.run_id)
  metrics.transitionsEnded.inc({ outcome: ending.status, class: ending.failure_class ?? '' })
}

export async function later(
  needs: Carrying,
  job: Job,
  inMs: number,
  step?: string,
  detail: Record<string, unknown> = {},
): Promise<void> {
  const at = new Date(needs.clock.now().getTime() + inMs)
  await needs.lease.write(async (tx) => {
    if (job.status === 'working') await transitionsStore(tx).accepted(job.id, job.operation, at)
    else await transitionsStore(tx).lookAgain(job.id, at)
    if (step !== undefined) await note(needs, tx, job, step, detail)
  })
}

export const note = (
  { newId, clock }: Pick<Carrying, 'newId' | 'clock'>,
  tx: TeamTx,
  job: Pick<Job, 'id' | 'run_id'>,
  step: string,
  detail: Record<string, unknown>,
) => runStepsStore(tx).write([{ id: newId(), run_id: job.run_id, transition_id: job.id, at: clock.now(), step, detail }])
