import { createHmac } from 'node:crypto'
import { Problem } from '@skykeep/contract'
import { z } from 'zod'
import type { Secret } from '../config/secret.ts'
import { isSameText } from '../lib/same-text.ts'

/** Where the role identity turns a cookie into a token for a gateway in another process. No gateway hands this path on. */
export const INTERNAL_PATH = '/internal/session-tokens'

/** Older than this a call is not believed: it was copied. */
const FRESH_MS = 30_000
const PATIENCE_MS = 5_000

const mac = (at: string, cookie: string, key: Secret): string =>
  createHmac('sha256', key.reveal()).update(`${INTERNAL_PATH}\n${at}\n${cookie}`).digest('base64url')

export const signInternal = (cookie: string, key: Secret, now = Date.now()): string => `${now}.${mac(String(now), cookie, key)}`

/** True when a process with the key of the installation asks, just now, about this cookie. */
export function verifyInternal(header: unknown, cookie: string, key: Secret, now = Date.now()): boolean {
  if (typeof header !== 'string') return false
  const [at = '', given = ''] = header.split('.')
  if (!/^\d{13}$/.test(at) || Math.abs(now - Number(at)) > FRESH_MS) return false
  return isSameText(given, mac(at, cookie, key))
}

const Answer = z.object({ access_token: z.string() })

/** Asks the role identity, in another process, which token stands for a cookie. @throws Problem SESSION_ENDED, ROLE_UNREACHABLE */
export async function askForToken(identityUrl: string, key: Secret, cookie: string): Promise<string> {
  let response: Response
  try {
    response = await fetch(new URL(INTERNAL_PATH, identityUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'skykeep-internal': signInternal(cookie, key) },
      body: JSON.stringify({ cookie }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
  } catch (cause) {
    throw new Problem('ROLE_UNREACHABLE', { cause, retryAfterSeconds: 2 })
  }
  if (response.status === 401) throw new Problem('SESSION_ENDED')
  if (!response.ok)
    throw new Problem('ROLE_UNREACHABLE', { cause: new Error(`it answered ${response.status}`), retryAfterSeconds: 2 })
  return Answer.parse(await response.json()).access_token
}
