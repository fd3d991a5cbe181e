import type { Schemas } from '../../api/client.ts'

type Taf = NonNullable<Schemas['Taf']['decoded']>
export interface Bar {
  label: string
  /** Temporary changes come and go within their time. */
  kind: 'lasting' | 'temporary'
  /** Shares of the validity, 0 to 1. */
  from: number
  size: number
}

/** The changes of a forecast over its validity. One without an end lasts until the forecast ends. */
export function barsOf({ valid_from, valid_until, changes }: Pick<Taf, 'valid_from' | 'valid_until' | 'changes'>): Bar[] {
  const [begin, end] = [Date.parse(valid_from), Date.parse(valid_until)]
  const share = (instant: string | null, otherwise: number) =>
    instant === null || end <= begin ? otherwise : Math.min(1, Math.max(0, (Date.parse(instant) - begin) / (end - begin)))
  return changes.map(({ type, probability, from, until }) => {
    const [first, last] = [share(from, 0), share(until, 1)]
    const isLasting = type === 'BECMG' || type === 'FM'
    const label = probability === null ? type : type === 'PROB' ? `PROB${probability}` : `PROB${probability} ${type}`
    // What became so stays so until the forecast ends.
    const size = (isLasting ? 1 : last) - first
    return { label, kind: isLasting ? 'lasting' : 'temporary', from: first, size: Math.max(0, size) }
  })
}
