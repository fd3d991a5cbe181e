import { t } from '../../messages/messages.ts'

const [MINUTE, HOUR, DAY] = [60, 3_600, 86_400]
export const idleChoices: readonly number[] = [5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 4 * HOUR, 8 * HOUR, DAY]
export const lifeChoices: readonly number[] = [HOUR, 8 * HOUR, 12 * HOUR, DAY, 7 * DAY, 30 * DAY]

/** `90 minutes`, `8 hours`: in the largest unit of which it is a whole number. */
export function writeSpan(seconds: number): string {
  const s = t.settings.spans
  if (seconds % DAY === 0) return s.days(seconds / DAY)
  if (seconds % HOUR === 0) return s.hours(seconds / HOUR)
  return seconds % MINUTE === 0 ? s.minutes(seconds / MINUTE) : s.seconds(seconds)
}

/** The usual ones, and what is set now if it is none of them; the empty one leaves it to the installation. */
export function choicesWith(usual: readonly number[], now: number | null): { value: string; text: string }[] {
  const all = now === null || usual.includes(now) ? usual : [...usual, now].sort((a, b) => a - b)
  return [
    { value: '', text: t.settings.life.asInstallation },
    ...all.map((seconds) => ({ value: String(seconds), text: writeSpan(seconds) })),
  ]
}

export const secondsOf = (value: string): number | null => (value === '' ? null : Number(value))
