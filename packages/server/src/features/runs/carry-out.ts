import { CloudFailure, type PowerAction, type PowerState } from '../../cloud/cloud-provider.ts'
import { type Carrying, LOOK_MS, OPERATION_MS_MAX } from './carrying.ts'
import { goalOf } from './other-sizes.ts'
import { type Look, moveFor, stateOf } from './power-goal.ts'
import { cameToNothing, end, endFailed, failed, fitted, giveUp, later, lookFailed, note, reached } from './settle-transition.ts'
import { tellPlannedOff, tellWhenLate } from './tell-of-transition.ts'
import { type Job, transitionsStore } from './transitions.store.ts'

/** Longer than any answer of a cloud takes, and shorter than what is left of a lease when a call is begun. */
export const CALL_MS = 15_000
/** A call whose answer was lost may still be under way: nobody looks before, and nobody calls again. */
const UNCERTAIN_MS = 45_000
const UNKNOWN_MS = 60_000

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
  const goal = goalOf(job, look, job.called_at !== null && job.status === 'working')
  const move = moveFor(goal, look)
  if (move.move === 'reached' && goal.action !== job.action) return fitted(needs, job, look)
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
  const known =
    !fresh && job.status === 'waiting' && job.action !== 'resize' && job.fitting === null
      ? (await listed)?.get(job.provider_id)
      : undefined
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
  const goal = goalOf(job, { power }, false)
  const what = { action: goal.action, ...(goal.size !== null && { size: goal.size }) }
  const decided = await lease.write(async (tx) => {
    if (!(await transitionsStore(tx).lockWaiting(job.id))) return 'over'
    const state = stateOf(job.action)
    let until: Date | null = null
    if (job.cause !== 'manual' && state !== null) {
      // Decided at the moment of the call: schedules and overrides may have changed since it became due.
      const wanted = (await schedules.wantedNow(tx, [job.machine_id], now)).get(job.machine_id)
      if (wanted?.wanted !== state)
        return { status: 'skipped' as const, detail: `not wanted any more: ${wanted?.reason ?? 'nothing is'}` }
      until = wanted.until
    }
    await transitionsStore(tx).called(job.id, now, new Date(now.getTime() + UNCERTAIN_MS))
    await note(needs, tx, job, 'called', what)
    if (state === 'off') await tellPlannedOff(needs, tx, job, until)
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
      goal.action === 'resize'
        ? await session.resize(job.provider_id, goal.size!, signal)
        : await session.act(job.provider_id, actionFor(goal.action, power), signal)
    guard.told(job.region, null)
    metrics.cloudCalls.inc({ action: goal.action, outcome: 'accepted' })
    const at = new Date(clock.now().getTime() + needs.lookAfterMs(accepted.lookAfterMs))
    await lease.write((tx) => transitionsStore(tx).accepted(job.id, accepted.operation, at))
  } catch (error) {
    if (!(error instanceof CloudFailure)) throw error
    guard.told(job.region, error.kind)
    metrics.cloudCalls.inc({ action: goal.action, outcome: error.kind })
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
  const goal = look && goalOf(job, look, true)
  const move = look && goal && moveFor(goal, look)
  if (look && move?.move === 'reached' && goal?.action !== job.action) return fitted(needs, job, look)
  if (look && move?.move === 'reached' && job.action !== 'restart') return reached(needs, job, look, state.failure)
  if (look && move?.move === 'wait' && state.failure.kind === 'preempted') {
    return later(needs, { ...job, operation: null }, LOOK_MS, 'preempted', { power: look.power })
  }
  await failed(needs, job, state.failure, { wasTaken: false, power: look?.power ?? null })
}

const callSignal = (stopping: AbortSignal) => AbortSignal.any([stopping, AbortSignal.timeout(CALL_MS)])
