/** Names every member of `sent` that `stored` does not have with the same value; what the server adds is its own business. */
export function differencesOf(sent: unknown, stored: unknown, path = ''): string[] {
  if (path === '/ts') return instant(sent) === instant(stored) ? [] : [difference(path, sent, stored)]
  if (isPosition(path)) return isRounded(sent, stored) ? [] : [difference(path, sent, stored)]
  if (typeof sent !== 'object' || sent === null) return Object.is(sent, stored) ? [] : [difference(path, sent, stored)]
  if (typeof stored !== 'object' || stored === null) return [difference(path, sent, stored)]
  return Object.entries(sent).flatMap(([name, value]) =>
    differencesOf(value, (stored as Record<string, unknown>)[name], `${path}/${name}`),
  )
}

// The server keeps positions to 4 decimals, about 11 m: it must be that place, and must not know it better.
const isPosition = (path: string): boolean => path === '/metrics/gps/lat' || path === '/metrics/gps/lon'

function isRounded(sent: unknown, stored: unknown): boolean {
  if (typeof sent !== 'number' || typeof stored !== 'number') return false
  const inUnits = stored * 10_000
  return Math.abs(inUnits - Math.round(inUnits)) < 1e-6 && Math.abs(sent - stored) <= 0.000_05 + 1e-9
}

const instant = (value: unknown): number => (typeof value === 'string' ? Date.parse(value) : Number.NaN)

const difference = (path: string, sent: unknown, stored: unknown): string =>
  `${path}: sent ${JSON.stringify(sent)}, stored ${JSON.stringify(stored)}`
