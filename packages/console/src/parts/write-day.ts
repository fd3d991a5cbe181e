const shapes = {
  full: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  long: { day: 'numeric', month: 'long', year: 'numeric' },
  short: { day: 'numeric', month: 'short', year: 'numeric' },
  month: { month: 'long', year: 'numeric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>
const formats = new Map<string, Intl.DateTimeFormat>()

/** `25 December 2026`: a date, which is the same everywhere; written at midday UTC, where no clock is ever set. */
export function writeDay(day: string, shape: keyof typeof shapes = 'long'): string {
  const format = formats.get(shape) ?? new Intl.DateTimeFormat('en-GB', { ...shapes[shape], timeZone: 'UTC' })
  formats.set(shape, format)
  return format.format(new Date(`${day}T12:00:00Z`))
}
