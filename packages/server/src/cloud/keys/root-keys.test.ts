import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { fileRootKey, KeyRing } from '@skykeep/keyring'
import { memoryDataKeyStore } from '@skykeep/keyring/testing/memory-stores'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { control } from '../../testing/control.ts'
import { awsKms } from './aws-kms.ts'
import { azureKeyVault } from './azure-key-vault.ts'
import { readKeyAddresses } from './key-address.ts'
import { type KeyService, type KnownRootKey, rootKeyOf } from './key-service.ts'
import { firstOf } from './root-keys.ts'
import { PretendKeyVault } from './testing/pretend-key-vault.ts'
import { PretendKms } from './testing/pretend-kms.ts'
import { PretendTransit } from './testing/pretend-transit.ts'
import { vaultTransit } from './vault-transit.ts'

const [keyVault, kms, transit] = [new PretendKeyVault(), new PretendKms(), new PretendTransit()]
const pretended = { azure: keyVault, aws: kms, vault: transit }
const folder = mkdtempSync(join(tmpdir(), 'skykeep-root-keys-'))
const tokenFile = join(folder, 'token')
writeFileSync(tokenFile, 'the-token\n')

beforeAll(() => Promise.all([keyVault.start(), kms.start(), transit.start()]))
afterAll(async () => {
  await Promise.all([keyVault.stop(), kms.stop(), transit.stop()])
  rmSync(folder, { recursive: true })
})

const credentials = { accessKeyId: 'the-key', secretAccessKey: 'the-secret' }
const services: Record<keyof typeof pretended, () => KeyService> = {
  azure: () =>
    azureKeyVault({
      vault: keyVault.url,
      name: 'top',
      credential: { getToken: async () => ({ token: 'the-token', expiresOnTimestamp: Date.now() + 3_600_000 }) },
      options: { tlsOptions: { ca: keyVault.ca }, disableChallengeResourceVerification: true, retryOptions: { maxRetries: 0 } },
    }),
  aws: () => awsKms({ arn: kms.arn, region: 'eu-west-1', options: { endpoint: kms.url, credentials, maxAttempts: 1 } }),
  vault: () => vaultTransit({ origin: transit.url, mount: 'transit', name: 'root', tokenFile }),
}
const names = Object.keys(pretended) as (keyof typeof pretended)[]
const secret = Buffer.alloc(32, 9)
const fault = (code: string) => expect.objectContaining({ name: 'KeyRingError', code })

describe.each(names)('a root key in a service (%s)', (name) => {
  const root = (): KnownRootKey => rootKeyOf(services[name]())

  control('KEY-30', `what it wrapped unwraps with the same words only, and only unchanged (${name})`, async () => {
    const key = root()
    const wrapped = await key.wrap(secret, 'here')
    expect(Buffer.from(wrapped).toString('latin1')).toMatch(/^rk1\.[a-z]+\.[\w-]+\.[\w-]+$/)
    expect(Buffer.from(wrapped).includes(secret)).toBe(false)
    expect(key.wrapped(wrapped)).toBe(true)
    expect(Buffer.from(await key.unwrap(wrapped, 'here'))).toEqual(secret)
    await expect(key.unwrap(wrapped, 'there')).rejects.toThrow(fault('ENVELOPE_REFUSED'))
    const [head, service, id, bytes] = Buffer.from(wrapped).toString().split('.')
    const raw = Buffer.from(bytes!, 'base64url')
    for (const at of [raw.length - 5, raw.length >> 1]) {
      const changed = Buffer.from(raw)
      // For the service of text, another letter: so that it is the seal that refuses.
      changed[at] = name === 'vault' ? (changed[at] === 0x41 ? 0x42 : 0x41) : changed[at]! ^ 1
      const text = [head, service, id, changed.toString('base64url')].join('.')
      await expect(key.unwrap(Buffer.from(text), 'here')).rejects.toThrow(fault('ENVELOPE_REFUSED'))
    }
    for (const text of ['', 'sk1.x.y', `rk1.${service}.${id}`, `rk1.other.${id}.${bytes}`])
      await expect(key.unwrap(Buffer.from(text), 'here')).rejects.toThrow(fault('ENVELOPE_MALFORMED'))
  })

  control(
    'KEY-31',
    `a stored text leads to no other key and no other host than the one that is configured (${name})`,
    async () => {
      const key = root()
      const [head, service, , bytes] = Buffer.from(await key.wrap(secret, 'here'))
        .toString()
        .split('.')
      const before = pretended[name].calls.length
      for (const other of [
        'https://evil.example/keys/top/abc',
        `${keyVault.url}/keys/other/abc`,
        `${transit.url}/transit/other:v1`,
        'arn:aws:kms:eu-west-1:999999999999:key/x',
      ]) {
        const text = [head, service, Buffer.from(other).toString('base64url'), bytes].join('.')
        expect(key.wrapped(Buffer.from(text))).toBe(false)
        await expect(key.unwrap(Buffer.from(text), 'here')).rejects.toThrow(fault('ENVELOPE_MALFORMED'))
      }
      expect(pretended[name].calls).toHaveLength(before)
    },
  )

  control(
    'KEY-32',
    `refusals, garbage, floods and silence of it are one fault of ours, with none of its words (${name})`,
    async () => {
      const key = root()
      const wrapped = await key.wrap(secret, 'here')
      const answers: ((request: IncomingMessage, response: ServerResponse) => void)[] = [
        (_, response) =>
          response.writeHead(403, { 'content-type': 'application/json' }).end('{"message":"CANARY","errors":["CANARY"]}'),
        (_, response) => response.writeHead(404).end('{"error":{"code":"CANARY"}}'),
        (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>CANARY'),
        (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
        (request) => request.socket.destroy(),
      ]
      try {
        for (const answer of answers) {
          pretended[name].answer = (request, response) => {
            answer(request, response)
            return true
          }
          for (const call of [() => key.wrap(secret, 'here'), () => key.unwrap(wrapped, 'here'), () => key.keyId()]) {
            const error = await call().then(
              () => null,
              (thrown: unknown) => thrown,
            )
            expect(error).toEqual(fault('ROOT_KEY_UNAVAILABLE'))
            expect(inspect(error, { depth: null, showHidden: true })).not.toMatch(/CANARY|the-token|the-secret/)
          }
        }
      } finally {
        pretended[name].answer = null
      }
      expect(Buffer.from(await key.unwrap(wrapped, 'here'))).toEqual(secret)
    },
  )

  test('a key ring seals and opens over it, and moves from the file to it and back', async () => {
    const store = memoryDataKeyStore()
    const clock = { now: () => new Date() }
    const file: KnownRootKey = {
      ...fileRootKey(join(folder, `${name}.key`)),
      wrapped: (bytes) => Buffer.from(bytes).toString('latin1').startsWith('sk1.'),
    }
    const place = { team_id: 't', purpose: 'trial', table: 't', column: 'c', row: 'r' }
    const ring = (...keys: KnownRootKey[]) => new KeyRing({ root: firstOf(keys), store, clock })
    const envelope = await ring(file).seal('s3cret', place)
    expect(await ring(root(), file).openText(envelope, place)).toBe('s3cret')
    expect(await ring(root(), file).rewrap()).toBe(1)
    expect(await ring(root()).openText(envelope, place)).toBe('s3cret')
    await expect(ring(file).openText(envelope, place)).rejects.toThrow(fault('ROOT_KEY_UNKNOWN'))
    expect(await ring(file, root()).rewrap()).toBe(1)
    expect(await ring(file).openText(envelope, place)).toBe('s3cret')
  })
})

test.each([
  ['azure', keyVault],
  ['vault', transit],
] as const)(
  'what an older version wrapped unwraps after a rotation in the service, and is wrapped anew with the new one (%s)',
  async (name, service) => {
    const key = rootKeyOf(services[name]())
    const [before, wrapped] = [await key.keyId(), await key.wrap(secret, 'here')]
    service.rotate()
    expect(await key.keyId()).not.toBe(before)
    expect(Buffer.from(await key.unwrap(wrapped, 'here'))).toEqual(secret)
  },
)

control('KEY-33', 'a data key that a stranger wrapped with the public half of the root key is refused', async () => {
  const key = rootKeyOf(services.azure())
  const honest = Buffer.from(await key.wrap(secret, 'here'))
    .toString()
    .split('.')
  const honestBytes = Buffer.from(honest[3]!, 'base64url')
  const length = honestBytes.readUInt16BE(0)
  const forged = keyVault.wrapAsStranger(keyVault.newest, Buffer.alloc(64, 1))
  for (const signature of [honestBytes.subarray(2 + length), Buffer.alloc(256)]) {
    const bytes = Buffer.concat([honestBytes.subarray(0, 2), forged, signature])
    const text = [...honest.slice(0, 3), bytes.toString('base64url')].join('.')
    await expect(key.unwrap(Buffer.from(text), 'here')).rejects.toThrow(fault('ENVELOPE_REFUSED'))
  }
})

test('the context that a service is told is a hash: its logs say nothing of teams and rows', async () => {
  await rootKeyOf(services.aws()).wrap(secret, 'data-key|team-canary|purpose|1|dk_x')
  expect(JSON.stringify(kms.contexts)).not.toMatch(/canary|purpose|dk_/)
})

test('a transit key of a kind that binds no context is refused, and one without a token is told', async () => {
  transit.type = 'rsa-2048'
  await expect(rootKeyOf(services.vault()).keyId()).rejects.toThrow(/binds nothing/)
  transit.type = 'aes256-gcm96'
  const without = rootKeyOf(
    vaultTransit({ origin: transit.url, mount: 'transit', name: 'root', tokenFile: join(folder, 'none') }),
  )
  await expect(without.keyId()).rejects.toThrow(/SKYKEEP_VAULT_TOKEN_FILE/)
})

test.each([
  ['file', [{ provider: 'file' }]],
  [
    'azure:https://fleet.vault.azure.net/keys/root',
    [{ provider: 'azure', vault: 'https://fleet.vault.azure.net', name: 'root' }],
  ],
  [`aws:${kms.arn}, file`, [{ provider: 'aws', arn: kms.arn, region: 'eu-west-1' }, { provider: 'file' }]],
  [
    'vault:https://vault.example:8200/transit/root',
    [{ provider: 'vault', origin: 'https://vault.example:8200', mount: 'transit', name: 'root' }],
  ],
])('%s is where a root key can be', (text, addresses) => {
  expect(readKeyAddresses(text)).toEqual(addresses)
})

control('KEY-34', 'an address of a root key is that of a key service, over TLS, and carries nothing else', () => {
  const wrong = [
    '',
    'file,file',
    'azure:http://fleet.vault.azure.net/keys/root',
    'azure:https://fleet.vault.azure.net.evil.example/keys/root',
    'azure:https://evil.example/keys/root',
    'azure:https://user:pass@fleet.vault.azure.net/keys/root',
    'azure:https://fleet.vault.azure.net/secrets/root',
    'aws:arn:aws:kms:eu-west-1:123456789012:alias/root',
    'aws:arn:aws:kms:evil.example/:123456789012:key/x',
    'vault:http://vault.example/transit/root',
    'vault:https://vault.example/transit/../root?x=1',
    'gcp:projects/x',
  ]
  for (const text of wrong) expect([text, typeof readKeyAddresses(text)]).toEqual([text, 'string'])
})
