import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** One key of the transit engine of Vault, with its versions. */
export class PretendTransit {
  readonly calls: string[] = []
  answer: ((request: IncomingMessage, response: ServerResponse) => boolean) | null = null
  token = 'the-token'
  type = 'aes256-gcm96'
  readonly #keys: Buffer[] = [randomBytes(32)]
  readonly #server: Server = createServer((request, response) => void this.#answer(request, response))
  url = ''

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  rotate(): void {
    this.#keys.push(randomBytes(32))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.calls.push(`${request.method} ${request.url}`)
    if (this.answer?.(request, response)) return
    const send = (status: number, body: object) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (request.headers['x-vault-token'] !== this.token) return send(403, { errors: ['permission denied CANARY'] })
    const [, action] = /^\/v1\/transit\/(keys|encrypt|decrypt)\/root$/.exec(request.url!) ?? []
    if (action === undefined) return send(404, { errors: [] })
    if (action === 'keys') return send(200, { data: { name: 'root', type: this.type, latest_version: this.#keys.length } })
    const body = JSON.parse(await text(request)) as Record<string, string>
    const context = Buffer.from(body.associated_data ?? '', 'base64')
    if (action === 'encrypt') {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', this.#keys.at(-1)!, nonce).setAAD(context)
      const sealed = Buffer.concat([
        nonce,
        cipher.update(Buffer.from(body.plaintext!, 'base64')),
        cipher.final(),
        cipher.getAuthTag(),
      ])
      const ciphertext = `vault:v${this.#keys.length}:${sealed.toString('base64')}`
      return send(200, { data: { ciphertext, key_version: this.#keys.length } })
    }
    try {
      const [, version, sealed] = /^vault:v(\d+):(.+)$/.exec(body.ciphertext!)!
      const bytes = Buffer.from(sealed!, 'base64')
      const decipher = createDecipheriv('aes-256-gcm', this.#keys[Number(version) - 1]!, bytes.subarray(0, 12)).setAAD(context)
      decipher.setAuthTag(bytes.subarray(-16))
      const opened = Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()])
      send(200, { data: { plaintext: opened.toString('base64') } })
    } catch {
      send(400, { errors: ['invalid ciphertext: unable to decrypt CANARY'] })
    }
  }
}
