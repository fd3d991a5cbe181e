import type { WantedNow } from './machine-needs.ts'
import type { PlanFacts, TransitionFacts } from './machine-page.store.ts'
import type { ListedMachine } from './machines.store.ts'
import { sideOf } from './power-change.ts'

export interface WhyFacts {
  machine: ListedMachine
  plan: PlanFacts | undefined
  wanted: WantedNow | undefined
  transitions: readonly TransitionFacts[]
}

/** Why a machine is in its state and what comes next: one sentence each, from what is known, the most pressing first. */
export function whyOf(facts: WhyFacts): string[] {
  const { machine } = facts
  if (machine.gone_at !== null) return [`It was found to be gone at ${moment(machine.gone_at, facts)}.`]
  return [stateSentence(facts), ...planSentences(facts)].filter((one) => one !== null)
}

function stateSentence(facts: WhyFacts): string {
  const { machine, transitions } = facts
  const is = `It is ${machine.power}`
  const since = moment(machine.power_since, facts)
  if (machine.power === 'unknown') return `${is}: the cloud does not tell. Nothing stops it while that is so.`
  const open = transitions.find(({ ended_at }) => ended_at === null)
  if (open)
    return `${is}; “${open.action}” of ${moment(open.at, facts)} is ${open.status === 'waiting' ? 'waiting for its turn' : 'under way'}.`
  const last = transitions[0]
  if (last?.status === 'failed' && !isAsWanted(facts)) {
    return `${is} because “${last.action}” of ${moment(last.at, facts)} failed (${last.failure_class ?? 'unknown'}).`
  }
  if (machine.power_changed_by === 'other') return `${is} because somebody changed it by hand or at the cloud; seen ${since}.`
  const done = transitions.find(({ status }) => status === 'done')
  if (machine.power_changed_by === 'skykeep' && done)
    return `${is} because of “${done.action}” (${done.cause}) of ${moment(done.at, facts)}.`
  return `${is}, as it was when it was seen first (${since}).`
}

function planSentences(facts: WhyFacts): (string | null)[] {
  const { machine, plan, wanted } = facts
  if (machine.managed_by !== null) return [`It is managed by ${machine.managed_by}, and so it is left alone.`]
  if (!plan) return ['No schedule or override reaches it.']
  if (plan.conflicts.length > 0) {
    const names = plan.conflicts.map(({ name }) => `“${name}”`).join(', ')
    return [`Schedules of equal rank reach it (${names}): none of them does anything to it.`]
  }
  return [wantedSentence(plan, wanted), nextSentence(facts)]
}

function wantedSentence(plan: PlanFacts, now: WantedNow | undefined): string {
  const state = now?.wanted ?? plan.wanted
  const who = plan.schedule_name === null ? 'An override' : `The schedule “${plan.schedule_name}”`
  const what = state === 'none' ? 'wants nothing of it now' : `wants it ${state} now`
  return `${who} ${what}${now ? ` (${now.reason})` : ''}.`
}

function nextSentence(facts: WhyFacts): string | null {
  const { plan } = facts
  if (!plan?.next_at || plan.next_state === null) return 'Nothing changes as far ahead as we look.'
  const why = plan.next_reason ? ` (${plan.next_reason})` : ''
  if (plan.next_state === 'none') return `From ${moment(plan.next_at, facts)} on nothing is wanted of it${why}.`
  return `It goes ${plan.next_state} ${moment(plan.next_at, facts)}${why}.`
}

const isAsWanted = ({ machine, plan, wanted }: WhyFacts): boolean => sideOf(machine.power) === (wanted?.wanted ?? plan?.wanted)

/** In the zone of the schedule, which is always named; without one in UTC. */
function moment(at: Date, { plan }: WhyFacts): string {
  const zone = plan?.time_zone ?? 'UTC'
  const text = at.toLocaleString('en-GB', {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  })
  return `${text} (${zone})`
}
