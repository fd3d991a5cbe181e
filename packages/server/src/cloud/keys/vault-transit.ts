import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { type KeyService, refused, unavailable } from './key-service.ts'

export interface VaultKey {
  origin: string
  mount: string
  name: string
  /** Read for each call: whoever renews it writes it anew. */
  tokenFile: string
}

const ANSWER_BYTES_MAX = 65_536
const CIPHERTEXT = /^vault:v(\d{1,9}):[A-Za-z0-9+/=]{1,8192}$/
const TOKEN = /^[\x21-\x7e]{1,4096}$/

const Described = z.object({ data: z.object({ latest_version: z.int().positive(), type: z.string() }) })
const Encrypted = z.object({ data: z.object({ ciphertext: z.string().regex(CIPHERTEXT) }) })
const Decrypted = z.object({ data: z.object({ plaintext: z.base64() }) })
/** Those that take associated data. */
const kinds = new Set(['aes256-gcm96', 'aes128-gcm96', 'chacha20-poly1305'])

/**
 * A key of the transit engine of HashiCorp Vault or OpenBao. The context goes along as associated data. It needs read on `MOUNT/keys/NAME` and
 * update on `MOUNT/encrypt/NAME` and `MOUNT/decrypt/NAME`.
 */
export function vaultTransit({ origin, mount, name, tokenFile }: VaultKey): KeyService {
  const prefix = `${origin}/${mount}/${name}:v`
  const owns = (key: string) => key.startsWith(prefix) && /^\d{1,9}$/.test(key.slice(prefix.length))

  async function call<Shape extends z.ZodType>(
    shape: Shape,
    path: string,
    body: object | null,
    signal: AbortSignal,
  ): Promise<z.output<Shape>> {
    const headers = { 'x-vault-token': await token(), 'x-vault-request': 'true', 'content-type': 'application/json' }
    const request = body === null ? { method: 'GET' } : { method: 'POST', body: JSON.stringify(body) }
    const answer = await fetch(`${origin}/v1/${mount}/${path}/${name}`, { ...request, headers, signal, redirect: 'error' }).catch(
      () => {
        throw unavailable('vault', 'did not answer')
      },
    )
    const text = await textOf(answer)
    // A 400 of decrypt says that bytes or context are wrong; everything else says something about the service or about us.
    if (answer.status === 400 && path === 'decrypt') throw refused()
    if (!answer.ok) throw unavailable('vault', `answered ${answer.status}`)
    const parsed = shape.safeParse(jsonOf(text))
    if (!parsed.success) throw unavailable('vault', 'answered what we do not understand')
    return parsed.data
  }

  async function token(): Promise<string> {
    const text = await readFile(tokenFile, 'utf8').catch(() => '')
    if (!TOKEN.test(text.trim())) throw unavailable('vault', 'cannot be asked: there is no token in SKYKEEP_VAULT_TOKEN_FILE')
    return text.trim()
  }

  return {
    name: 'vault',
    owns,
    async newest(signal) {
      const { data } = await call(Described, 'keys', null, signal)
      if (!kinds.has(data.type)) throw unavailable('vault', 'has a key of a kind that binds nothing to what it encrypts')
      return `${prefix}${data.latest_version}`
    },
    async seal(secret, context, signal) {
      const body = { plaintext: base64(secret), associated_data: base64(context) }
      const { data } = await call(Encrypted, 'encrypt', body, signal)
      const [, version] = CIPHERTEXT.exec(data.ciphertext)!
      return { key: `${prefix}${version}`, bytes: Buffer.from(data.ciphertext) }
    },
    async open({ key, bytes }, context, signal) {
      const ciphertext = Buffer.from(bytes).toString('latin1')
      const [, version] = CIPHERTEXT.exec(ciphertext) ?? []
      if (`${prefix}${version}` !== key) throw refused()
      const { data } = await call(Decrypted, 'decrypt', { ciphertext, associated_data: base64(context) }, signal)
      return Buffer.from(data.plaintext, 'base64')
    },
  }
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

async function textOf(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of answer.body ?? []) {
      bytes += chunk.length
      if (bytes > ANSWER_BYTES_MAX) throw unavailable('vault', 'answered more than it should')
      chunks.push(chunk)
    }
  } catch {
    throw unavailable('vault', 'did not answer to the end, or more than it should')
  }
  return Buffer.concat(chunks).toString()
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
