import { readFileSync } from 'node:fs'
import https from 'node:https'
import type { Api, FirstStart } from '../../bench/server.ts'
import { certificateRequest, type Identity } from '../../tls/certificates.ts'
import { eventOf } from './load.ts'

interface Certificate extends Identity {
  serial: string
  /** Its connections: another certificate needs others. */
  agent: https.Agent
  token: string
  under: Set<Promise<unknown>>
}

interface Flying {
  id: string
  certificate: Certificate
}

/** Aircraft that prove themselves by certificates, and replace those while they send. */
export class Fleet {
  renewed = 0
  /** Former certificates that were revoked, and found to open nothing any more. */
  refused = 0
  readonly #mtlsUrl: string
  readonly #ca: string
  #owner: Api
  #flying: Flying[] = []

  constructor(start: FirstStart, owner: Api) {
    this.#mtlsUrl = start.mtls_url
    this.#ca = readFileSync(start.ca_file, 'utf8')
    this.#owner = owner
  }

  async begin(count: number): Promise<void> {
    for (let n = 1; n <= count; n++) {
      const { aircraft_id: id } = await this.#owner.aircraft(`KEYS-MTLS-${n}`)
      this.#flying.push({ id, certificate: await this.#newCertificate(id) })
    }
  }

  /** One event of one of them, with its certificate and the token that is bound to it. */
  send(n: number): Promise<number> {
    const { id, certificate } = this.#flying[n % this.#flying.length]!
    return this.#ask(certificate, '/telemetry/ingest', eventOf(id)).then(({ status }) => status)
  }

  /** Another token for the certificate alone, which is the one that is used from then on. */
  async signIn(n: number): Promise<number> {
    const { id, certificate } = this.#flying[n % this.#flying.length]!
    const { status, body } = await this.#ask(certificate, '/auth/token', { aircraft_id: id })
    if (status === 200) certificate.token = body.access_token as string
    return status
  }

  /** Each asks for another certificate, goes on with it, and has the former one revoked when nothing is on its way with it. */
  async renew(owner: Api): Promise<void> {
    this.#owner = owner
    for (const one of this.#flying) {
      const former = one.certificate
      one.certificate = await this.#newCertificate(one.id)
      await Promise.all(former.under)
      this.renewed++
      const { status } = await this.#owner.call('POST', `/aircraft/${one.id}/revoke`, { serial: former.serial })
      if (status !== 200) throw new Error(`a former certificate was not revoked: ${status}`)
      await this.#mustBeRefused(one.id, former)
      former.agent.destroy()
    }
  }

  stop(): void {
    for (const { certificate } of this.#flying) certificate.agent.destroy()
  }

  async #newCertificate(id: string): Promise<Certificate> {
    const { csr, key } = certificateRequest()
    const path = `/aircraft/${id}/certificates`
    const { status, body } = await this.#owner.call<{ chain: string; serial: string }>('POST', path, { csr })
    if (status !== 201) throw new Error(`no certificate: ${status} ${JSON.stringify(body)}`)
    const agent = new https.Agent({ keepAlive: true, maxSockets: 8 })
    const certificate: Certificate = { cert: body.chain, key, serial: body.serial, agent, token: '', under: new Set() }
    const answer = await this.#ask(certificate, '/auth/token', { aircraft_id: id })
    if (answer.status !== 200) throw new Error(`no token for a new certificate: ${answer.status}`)
    certificate.token = answer.body.access_token as string
    return certificate
  }

  /** Within five seconds, as is promised; on connections that stand and on new ones. */
  async #mustBeRefused(id: string, former: Certificate): Promise<void> {
    const end = Date.now() + 5_000
    const isRefused = () =>
      this.#ask(former, '/telemetry/ingest', eventOf(id)).then(
        ({ status }) => status === 401,
        () => true,
      )
    while (!(await isRefused())) if (Date.now() > end) throw new Error('a revoked certificate still opens the door')
    this.refused++
  }

  #ask({ cert, key, agent, token, under }: Certificate, path: string, body: object): Promise<Answer> {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
    const asking = new Promise<Answer>((resolve, reject) => {
      const options = { method: 'POST', headers, ca: this.#ca, cert, key, agent }
      const call = https.request(`${this.#mtlsUrl}${path}`, options, (response) => {
        const pieces: Buffer[] = []
        response.on('data', (piece: Buffer) => pieces.push(piece))
        response.on('error', reject)
        response.on('end', () => resolve({ status: response.statusCode!, body: JSON.parse(Buffer.concat(pieces).toString()) }))
      })
      call.on('error', reject)
      call.end(JSON.stringify(body))
    })
    const settled: Promise<unknown> = asking.catch(() => {}).finally(() => under.delete(settled))
    under.add(settled)
    return asking
  }
}

interface Answer {
  status: number
  body: Record<string, unknown>
}
