const STATION = /^[A-Za-z][A-Za-z0-9]{3}$/

export const isStation = (text: string): boolean => STATION.test(text.trim())
export const stationOf = (text: string): string => text.trim().toUpperCase()
/** Many are slow to ask for, and providers count. */
export const STATIONS_MAX = 20

/** `LSZH,LFPG` of an address: what is none is left out, each is named once. */
export function stationsIn(text: unknown): string[] {
  const names = typeof text === 'string' ? text.split(',').filter(isStation).map(stationOf) : []
  return [...new Set(names)].slice(0, STATIONS_MAX)
}
