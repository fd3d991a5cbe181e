import type { Schemas } from '../../api/client.ts'

type Preview = Pick<Schemas['SchedulePreview'], 'transitions' | 'clock_changes'>
export type AheadRow =
  | ({ kind: 'change' } & Preview['transitions'][number])
  | ({ kind: 'clock' } & Preview['clock_changes'][number])

/** The next changes, with changes of clocks at their place between them; of what lies behind the last change shown, nothing. */
export function aheadRows({ transitions, clock_changes }: Preview, most: number): AheadRow[] {
  const shown = transitions.slice(0, most)
  const end = transitions.length > most ? Date.parse(shown.at(-1)!.at) : Number.POSITIVE_INFINITY
  const clocks = clock_changes.filter(({ at }) => Date.parse(at) <= end)
  return [
    ...shown.map((one) => ({ kind: 'change' as const, ...one })),
    ...clocks.map((one) => ({ kind: 'clock' as const, ...one })),
  ].toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at))
}
