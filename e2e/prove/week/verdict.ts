import type pg from 'pg'
import type { Expected } from './schedules.ts'
import type { Control } from './weather.ts'

export interface Verdict {
  machines: number
  /** Changes that the rules of time ask for, of all machines. */
  due: number
  done: number
  nothing_to_do: number
  failed: Record<string, number>
  given_way: number
  /** Changes of which nothing is known: must be none. */
  missing: string[]
  /** Transitions that the rules of time do not know: must be none. */
  unasked: number
  still_open: number
  /** Calls that the cloud took for a machine that was there already, or on its way: must be none. */
  redundant: number
  /** Machines whose changes at the cloud are not the ones that we reported: must be none. */
  miscounted: string[]
  /** Machines of nobody, or of no schedule, that were touched: must be none. */
  strangers_touched: string[]
  /** Failures that nobody was told of: must be none. */
  untold: number
}

interface Row {
  machine: string
  plan: string | null
  at: Date
  action: string
  status: string
  attempts: number
  failure_class: string | null
  told: boolean
}

interface Tally {
  accepted: Record<string, number>
  redundant: Record<string, number>
  effects: Record<string, number>
}

const stateOf = (action: string): 'on' | 'off' => (action === 'start' ? 'on' : 'off')

function countsOf(rows: readonly Row[], state: 'on' | 'off'): { done: number; failed: number; attempts: number } {
  const own = rows.filter(({ action }) => stateOf(action) === state)
  return {
    done: own.filter(({ status }) => status === 'done').length,
    failed: own.filter(({ status }) => status === 'failed').length,
    attempts: own.reduce((sum, { attempts }) => sum + attempts, 0),
  }
}

/** Holds what the server says it did against the rules of time on one side, and against the cloud on the other. */
export async function verdict(admin: pg.Pool, control: Control, expected: readonly Expected[][]): Promise<Verdict> {
  const { rows: machines } = await admin.query<{ machine: string; plan: string | null }>(
    `select provider_id as machine, tags ->> 'plan' as plan from automation.machines`,
  )
  const { rows } = await admin.query<Row>(
    `select m.provider_id as machine, m.tags ->> 'plan' as plan, t.at, t.action, t.status, t.attempts, t.failure_class, t.told_at is not null as told
       from automation.transitions t join automation.machines m on m.team_id = t.team_id and m.id = t.machine_id`,
  )
  const tallies = await control<Record<string, Tally>>('tallies')
  const byMachine = Map.groupBy(rows, ({ machine }) => machine)
  const result: Verdict = {
    ...{ machines: machines.length, due: 0, done: 0, nothing_to_do: 0, failed: {}, given_way: 0, missing: [], unasked: 0 },
    ...{ still_open: 0, redundant: 0, miscounted: [], strangers_touched: [], untold: 0 },
  }
  for (const { machine, plan } of machines) {
    const own = byMachine.get(machine) ?? []
    const due = plan === null ? [] : expected[Number(plan)]!
    result.due += due.length
    const stored = new Set(own.map(({ at, action }) => `${at.getTime()} ${stateOf(action)}`))
    const asked = new Set(due.map(({ at, state }) => `${at} ${state}`))
    const missing = due.filter(({ at, state }) => !stored.has(`${at} ${state}`))
    result.missing.push(...missing.map(({ at, state }) => `${new Date(at).toISOString()} ${state} ${machine}`))
    result.unasked += [...stored].filter((key) => !asked.has(key)).length
    const tally = tallies[machine]
    if (plan === null && tally && Object.keys(tally.accepted).length > 0) result.strangers_touched.push(machine)
    const [up, down] = [countsOf(own, 'on'), countsOf(own, 'off')]
    const ups = tally?.effects.running ?? 0
    const downs = tally?.effects.deallocated ?? 0
    // What was begun and reported as failed may have come about all the same; an operation that fails late ends where it began. Nothing more.
    const [fellBackOff, fellBackOn] = [up.attempts - up.done, down.attempts - down.done]
    if (
      ups < up.done ||
      ups > up.done + up.failed + fellBackOn ||
      downs < down.done ||
      downs > down.done + down.failed + fellBackOff
    ) {
      const { entries } = await control<{ entries: object[] }>('journal', { machine })
      result.miscounted.push(`${machine}: up ${ups} of ${up.done}, down ${downs} of ${down.done}: ${JSON.stringify(entries)}`)
    }
  }
  for (const { status, failure_class, told } of rows) {
    if (status === 'done') result.done++
    else if (status === 'nothing_to_do') result.nothing_to_do++
    else if (status === 'failed') {
      result.failed[failure_class ?? 'none'] = (result.failed[failure_class ?? 'none'] ?? 0) + 1
      if (!told) result.untold++
    } else if (status === 'skipped') result.given_way++
    else result.still_open++
  }
  const ours = new Set(machines.map(({ machine }) => machine))
  for (const [machine, tally] of Object.entries(tallies)) {
    result.redundant += Object.values(tally.redundant).reduce((sum, count) => sum + count, 0)
    if (!ours.has(machine) && Object.keys(tally.accepted).length > 0) result.strangers_touched.push(machine)
  }
  return result
}

/** Machines that are not as the rules of time want them at this instant, of those that are not reported as failed. */
export async function wronglyPowered(
  admin: pg.Pool,
  control: Control,
  expected: readonly Expected[][],
  now: number,
): Promise<string[]> {
  const powers = await control<Record<string, string>>('powers')
  const { rows } = await admin.query<{ machine: string; plan: string; status: string | null }>(
    `select m.provider_id as machine, m.tags ->> 'plan' as plan,
        (select t.status from automation.transitions t where t.team_id = m.team_id and t.machine_id = m.id order by t.at desc, t.id desc limit 1) as status
       from automation.machines m where m.tags ? 'plan'`,
  )
  return rows.flatMap(({ machine, plan, status }) => {
    const last = expected[Number(plan)]!.findLast(({ at }) => at <= now)
    if (last === undefined || status === 'failed') return []
    const isRight = powers[machine] === (last.state === 'on' ? 'running' : 'deallocated')
    return isRight ? [] : [`${machine} is ${powers[machine]}, wanted ${last.state}, last transition ${status}`]
  })
}
