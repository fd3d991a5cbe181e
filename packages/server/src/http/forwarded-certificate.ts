import { createHmac } from 'node:crypto'
import { Problem } from '@skykeep/contract'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Secret } from '../config/secret.ts'
import { isSameText } from '../lib/same-text.ts'
import type { ClientCertificate } from './client-certificate.ts'

export const FORWARDED_HEADER = 'skykeep-client-certificate'

const Forwarded = z.strictObject({
  thumbprint: z.string(),
  verified: z.boolean(),
  names: z.array(z.string()),
  notAfterMs: z.number(),
  at: z.number(),
})

/** Older than this a forwarded certificate is not believed: it was copied. */
const FRESH_MS = 30_000

/** The header by which the gateway tells a role behind it which certificate it read, under a key that only our processes have. */
export function forwardCertificate(certificate: ClientCertificate, key: Secret, path: string): string {
  const body = Buffer.from(JSON.stringify({ ...certificate, at: Date.now() })).toString('base64url')
  return `${body}.${mac(body, key, path)}`
}

/**
 * The certificate that a gateway of this installation read for us. Anybody else's header is refused, not ignored: whoever sends one
 * tries to be somebody else.
 *
 * @throws Problem CERTIFICATE_INVALID
 */
export function forwardedCertificate(request: FastifyRequest, key: Secret | undefined): ClientCertificate | null {
  const header = request.headers[FORWARDED_HEADER]
  if (header === undefined) return null
  const [body = '', given = ''] = String(header).split('.')
  if (!key || !isSameText(given, mac(body, key, pathOf(request.url)))) throw new Problem('CERTIFICATE_INVALID')
  const { at, ...certificate } = Forwarded.parse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')))
  if (Math.abs(Date.now() - at) > FRESH_MS) throw new Problem('CERTIFICATE_INVALID')
  return certificate
}

export const pathOf = (url: string): string => url.split('?', 1)[0]!

const mac = (body: string, key: Secret, path: string): string =>
  createHmac('sha256', key.reveal()).update(`${path}\n${body}`).digest('base64url')
