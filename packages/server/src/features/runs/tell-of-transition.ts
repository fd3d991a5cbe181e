import type { CloudFailure } from '../../cloud/cloud-provider.ts'
import type { TeamTx } from '../../db/tenancy.ts'
import type { Carrying } from './carrying.ts'
import { LATE_MS } from './due-runs.ts'
import { type Job, transitionsStore } from './transitions.store.ts'

type Telling = Pick<Carrying, 'clock' | 'lease' | 'tell'>

export async function tellFailure(
  needs: Telling,
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

/** For monitors, before a machine goes down as planned. `until`: when that changes; null: not as far ahead as is looked. */
export const tellPlannedOff = (needs: Telling, tx: TeamTx, job: Job, until: Date | null): Promise<void> =>
  tellPlanned(needs, tx, job, {
    event: 'machine.planned_off',
    title: `${job.machine_name} is being stopped as planned${until === null ? '' : `, until ${until.toISOString()}`}`,
    more: { until: until?.toISOString() ?? null },
  })

/** For monitors, when a machine that was started as planned runs. */
export const tellPlannedOn = (needs: Telling, tx: TeamTx, job: Job): Promise<void> =>
  tellPlanned(needs, tx, job, {
    event: 'machine.planned_on',
    title: `${job.machine_name} was started as planned, and runs`,
    more: {},
  })

async function tellPlanned(
  needs: Telling,
  tx: TeamTx,
  job: Job,
  { event, title, more }: { event: 'machine.planned_off' | 'machine.planned_on'; title: string; more: Record<string, unknown> },
): Promise<void> {
  // What somebody does by hand is no plan.
  if (job.cause === 'manual') return
  await needs.tell(tx, {
    ...{ event, title, at: needs.clock.now(), machine_ids: [job.machine_id], connection_id: needs.lease.lane.connection_id },
    detail: { run_id: job.run_id, name: job.machine_name, provider_id: job.provider_id, ...more },
  })
}

/** People are told once of what is not done a quarter of an hour after its time. */
export async function tellWhenLate(needs: Telling, job: Job): Promise<void> {
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
