import { canonicalize, type JsonValue } from './canonical.ts'
import type { AuditEntry } from './entry.ts'
import type { Personal } from './personal.ts'
import { hasShape, isCount, isObject, isString, isStrings, orNull, type Shape } from './shape.ts'

/** First line. Without a team the export is that of the whole installation, and holds every entry of the checkpoint's tree. */
export type HeaderLine = {
  type: 'skykeep-audit-export'
  version: 1
  origin: string
  team_id: string | null
  /** A signed note. */
  checkpoint: string
}
/** `proof` is the inclusion proof in the checkpoint's tree, base64; an export of the whole installation can do without. */
export type EntryLine = { type: 'entry'; entry: AuditEntry; personal?: Record<string, Personal>; proof?: string[] }
/** The records of a batch in ordinal order, on the line right after the entry that commits to it. */
export type BatchLine = { type: 'batch'; batch_id: string; records: JsonValue[] }
/** Last line. */
export type EndLine = { type: 'end'; entries: number }
export type ExportLine = HeaderLine | EntryLine | BatchLine | EndLine

/**
 * The text of a line of an export, without its newline. Lines are canonical JSON (RFC 8785) themselves, so that what a reader sees is
 * to the byte what was hashed: no member twice, no number that another parser would round.
 *
 * @example exportLine({ type: 'end', entries: 2 })  // '{"entries":2,"type":"end"}'
 */
export const exportLine = (line: ExportLine): string => canonicalize(line)

/** A line of an export with its outer members in shape (an entry's own are not looked at here), or why it is none. */
export function parseExportLine(text: string): ExportLine | { type: 'malformed'; detail: string } {
  const line = parseCanonical(text)
  if (line === undefined) return malformed('is not canonical JSON (RFC 8785)')
  if (!isObject(line) || !isString(line.type)) return malformed('has no type')
  const { type } = line
  const form = Object.hasOwn(forms, type) ? forms[type] : undefined
  if (form === undefined) return malformed('has an unknown type')
  return hasShape(line, form.members, form.optional) ? (line as ExportLine) : malformed(`has not the members of its type ${type}`)
}

function parseCanonical(text: string): JsonValue | undefined {
  try {
    const value = JSON.parse(text) as JsonValue
    return canonicalize(value) === text ? value : undefined
  } catch {
    return undefined
  }
}

const malformed = (detail: string) => ({ type: 'malformed', detail: `the line ${detail}` }) as const

const forms: Record<string, { members: Shape; optional?: Shape }> = {
  'skykeep-audit-export': {
    members: {
      type: isString,
      version: (value) => value === 1,
      origin: isString,
      team_id: orNull(isString),
      checkpoint: isString,
    },
  },
  entry: { members: { type: isString, entry: isObject }, optional: { personal: isObject, proof: isStrings } },
  batch: { members: { type: isString, batch_id: isString, records: Array.isArray } },
  end: { members: { type: isString, entries: isCount } },
}
