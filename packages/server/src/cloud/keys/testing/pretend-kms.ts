import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** One symmetric key of AWS KMS: its encryption context is bound to what it encrypts. */
export class PretendKms {
  readonly arn = 'arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555'
  readonly calls: string[] = []
  readonly contexts: unknown[] = []
  answer: ((request: IncomingMessage, response: ServerResponse) => boolean) | null = null
  state = 'Enabled'
  readonly #key = randomBytes(32)
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

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const action = String(request.headers['x-amz-target']).replace('TrentService.', '')
    this.calls.push(action)
    if (this.answer?.(request, response)) return
    const send = (status: number, body: object) =>
      void response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body))
    const fail = (type: string) => send(400, { __type: type, message: 'CANARY' })
    if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 Credential=the-key/')) return fail('AccessDeniedException')
    const body = JSON.parse(await text(request)) as Record<string, string>
    if (body.KeyId !== this.arn) return fail('NotFoundException')
    if (action === 'DescribeKey') return send(200, { KeyMetadata: { Arn: this.arn, KeyId: this.arn, KeyState: this.state } })
    this.contexts.push(body.EncryptionContext)
    const context = Buffer.from(JSON.stringify(body.EncryptionContext))
    if (action === 'Encrypt') {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(context)
      const sealed = Buffer.concat([cipher.update(Buffer.from(body.Plaintext!, 'base64')), cipher.final()])
      const blob = Buffer.concat([nonce, cipher.getAuthTag(), sealed])
      return send(200, { CiphertextBlob: blob.toString('base64'), KeyId: this.arn })
    }
    try {
      const blob = Buffer.from(body.CiphertextBlob!, 'base64')
      const decipher = createDecipheriv('aes-256-gcm', this.#key, blob.subarray(0, 12)).setAAD(context)
      decipher.setAuthTag(blob.subarray(12, 28))
      const opened = Buffer.concat([decipher.update(blob.subarray(28)), decipher.final()])
      send(200, { Plaintext: opened.toString('base64'), KeyId: this.arn })
    } catch {
      fail('InvalidCiphertextException')
    }
  }
}
