import {
  constants,
  generateKeyPairSync,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
  sign,
  verify,
} from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { selfSigned } from '@skykeep/simulator/self-signed'

const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }
// Node signs no ready digest with PSS, so what is signed here is the hash of the digest: the same on both sides of this service.
const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }

/** One RSA key of Azure Key Vault with its versions, behind its challenge for a token. */
export class PretendKeyVault {
  readonly versions = new Map<string, { privateKey: KeyObject; publicKey: KeyObject }>()
  readonly calls: string[] = []
  answer: ((request: IncomingMessage, response: ServerResponse) => boolean) | null = null
  readonly ca: string
  readonly #server: Server
  #newest = ''
  url = ''

  constructor() {
    const { cert, key } = selfSigned('127.0.0.1')
    this.ca = cert
    this.#server = createServer({ cert, key }, (request, response) => void this.#answer(request, response))
    this.rotate()
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.url = `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  rotate(): void {
    this.#newest = randomBytes(16).toString('hex')
    this.versions.set(this.#newest, generateKeyPairSync('rsa', { modulusLength: 2048 }))
  }

  /** What anybody can do who has the public half. */
  wrapAsStranger(version: string, bytes: Uint8Array): Uint8Array {
    return publicEncrypt({ key: this.versions.get(version)!.publicKey, ...oaep }, bytes)
  }

  get newest(): string {
    return this.#newest
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url!, this.url)
    this.calls.push(`${request.method} ${pathname}`)
    if (this.answer?.(request, response)) return
    const send = (status: number, body: object, headers: Record<string, string> = {}) =>
      void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
    if (request.headers.authorization !== 'Bearer the-token') {
      const challenge = `Bearer authorization="https://login.example/tenant", resource="https://vault.azure.net"`
      return send(401, { error: { code: 'Unauthorized', message: 'CANARY' } }, { 'www-authenticate': challenge })
    }
    const [, , name, version, operation] = pathname.split('/')
    if (name !== 'top') return send(404, { error: { code: 'KeyNotFound', message: 'CANARY' } })
    const id = version || this.#newest
    const pair = this.versions.get(id)
    if (pair === undefined) return send(404, { error: { code: 'KeyNotFound', message: 'CANARY' } })
    const kid = `${this.url}/keys/top/${id}`
    if (operation === undefined) {
      const { n, e } = pair.publicKey.export({ format: 'jwk' })
      const ops = ['wrapKey', 'unwrapKey', 'sign', 'verify']
      return send(200, { key: { kid, kty: 'RSA', key_ops: ops, n, e }, attributes: { enabled: true } })
    }
    const body = JSON.parse(await text(request)) as { alg: string; value: string; digest?: string }
    const value = Buffer.from(body.value, 'base64url')
    try {
      const result = {
        wrapkey: () => publicEncrypt({ key: pair.publicKey, ...oaep }, value).toString('base64url'),
        unwrapkey: () => privateDecrypt({ key: pair.privateKey, ...oaep }, value).toString('base64url'),
        sign: () => sign('sha256', value, { key: pair.privateKey, ...pss }).toString('base64url'),
        verify: () => verify('sha256', Buffer.from(body.digest!, 'base64url'), { key: pair.publicKey, ...pss }, value),
      }[operation]!()
      send(200, { kid, value: result })
    } catch {
      send(400, { error: { code: 'BadParameter', message: 'CANARY' } })
    }
  }
}
