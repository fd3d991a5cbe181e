import { CloudFailure, type CloudSession, type PowerAction, type PowerState } from '../../cloud/cloud-provider.ts'
import type { TeamTx } from '../../db/tenancy.ts'
import { afterFailure } from './after-failure.ts'
import type { CallGuard } from './call-guard.ts'
import { LATE_MS } from './due-runs.ts'
import type { LaneLease } from './lane-lease.ts'
import { type Look, moveFor, stateOf } from './power-goal.ts'
import type { RunNeeds } from './run-needs.ts'
import { runStepsStore } from './run-steps.store.ts'
import { type Ending, type Job, transitionsStore } from './transitions.store.ts'

/** Longer than any answer of a cloud takes, and shorter than what is left of a lease when a call is begun. */
export const CALL_MS = 15_000
/** A call whose answer was lost may still be under way: nobody looks before, and nobody calls again. */
const UNCERTAIN_MS = 45_000
const LOOK_MS = 10_000
const UNKNOWN_MS = 60_000
/** An operation that is not over by then is taken for lost. */
const OPERATION_MS_MAX = 3 * 3_600_000

export interface Carrying
  extends Pick<RunNeeds, 'db' | 'clock' | 'newId' | 'machines' | 'schedules' | 'tell' | 'connections' | 'metrics'> {
  lease: LaneLease
  session: CloudSession
  guard: CallGuard
  /** Ends with the process. */
  stopping: AbortSignal
  /** A reading of all machines of the lane that has just begun, where it is worth it. */
  listed: Promise<ReadonlyMap<string, PowerState>> | null
  /** Operations are looked at less often the more of them there are, so that the reads of the subscription suffice for all. */
  lookAfterMs: (asked: number) => number
  /** Runs whose machines moved: to be looked at when the round is over. */
  touched: Set<string>
}

/** Takes one transition as far as it goes at this moment. Each step is stored before the next, so that anybody can go on after it. */
export async function carryOut(needs: Carrying, job: Job): Promise<void> {
  const { clock } = needs
  if (job.managed_by !== null)
    return end(needs, job, { status: 'skipped', detail: 'it is managed by something else, which decides over it' })
  if (job.gone_at !== null) return end(needs, job, { status: 'skipped', detail: 'the machine is not there any more' })
  if (job.status === 'waiting' && clock.now() >= job.give_up_at) return giveUp(needs, job)
  try {
    if (job.status === 'working' && job.operation !== null) await follow(needs, job, job.operation)
    else await lookAndMove(needs, job)
  } catch (error) {
    if (!(error instanceof CloudFailure)) throw error
    await lookFailed(needs, job, error)
  }
  await tellWhenLate(needs, job)
}

/** Read power state, wait while it changes, decide again, call. */
async function lookAndMove(needs: Carrying, job: Job, fresh = job.was_just_changed): Promise<void> {
  const look = await lookAt(needs, job, fresh)
  const move = moveFor(
    { action: job.action, size: job.size, wasCalled: job.called_at !== null && job.status === 'working' },
    look,
  )
  if (move.move === 'skip') return end(needs, job, { status: 'skipped', detail: move.why })
  if (move.move === 'reached') return reached(needs, job, look)
  if (move.move === 'wait') {
    if (isStuck(needs, job)) return endFailed(needs, job, new CloudFailure('transient', 'STUCK', move.why), look.power)
    const inMs = look.power === 'unknown' ? UNKNOWN_MS : LOOK_MS
    return later(needs, job, inMs, 'waiting', { power: look.power, why: move.why })
  }
  if (job.status === 'working') return cameToNothing(needs, job, look.power)
  await call(needs, job, look.power)
}

const isStuck = ({ clock }: Carrying, { status, called_at, give_up_at, at }: Job): boolean =>
  status === 'working' && clock.now() >= give_up_at && clock.now().getTime() - (called_at ?? at).getTime() > OPERATION_MS_MAX

async function lookAt({ session, listed, guard, stopping }: Carrying, job: Job, fresh: boolean): Promise<Look> {
  const known = !fresh && job.status === 'waiting' && job.action !== 'resize' ? (await listed)?.get(job.provider_id) : undefined
  if (known !== undefined) return { power: known, size: null }
  const { power, size } = await guard.ask(job.region, () => session.read(job.provider_id, callSignal(stopping)))
  return { power, size }
}

async function call(needs: Carrying, job: Job, power: PowerState): Promise<void> {
  const { lease, session, guard, clock, schedules, stopping, metrics } = needs
  // The answer must come while the lane is ours; the next round has a fresh lease.
  if (lease.leftMs < CALL_MS + 2_000) return
  const place = guard.mayCall(job.region)
  if (!place.go) return later(needs, job, place.inMs, 'waiting', { why: 'the cloud does not answer there at present' })
  const now = clock.now()
  const decided = await lease.write(async (tx) => {
    if (!(await transitionsStore(tx).lockWaiting(job.id))) return 'over'
    const state = stateOf(job.action)
    if (job.cause !== 'manual' && state !== null) {
      // Decided at the moment of the call: schedules and overrides may have changed since it became due.
      const wanted = (await schedules.wantedNow(tx, [job.machine_id], now)).get(job.machine_id)
      if (wanted?.wanted !== state)
        return { status: 'skipped' as const, detail: `not wanted any more: ${wanted?.reason ?? 'nothing is'}` }
    }
    await transitionsStore(tx).called(job.id, now, new Date(now.getTime() + UNCERTAIN_MS))
    await note(needs, tx, job, 'called', { action: job.action })
    return 'call'
  })
  if (decided === 'over') return guard.told(job.region, null)
  if (decided !== 'call') {
    guard.told(job.region, null)
    return end(needs, job, decided)
  }
  const asked = { ...job, status: 'working' as const, called_at: now, attempts: job.attempts + 1 }
  try {
    const signal = callSignal(stopping)
    const accepted =
      job.action === 'resize'
        ? await session.resize(job.provider_id, job.size!, signal)
        : await session.act(job.provider_id, actionFor(job.action, power), signal)
    guard.told(job.region, null)
    metrics.cloudCalls.inc({ action: job.action, outcome: 'accepted' })
    const at = new Date(clock.now().getTime() + needs.lookAfterMs(accepted.lookAfterMs))
    await lease.write((tx) => transitionsStore(tx).accepted(job.id, accepted.operation, at))
  } catch (error) {
    if (!(error instanceof CloudFailure)) throw error
    guard.told(job.region, error.kind)
    metrics.cloudCalls.inc({ action: job.action, outcome: error.kind })
    await failed(needs, asked, error, { wasTaken: error.kind === 'transient' })
  }
}

/** Only what runs can be hibernated; what has stopped gives up its place and is off all the same. */
const actionFor = (action: Exclude<Job['action'], 'resize'>, power: PowerState): PowerAction =>
  action === 'hibernate' && power !== 'running' ? 'deallocate' : action

async function follow(needs: Carrying, job: Job, operation: string): Promise<void> {
  const { session, guard, clock, stopping, lookAfterMs } = needs
  const state = await guard.ask(job.region, () => session.follow(operation, callSignal(stopping)))
  if (state.status === 'running') {
    const isLost = clock.now().getTime() - (job.called_at ?? job.at).getTime() > OPERATION_MS_MAX
    return isLost ? lookAndMove(needs, job, true) : later(needs, job, lookAfterMs(state.lookAfterMs))
  }
  if (state.status === 'unknown') return lookAndMove(needs, { ...job, operation: null }, true)
  if (state.status === 'succeeded') return lookAndMove(needs, job, true)
  const look = state.failure.kind === 'gone' ? null : await lookAt(needs, job, true)
  // What the operation could not finish inside of the machine, or somebody else finished, may be there all the same.
  const move = look && moveFor({ action: job.action, size: job.size, wasCalled: true }, look)
  if (look && move?.move === 'reached' && job.action !== 'restart') return reached(needs, job, look, state.failure)
  if (look && move?.move === 'wait' && state.failure.kind === 'preempted') {
    return later(needs, { ...job, operation: null }, LOOK_MS, 'preempted', { power: look.power })
  }
  await failed(needs, job, state.failure, { wasTaken: false, power: look?.power ?? null })
}

async function reached(needs: Carrying, job: Job, look: Look, despite?: CloudFailure): Promise<void> {
  const { clock, lease, machines } = needs
  const now = clock.now()
  const isOurs = job.called_at !== null
  const detail = despite
    ? `it is ${look.power}, although the cloud told of a failure: ${despite.message}`
    : isOurs
      ? `it is ${look.power}`
      : `it was ${look.power} already`
  await endIn(
    needs,
    job,
    { status: isOurs ? 'done' : 'nothing_to_do', detail, failure_code: despite?.code ?? null },
    async (tx) => {
      const seen = [{ machine_id: job.machine_id, power: look.power }]
      const changes = await machines.observe(tx, seen, now, isOurs ? 'skykeep' : 'other')
      await machines.noteManualChanges(tx, changes, now)
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

/** It was asked for and is not so, and nothing is under way: once more. An operation that ended well and was undone is somebody else’s doing. */
async function cameToNothing(needs: Carrying, job: Job, power: PowerState): Promise<void> {
  const failure =
    job.operation === null
      ? new CloudFailure('transient', job.failure_code ?? 'NO_EFFECT', `The call had no effect: the machine is ${power}`)
      : new CloudFailure('preempted', 'STATE_NOT_KEPT', `The operation ended well, and the machine is ${power} all the same`)
  await failed(needs, job, failure, { wasTaken: false, power })
}

async function failed(
  needs: Carrying,
  job: Job,
  failure: CloudFailure,
  { wasTaken, power = null }: { wasTaken: boolean; power?: PowerState | null },
): Promise<void> {
  const { clock, lease } = needs
  const now = clock.now()
  const verdict = afterFailure({
    ...failure,
    kind: failure.kind,
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
    const next = { failure_class: failure.kind, failure_code: failure.code, at: verdict.at }
    const status = verdict.verdict === 'look' ? ('working' as const) : ('waiting' as const)
    await transitionsStore(tx).failedOnce(job.id, { ...next, status, counts: verdict.verdict === 'look' || verdict.counts })
    if (power !== null) await needs.machines.observe(tx, [{ machine_id: job.machine_id, power }], now, 'skykeep')
    if (failure.kind !== 'throttled') {
      await note(needs, tx, job, 'again', { class: failure.kind, code: failure.code, at: verdict.at.toISOString() })
    }
    if (failure.kind === 'capacity' && job.told_at === null) await tellFailure(needs, tx, job, failure, 'no_room')
  })
}

/** A look failed: that says nothing of the machine, and the transition stays what it is. */
async function lookFailed(needs: Carrying, job: Job, failure: CloudFailure): Promise<void> {
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

function giveUp(needs: Carrying, job: Job): Promise<void> {
  const kind = (job.failure_class ?? 'transient') as CloudFailure['kind']
  return endFailed(
    needs,
    job,
    new CloudFailure(kind, job.failure_code ?? 'WINDOW_ENDED', 'The time in which it was wanted is over'),
    null,
  )
}

async function endFailed(needs: Carrying, job: Job, failure: CloudFailure, power: PowerState | null): Promise<void> {
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

const end = (needs: Carrying, job: Job, ending: Ending) => endIn(needs, job, ending, async () => {})

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

async function later(
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

const note = (
  { newId, clock }: Pick<Carrying, 'newId' | 'clock'>,
  tx: TeamTx,
  job: Pick<Job, 'id' | 'run_id'>,
  step: string,
  detail: Record<string, unknown>,
) => runStepsStore(tx).write([{ id: newId(), run_id: job.run_id, transition_id: job.id, at: clock.now(), step, detail }])

async function tellFailure(
  needs: Carrying,
  tx: TeamTx,
  job: Job,
  failure: CloudFailure,
  how: 'failed' | 'no_room',
): Promise<void> {
  const now = needs.clock.now()
  const what = job.action.replace('_', ' ')
  await transitionsStore(tx).told(job.id, now)
  await needs.tell(tx, {
    event: 'machine.failed',
    at: now,
    title:
      how === 'failed' ? `${job.machine_name}: ${what} failed` : `${job.machine_name}: the cloud has no room, it is tried again`,
    machine_ids: [job.machine_id],
    connection_id: needs.lease.lane.connection_id,
    detail: {
      ...{ run_id: job.run_id, name: job.machine_name, action: job.action, class: failure.kind, code: failure.code },
      ...{
        message: failure.message,
        correlation_id: failure.correlationId,
        until: job.give_up_at.toISOString(),
        is_over: how === 'failed',
      },
    },
  })
}

/** People are told once of what is not done a quarter of an hour after its time. */
async function tellWhenLate(needs: Carrying, job: Job): Promise<void> {
  const now = needs.clock.now()
  if (job.told_at !== null || now.getTime() - job.at.getTime() < LATE_MS) return
  await needs.lease.write(async (tx) => {
    if (!(await transitionsStore(tx).isOpenAndUntold(job.id))) return
    await transitionsStore(tx).told(job.id, now)
    const minutes = Math.round((now.getTime() - job.at.getTime()) / 60_000)
    await needs.tell(tx, {
      event: 'machine.late',
      at: now,
      title: `${job.machine_name}: ${job.action.replace('_', ' ')} is ${minutes} minutes late`,
      machine_ids: [job.machine_id],
      connection_id: needs.lease.lane.connection_id,
      detail: { run_id: job.run_id, name: job.machine_name, action: job.action, late_minutes: minutes, class: job.failure_class },
    })
  })
}

const callSignal = (stopping: AbortSignal) => AbortSignal.any([stopping, AbortSignal.timeout(CALL_MS)])
