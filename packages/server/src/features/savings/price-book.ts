export interface PriceRow {
  provider: string
  region: string
  size: string
  os: string
  is_spot: boolean
  currency: string
  /** YYYY-MM-DD. */
  valid_from: string
  micros_per_hour: number
  source: string
}

export interface Priced {
  provider: string
  region: string
  size: string
  os: string
  is_spot: boolean
}

/** Looks up what an hour cost on a day. A day before the first price that is known has that first one. */
export class PriceBook {
  readonly #rows = new Map<string, PriceRow[]>()

  constructor(rows: readonly PriceRow[]) {
    for (const row of [...rows].sort((a, b) => (a.valid_from < b.valid_from ? -1 : 1))) {
      const known = this.#rows.get(keyOf(row))
      if (known) known.push(row)
      else this.#rows.set(keyOf(row), [row])
    }
  }

  at(wanted: Priced, day: string): PriceRow | null {
    const rows = this.#rows.get(keyOf(wanted))
    return rows?.findLast(({ valid_from }) => valid_from <= day) ?? rows?.[0] ?? null
  }
}

const keyOf = ({ provider, region, size, os, is_spot }: Priced): string =>
  `${provider}|${region.toLowerCase()}|${size.toLowerCase()}|${os}|${is_spot}`

/** Licences of one's own with which Windows costs as much as Linux. Azure also writes that there is none. */
const ownWindows = new Set(['windows_server', 'windows_client'])

/** The system that is billed. One that nobody knows has no price: it could cost twice as much. */
export function billedSystem({ os, license }: { os: string; license: string | null }): string {
  return os === 'windows' && ownWindows.has(license?.toLowerCase() ?? '') ? 'linux' : os
}
