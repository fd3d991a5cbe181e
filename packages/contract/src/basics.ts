import { z } from 'zod'
import { type ProblemCode, problems } from './problems.ts'

/** Any RFC 9562 shaped id, in either case; the server makes version 7 and answers in lower case. */
export const Uuid = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, 'must be a UUID')
  .transform((text) => text.toLowerCase())
  .meta({ format: 'uuid' })

/** An id on its way out. */
export const Id = z.string().meta({ format: 'uuid' })

/** An instant on its way out: RFC 3339 in UTC. */
export const InstantOut = z.string().meta({ format: 'date-time' })

const instantForm = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/**
 * True for an RFC 3339 instant with seconds and a zone that names a real date. `Date.parse` alone takes 30 February,
 * bare dates and missing zones.
 */
export function isInstant(text: string): boolean {
  const match = instantForm.exec(text)
  if (!match) return false
  const [year, month, day, hour] = [Number(match[1]), Number(match[2]), Number(match[3]), Number(match[4])]
  if (month < 1 || month > 12 || day < 1 || hour > 23) return false
  if (day > 28 && day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return false
  return !Number.isNaN(Date.parse(text))
}

/** An instant on its way in: RFC 3339, with seconds and a zone (`Z` or an offset). */
export const InstantIn = z
  .string()
  .max(40)
  .refine(isInstant, 'must be an RFC 3339 instant with seconds and a zone, such as 2026-11-22T08:00:00Z')
  .meta({ format: 'date-time' })

/** A size of machines, as its cloud names it. */
export const SizeName = z.string().regex(/^[A-Za-z0-9._-]{1,60}$/, 'must be the name of a size, such as Standard_D2s_v5')

/** A short text that people read: trimmed, 1–80 characters, no control characters. */
export const Name = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not contain control characters')

export const limitOf = (most: number, usual: number) => z.coerce.number().int().min(1).max(most).default(usual)

/** Query of every list: `?limit=1..200&cursor=`. */
export const Page = z.strictObject({
  limit: limitOf(200, 50),
  cursor: z.string().min(1).max(400).optional(),
})

export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullable() })

export const Fault = z.object({ pointer: z.string(), detail: z.string() })

/** RFC 9457 problem document. */
export const ProblemDocument = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    code: z.string(),
    trace_id: z.string(),
    errors: z.array(Fault).optional(),
  })
  .meta({ id: 'Problem' })

/** Declares the problems a call may answer, by code: `...answers('TELEMETRY_CONFLICT')`. */
export function answers(...codes: ProblemCode[]): Record<number, ProblemAnswer> {
  const byStatus = new Map<number, ProblemCode[]>()
  for (const code of codes) {
    const { status } = problems[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  return Object.fromEntries([...byStatus].map(([status, list]) => [status, problemAnswer(list)]))
}

interface ProblemAnswer {
  description: string
  content: { 'application/problem+json': { schema: typeof ProblemDocument } }
}

const problemAnswer = (codes: readonly ProblemCode[]): ProblemAnswer => ({
  description: codes.map((code) => `\`${code}\`: ${problems[code].title}.`).join(' '),
  content: { 'application/problem+json': { schema: ProblemDocument } },
})
