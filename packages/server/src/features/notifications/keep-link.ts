import { randomBytes } from 'node:crypto'
import { sha256 } from '../../lib/sha256.ts'

/** A link of one message, as it goes out. */
export interface KeepLink {
  url: string
  expires_at: Date
}

const FORM = /^[\w-]{86}$/

/** Team, link and 32 random bytes: what leads to the row, and what nobody guesses. */
export function newKeepToken(teamId: string, linkId: string): string {
  return Buffer.concat([bytesOf(teamId), bytesOf(linkId), randomBytes(32)]).toString('base64url')
}

export const hashOfToken = (token: string): Buffer => sha256(token)

/** Which row a token is of; null: it is none of ours. That it is the right one, only its hash tells. */
export function placeOfToken(token: string): { teamId: string; linkId: string } | null {
  const bytes = FORM.test(token) ? Buffer.from(token, 'base64url') : null
  // The last letter carries four bits that count for nothing: there is one spelling.
  if (bytes?.length !== 64 || bytes.toString('base64url') !== token) return null
  return { teamId: uuidOf(bytes.subarray(0, 16)), linkId: uuidOf(bytes.subarray(16, 32)) }
}

const bytesOf = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex')
const uuidOf = (bytes: Buffer): string => bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
