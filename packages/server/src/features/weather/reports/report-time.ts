const DAY_MS = 24 * 3_600_000

/** The instant of a day of the month and a time of day (UTC) that is closest to another instant: reports name no month. Null: there is none. */
export function closestInstant(day: number, hour: number, minute: number, near: Date): Date | null {
  if (!(day >= 1 && day <= 31 && hour <= 24 && minute <= 59)) return null
  const candidates = [-1, 0, 1]
    .map((months) => new Date(Date.UTC(near.getUTCFullYear(), near.getUTCMonth() + months, day, hour, minute)))
    // A month without that day makes a day of the next one of it.
    .filter((one) => one.getUTCDate() === day || hour === 24)
  return candidates.sort((a, b) => distance(a, near) - distance(b, near))[0] ?? null
}

/** The first instant after another one that has this time of day. */
export function nextTimeOfDay(hour: number, minute: number, after: Date): Date | null {
  if (!(hour <= 24 && minute <= 59)) return null
  const sameDay = Date.UTC(after.getUTCFullYear(), after.getUTCMonth(), after.getUTCDate(), hour, minute)
  return new Date(sameDay < after.getTime() ? sameDay + DAY_MS : sameDay)
}

const distance = (a: Date, b: Date): number => Math.abs(a.getTime() - b.getTime())
