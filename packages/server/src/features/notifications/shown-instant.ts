const parts = (zone: string) =>
  new Intl.DateTimeFormat('en-GB', {
    ...{
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    },
  })

/**
 * An instant as people read it in messages, to the minute: by the clock of a zone with that of UTC beside it, or in UTC alone.
 * `2026-11-26 18:30 in Europe/Paris (17:30 UTC)`
 */
export function shownInstant(instant: string, zone: string | null = null): string {
  const utc = `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`
  if (zone === null || zone === 'UTC') return utc
  const local = localOf(instant, zone)
  if (local === null) return utc
  const isSameDate = local.startsWith(instant.slice(0, 10))
  return `${local} in ${zone} (${isSameDate ? utc.slice(11) : utc})`
}

/** Null for a zone that this machine does not know. */
function localOf(instant: string, zone: string): string | null {
  try {
    const { year, month, day, hour, minute } = Object.fromEntries(
      parts(zone)
        .formatToParts(new Date(instant))
        .map(({ type, value }) => [type, value]),
    )
    return `${year}-${month}-${day} ${hour}:${minute}`
  } catch {
    return null
  }
}
