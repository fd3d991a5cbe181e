import { setTimeout as delay } from 'node:timers/promises'
import { Problem } from '@skykeep/contract'
import { CloudFailure, type CloudSession, type PowerState } from '../../cloud/cloud-provider.ts'
import type { Log } from '../../db/log.ts'
import type { CallGuard } from './call-guard.ts'
import { CALL_MS, carryOut } from './carry-out.ts'
import type { Carrying } from './carrying.ts'
import { type LaneLease, LaneLost } from './lane-lease.ts'
import { settleRun } from './settle-run.ts'
import { note } from './settle-transition.ts'
import { tellFailure, tellWhenLate } from './tell-of-transition.ts'
import { type Job, transitionsStore } from './transitions.store.ts'

export interface LaneNeeds
  extends Omit<Carrying, 'lease' | 'session' | 'guard' | 'listed' | 'lookAfterMs' | 'touched' | 'stopping'> {
  log: Log
}

/** Transitions of a lane under way at once, each waiting for its own answer: one that hangs takes one of these places, and no other. */
const AT_ONCE = 40
/** From so many machines on, one list of all is less to ask than each by itself. */
const LIST_FROM = 6
const ROUND_MS = 400
const LIST_MS = 30_000
/** Reads that one subscription allows each second are 25; a third of them are for looking at operations. */
const LOOKS_PER_SECOND = 8
/** A connection that may not be used is asked about again after so long. */
const UNUSABLE_MS = 60_000

/** Works on one lane until nothing is ready there, or it is lost to another worker, or the process stops. */
export async function workOnLane(needs: LaneNeeds, lease: LaneLease, guard: CallGuard, stopping: AbortSignal): Promise<void> {
  const underway = new Map<string, Promise<void>>()
  const touched = new Set<string>()
  try {
    while (!stopping.aborted) {
      await lease.renew()
      await settle(needs, lease, touched)
      const jobs = await lease.write((tx) =>
        transitionsStore(tx).ready(lease.lane.id, needs.clock.now(), [...underway.keys()], AT_ONCE - underway.size),
      )
      if (jobs.length === 0 && underway.size === 0) break
      if (jobs.length > 0) await begin(needs, { lease, guard, stopping, touched, underway }, jobs)
      if (underway.size > 0) await Promise.race([...underway.values(), delay(ROUND_MS)])
    }
    await Promise.all(underway.values())
    await settle(needs, lease, touched)
    await lease.release()
  } catch (error) {
    await Promise.allSettled(underway.values())
    if (!(error instanceof LaneLost)) throw error
  }
}

interface Round {
  lease: LaneLease
  guard: CallGuard
  stopping: AbortSignal
  touched: Set<string>
  underway: Map<string, Promise<void>>
}

async function begin(needs: LaneNeeds, round: Round, jobs: readonly Job[]): Promise<void> {
  const { lease, guard, stopping, touched, underway } = round
  const session = await openSession(needs, lease, jobs)
  if (session === null) return
  const looking = jobs.filter(({ status, was_just_changed }) => status === 'waiting' && !was_just_changed)
  const listed = looking.length >= LIST_FROM ? list(session, guard, lease.lane.scope, stopping) : null
  // Each of them asks it by itself; nobody may be there to hear of a failure.
  listed?.catch(() => {})
  const working = underway.size + jobs.length
  const lookAfterMs = (asked: number) => Math.max(asked, 1_000, (working / LOOKS_PER_SECOND) * 1_000)
  for (const job of jobs) {
    const carried = carryOut({ ...needs, lease, session, guard, stopping, listed, lookAfterMs, touched }, job)
      .catch((error) => {
        if (error instanceof LaneLost || stopping.aborted) return
        needs.log.error({ err: error, transition: job.id }, 'a transition could not be carried on')
        return lease
          .write((tx) => transitionsStore(tx).lookAgain(job.id, new Date(needs.clock.now().getTime() + CALL_MS)))
          .catch(() => {})
      })
      .finally(() => underway.delete(job.id))
    underway.set(job.id, carried)
  }
}

/** Null: the connection may not be used at present. What waits goes on waiting, and is given up at the end of its window. */
async function openSession(needs: LaneNeeds, lease: LaneLease, jobs: readonly Job[]): Promise<CloudSession | null> {
  const { connections, clock } = needs
  try {
    return await connections.session(lease.lane.team_id, lease.lane.connection_id)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const now = clock.now()
    const later = new Date(now.getTime() + UNUSABLE_MS)
    const failure = new CloudFailure('authorization', error.code, error.message)
    await lease.write(async (tx) => {
      const store = transitionsStore(tx)
      for (const job of jobs) {
        if (now < job.give_up_at) await store.waitForConnection(job.id, later, error.code)
        else {
          const ended = {
            status: 'failed' as const,
            failure_class: failure.kind,
            failure_code: failure.code,
            detail: failure.message,
          }
          if (!(await store.end(job.id, now, ended))) continue
          await note(needs, tx, job, 'failed', { action: job.action, class: failure.kind, code: failure.code })
          await tellFailure({ ...needs, lease }, tx, job, failure, 'failed')
        }
      }
    })
    for (const job of jobs) await tellWhenLate({ ...needs, lease }, job)
    for (const job of jobs) await settleOne(needs, lease, job.run_id)
    return null
  }
}

async function list(
  session: CloudSession,
  guard: CallGuard,
  scope: string,
  stopping: AbortSignal,
): Promise<ReadonlyMap<string, PowerState>> {
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(LIST_MS)])
  const readings = await guard.ask('all', () => session.states(scope, signal))
  return new Map(readings.map(({ provider_id, power }) => [provider_id, power]))
}

async function settle(needs: LaneNeeds, lease: LaneLease, touched: Set<string>): Promise<void> {
  for (const run of [...touched]) {
    touched.delete(run)
    await settleOne(needs, lease, run)
  }
}

const settleOne = (needs: LaneNeeds, lease: LaneLease, run: string) =>
  lease.write((tx) => settleRun(needs, tx, run, needs.clock.now()))
