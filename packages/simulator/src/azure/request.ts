import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'

export type Request = {
  method: string
  target: string
  base: string
  path: string
  query: URLSearchParams
  headers: Record<string, string>
  body: string
}

// 1 MB: more than any body this cloud has a use for.
const BODY_MOST = 1_000_000

export async function readRequest(incoming: IncomingMessage, base: string): Promise<Request> {
  const { method = 'GET', url = '/' } = incoming
  if (Number(incoming.headers['content-length'] ?? 0) > BODY_MOST) throw new Error('The body is too large.')
  const headers = Object.entries(incoming.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ])
  const [path = '/', query = ''] = url.split(/\?(.*)/s)
  return {
    method,
    target: url,
    base,
    // Microsoft's own library sends an empty segment where a resource has no parent.
    path: path.replaceAll(/\/{2,}/g, '/').replace(/(.)\/$/, '$1'),
    query: new URLSearchParams(query),
    headers: Object.fromEntries(headers),
    body: await text(incoming),
  }
}
