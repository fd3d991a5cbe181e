export const stepNames = ['factor', 'connection', 'check', 'schedule', 'aircraft', 'event'] as const
export type StepName = (typeof stepNames)[number]

/** What is there of a team, as far as the person may see it; undefined: not known, or not theirs to see. */
export interface Standing {
  hasSecondFactor?: boolean | undefined
  connections?: readonly { status: string }[] | undefined
  schedules?: readonly unknown[] | undefined
  aircraft?: readonly unknown[] | undefined
  positions?: readonly unknown[] | undefined
}
export interface Step {
  name: StepName
  done: boolean
}

/** From nothing to a working schedule and to a first aircraft. What somebody may not see is no step of theirs. */
export function stepsOf({ hasSecondFactor, connections, schedules, aircraft, positions }: Standing): Step[] {
  const any = (list: readonly unknown[] | undefined) => (list === undefined ? undefined : list.length > 0)
  const done: Record<StepName, boolean | undefined> = {
    factor: hasSecondFactor,
    connection: any(connections),
    check: connections?.some(({ status }) => status === 'ready'),
    schedule: any(schedules),
    aircraft: any(aircraft),
    event: any(positions),
  }
  return stepNames.flatMap((name) => (done[name] === undefined ? [] : [{ name, done: done[name] }]))
}

/** A team is new until it has a schedule that can work, or an aircraft that is heard. */
export const isNew = (steps: readonly Step[]): boolean => {
  const done = (name: StepName) => steps.find((one) => one.name === name)?.done === true
  return steps.length > 0 && !(done('check') && done('schedule')) && !done('event')
}
