import { isUtf8 } from 'node:buffer'
import { Problem } from '@skykeep/contract'

const DEPTH_MAX = 32

/**
 * Parses a body as strict JSON: valid UTF-8, no duplicate members (a proxy and we could read different values), no NaN or
 * Infinity, no member deeper than 32 levels, no U+0000 and no lone surrogate (PostgreSQL cannot keep them).
 *
 * Duplicates are found by counting: a text has as many colons outside strings as it has members; `JSON.parse` keeps one of each name.
 *
 * @throws Problem MALFORMED_JSON with the reason in `detail`
 */
export function parseStrictJson(body: Buffer): unknown {
  if (!isUtf8(body)) refuse('The body is not valid UTF-8.')
  const text = body.toString('utf8')
  const members = countMembers(text)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new Problem('MALFORMED_JSON', { detail: 'The body cannot be parsed as JSON.', cause })
  }
  // Without a backslash, valid UTF-8 that is JSON can hold neither: raw control characters are no JSON, raw halves no UTF-8.
  const canHoldUnkeepable = text.includes('\\')
  if (countKept(value, canHoldUnkeepable) !== members) refuse('A member name occurs twice in one object.')
  return value
}

const QUOTE = 34
const BACKSLASH = 92
const COLON = 58
const OPEN_BRACE = 123
const OPEN_BRACKET = 91
const CLOSE_BRACE = 125
const CLOSE_BRACKET = 93

/** Members by their colons; refuses too much depth before the parser meets it. */
function countMembers(text: string): number {
  let members = 0
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === QUOTE) at = endOfString(text, at)
    else if (unit === COLON) members++
    else if (unit === OPEN_BRACE || unit === OPEN_BRACKET) {
      if (++depth > DEPTH_MAX) refuse(`The body is nested deeper than ${DEPTH_MAX} levels.`)
    } else if (unit === CLOSE_BRACE || unit === CLOSE_BRACKET) depth--
  }
  return members
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes++
    if (backslashes % 2 === 0) return end
  }
  return text.length
}

function countKept(value: unknown, checksTexts: boolean): number {
  if (typeof value === 'string') return checksTexts ? keepable(value) : 0
  if (typeof value === 'number') return Number.isFinite(value) ? 0 : refuse('A number is too large.')
  if (typeof value !== 'object' || value === null) return 0
  let members = 0
  if (Array.isArray(value)) {
    for (const item of value) members += countKept(item, checksTexts)
    return members
  }
  for (const name in value) {
    if (checksTexts) keepable(name)
    members += 1 + countKept((value as Record<string, unknown>)[name], checksTexts)
  }
  return members
}

function keepable(text: string): 0 {
  if (!text.isWellFormed()) refuse('A text holds half of a surrogate pair.')
  if (text.includes('\u0000')) refuse('A text holds the character U+0000.')
  return 0
}

function refuse(detail: string): never {
  throw new Problem('MALFORMED_JSON', { detail })
}
