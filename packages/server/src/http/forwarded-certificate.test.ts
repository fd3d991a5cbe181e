import { afterEach, expect, test, vi } from 'vitest'
import { Secret } from '../config/secret.ts'
import { type BareApp, bareApp, believing } from '../testing/bare-app.ts'
import { control } from '../testing/control.ts'
import { trialRoutes } from '../testing/trial-routes.ts'
import type { ClientCertificate } from './client-certificate.ts'
import { FORWARDED_HEADER, forwardCertificate } from './forwarded-certificate.ts'

const text = 'the key that only our processes have'
const key = new Secret(text)
const certificate: ClientCertificate = { thumbprint: 'A', verified: true, names: ['one'], notAfterMs: Date.now() + 86_400_000 }

afterEach(() => {
  vi.useRealTimers()
})

/** A role behind a gateway, and the certificates that its authentication was told. */
function behindGateway(settings: Record<string, string> = { SKYKEEP_INTERNAL_KEY: text }, revoked = '') {
  const seen: (ClientCertificate | null)[] = []
  const bare: BareApp = bareApp(settings, {
    authenticate: (authorization, shown) => {
      seen.push(shown)
      return believing(authorization, shown)
    },
    isCertificateRevoked: (thumbprint) => thumbprint === revoked,
  })
  trialRoutes(bare.app)
  const ask = (header: string, url = '/mine') =>
    bare.app.inject({ url, headers: { authorization: 'Bearer aircraft:one', [FORWARDED_HEADER]: header } })
  return { ...bare, seen, ask }
}

test('a role behind the gateway sees the certificate that the gateway read', async () => {
  const { ask, seen } = behindGateway()
  expect((await ask(forwardCertificate(certificate, key, '/mine'), '/mine?x=1')).statusCode).toBe(200)
  expect(seen).toEqual([certificate])
})

control(
  'HTTP-28',
  'a forged certificate header is refused and not ignored: altered, under another key, or without any',
  async () => {
    const real = forwardCertificate(certificate, key, '/mine')
    const [body, mac] = real.split('.')
    const other = Buffer.from(JSON.stringify({ ...certificate, names: ['two'], at: Date.now() })).toString('base64url')
    const forged = [
      `${other}.${mac}`,
      `${body}.`,
      `${body}`,
      `.${mac}`,
      '',
      `${body}.${mac}A`,
      `${real},${real}`,
      forwardCertificate(certificate, new Secret('another key'), '/mine'),
      Buffer.from(JSON.stringify(certificate)).toString('base64url'),
    ]
    for (const header of forged) {
      const { ask, seen } = behindGateway()
      const answer = await ask(header)
      expect([answer.statusCode, answer.json().code], header).toEqual([401, 'CERTIFICATE_INVALID'])
      expect(seen).toEqual([])
    }
  },
)

control('HTTP-28', 'a process that is not behind a gateway refuses every such header, whatever it says', async () => {
  const { ask } = behindGateway({})
  expect((await ask(forwardCertificate(certificate, new Secret(''), '/mine'))).json().code).toBe('CERTIFICATE_INVALID')
})

control('HTTP-29', 'a copied certificate header is of no use for another path, nor after 30 seconds', async () => {
  const elsewhere = behindGateway()
  expect((await elsewhere.ask(forwardCertificate(certificate, key, '/open'))).statusCode).toBe(401)
  vi.useFakeTimers({ toFake: ['Date'] })
  const header = forwardCertificate(certificate, key, '/mine')
  vi.setSystemTime(Date.now() + 29_000)
  expect((await behindGateway().ask(header)).statusCode).toBe(200)
  vi.setSystemTime(Date.now() + 2_000)
  expect((await behindGateway().ask(header)).statusCode).toBe(401)
})

control('HTTP-30', 'a certificate that has ended or was revoked is refused on every call, also on public ones', async () => {
  const ended = forwardCertificate({ ...certificate, notAfterMs: Date.now() - 1 }, key, '/open')
  expect((await behindGateway().ask(ended, '/open')).json().code).toBe('CERTIFICATE_INVALID')
  const { ask } = behindGateway({ SKYKEEP_INTERNAL_KEY: text }, 'A')
  expect((await ask(forwardCertificate(certificate, key, '/open'), '/open')).json().code).toBe('CERTIFICATE_INVALID')
})
