import { createHmac } from 'node:crypto'
import { keyOfSecret } from './webhook-secret.ts'

/**
 * The headers by which a receiver knows a message for ours (Standard Webhooks): HMAC-SHA256 over `id.timestamp.body`, once for each secret
 * that lives, so that a receiver with either of them can tell.
 */
export function signedHeaders(id: string, at: Date, body: string, secrets: readonly string[]): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1_000))
  const signed = `${id}.${timestamp}.${body}`
  const signature = (secret: string) => `v1,${createHmac('sha256', keyOfSecret(secret)).update(signed).digest('base64')}`
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': secrets.map(signature).join(' ') }
}
