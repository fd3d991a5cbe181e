import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { control } from '../testing/control.ts'
import { configurationPage, exampleEnvironment } from './document.ts'
import { ConfigurationError, readConfiguration } from './read.ts'
import { secretSettings, settings } from './schema.ts'

const folder = mkdtempSync(join(tmpdir(), 'skykeep-configuration-'))
afterAll(() => rmSync(folder, { recursive: true }))

const secretText = 'postgresql://skykeep:hunter2-hunter2@db.internal/skykeep'

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfiguration(environment)
    return []
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults
    throw error
  }
}

const namesOf = (faults: readonly string[]): string[] => faults.map((fault) => fault.split(':', 1)[0]!).sort()

test('an empty environment is a complete configuration that listens on loopback only', () => {
  const config = readConfiguration({})
  expect(config.SKYKEEP_HOST).toBe('127.0.0.1')
  expect(config.SKYKEEP_OPERATIONS_HOST).toBe('127.0.0.1')
  expect(config.SKYKEEP_TRUSTED_PROXIES).toEqual([])
})

control('CONFIG-1', 'all faults are told at once: of single settings, of settings together, and names that do not exist', () => {
  const faults = faultsOf({
    SKYKEEP_PORT: 'eighty',
    SKYKEEP_HOST: '0.0.0.0',
    SKYKEEP_LIMIT_STORE: 'redis',
    SKYKEEP_BODY_LIMT_BYTES: '65536',
    SKYKEEP_ROLE: 'gateway',
    SKYKEEP_INTERNAL_KEY: 'short',
  })
  expect(namesOf(faults)).toEqual([
    'SKYKEEP_BODY_LIMT_BYTES',
    'SKYKEEP_DATABASE_URL',
    'SKYKEEP_INTERNAL_KEY',
    'SKYKEEP_PORT',
    'SKYKEEP_REDIS_URL',
    'SKYKEEP_TLS',
  ])
})

control('CONFIG-2', 'an unknown name stops the start, so that a typing mistake cannot switch a control off', () => {
  expect(faultsOf({ SKYKEEP_LIMIT_AIRCRAFT_PER_MINTUE: '60' })).toEqual([
    'SKYKEEP_LIMIT_AIRCRAFT_PER_MINTUE: there is no such setting',
  ])
  expect(faultsOf({ SKYKEEP_PORT_FILE: '/etc/hostname' })).toEqual(['SKYKEEP_PORT_FILE: there is no such setting'])
})

test('O-11 nothing that can be set switches the check of client certificates off: a start that tries is refused', () => {
  const aboutCertificates = Object.keys(settings).filter((name) => /MTLS|CERT|CLIENT_CA|BINDING/.test(name))
  expect(aboutCertificates.sort()).toEqual([
    'SKYKEEP_MTLS_CA_FILE',
    'SKYKEEP_MTLS_PORT',
    'SKYKEEP_PUBLIC_MTLS_URL',
    'SKYKEEP_TLS_CERT_FILE',
  ])
  for (const name of ['MTLS', 'MTLS_ENABLED', 'MTLS_CHECK', 'MTLS_STRICT', 'CERTIFICATE_BINDING', 'REJECT_UNAUTHORIZED']) {
    for (const value of ['false', 'off', '0', 'none'])
      expect(faultsOf({ [`SKYKEEP_${name}`]: value })).toEqual([`SKYKEEP_${name}: there is no such setting`])
  }
})

control('CONFIG-3', 'a secret is never printed, whichever way it is looked at', () => {
  const config = readConfiguration({ SKYKEEP_DATABASE_URL: secretText })
  const seen = [
    JSON.stringify(config),
    inspect(config, { depth: 9, showHidden: true }),
    `${config.SKYKEEP_DATABASE_URL}`,
    JSON.stringify(Object.entries(config.SKYKEEP_DATABASE_URL!)),
    JSON.stringify(structuredClone({ ...config.SKYKEEP_DATABASE_URL })),
  ]
  for (const text of seen) expect(text).not.toContain('hunter2')
  expect(config.SKYKEEP_DATABASE_URL?.reveal()).toBe(secretText)
})

control('CONFIG-4', 'a fault never repeats the value that is wrong, which may be a secret', () => {
  const wrong = {
    SKYKEEP_PORT: 'hunter2',
    SKYKEEP_TLS: 'hunter2',
    SKYKEEP_PUBLIC_URL: 'hunter2',
    SKYKEEP_INTERNAL_KEY: 'hunter2',
  }
  const faults = faultsOf({ ...wrong, SKYKEEP_DATABASE_URL: secretText, SKYKEEP_DATABASE_URL_FILE: '/nowhere/hunter' })
  expect(faults).toHaveLength(6)
  expect(faults.join('\n')).not.toContain('hunter')
})

test('a secret can come from a file, whose last line break is not part of it', () => {
  const file = join(folder, 'database-url')
  writeFileSync(file, `${secretText}\n`)
  expect(readConfiguration({ SKYKEEP_DATABASE_URL_FILE: file }).SKYKEEP_DATABASE_URL?.reveal()).toBe(secretText)
  expect(faultsOf({ SKYKEEP_DATABASE_URL_FILE: file, SKYKEEP_DATABASE_URL: secretText })).toHaveLength(1)
  expect(faultsOf({ SKYKEEP_DATABASE_URL_FILE: join(folder, 'none') })[0]).toMatch(/^SKYKEEP_DATABASE_URL_FILE: .*ENOENT/)
})

test('the command line goes before the environment and meets the same checks', () => {
  expect(readConfiguration({ SKYKEEP_PORT: '1' }, { SKYKEEP_PORT: '2' }).SKYKEEP_PORT).toBe(2)
  expect(() => readConfiguration({}, { SKYKEEP_PROT: '2' })).toThrow(ConfigurationError)
  expect(readConfiguration({}, {}, { SKYKEEP_LOG_LEVEL: 'warn' }).SKYKEEP_LOG_LEVEL).toBe('warn')
  expect(readConfiguration({ SKYKEEP_LOG_LEVEL: 'error' }, {}, { SKYKEEP_LOG_LEVEL: 'warn' }).SKYKEEP_LOG_LEVEL).toBe('error')
})

test('an empty value is the same as none', () => {
  expect(readConfiguration({ SKYKEEP_PORT: '', SKYKEEP_DATABASE_URL: '' }).SKYKEEP_PORT).toBe(8080)
})

test.each(['', ' ', '0x50', '1e3', '-1', '80.5', '65536', 'NaN', '٨٠'].slice(1))('"%s" is no port', (text) => {
  expect(namesOf(faultsOf({ SKYKEEP_PORT: text }))).toEqual(['SKYKEEP_PORT'])
})

control('CONFIG-5', 'a life of access tokens beyond 15 minutes is refused', () => {
  expect(namesOf(faultsOf({ SKYKEEP_ACCESS_TOKEN_SECONDS: '901' }))).toEqual(['SKYKEEP_ACCESS_TOKEN_SECONDS'])
})

control('CONFIG-6', 'K-06 plain HTTP on another address than loopback is refused', () => {
  for (const host of ['0.0.0.0', '::', '192.0.2.1']) expect(namesOf(faultsOf({ SKYKEEP_HOST: host }))).toEqual(['SKYKEEP_TLS'])
  expect(faultsOf({ SKYKEEP_HOST: '0.0.0.0', SKYKEEP_TLS: 'development' })).toEqual([])
})

control('CONFIG-7', 'a proxy is trusted only when it is an address or a network, and never everybody', () => {
  for (const proxies of ['0.0.0.0/0', '::/0', 'proxy.example', '10.0.0.0/33', 'true', '10.0.0.1,*']) {
    expect(namesOf(faultsOf({ SKYKEEP_TRUSTED_PROXIES: proxies }))).toEqual(['SKYKEEP_TRUSTED_PROXIES'])
  }
  const config = readConfiguration({ SKYKEEP_TRUSTED_PROXIES: '10.0.0.0/8, 2001:db8::/32,192.0.2.1' })
  expect(config.SKYKEEP_TRUSTED_PROXIES).toEqual(['10.0.0.0/8', '2001:db8::/32', '192.0.2.1'])
})

test('processes that share an installation need its key and its database', () => {
  expect(namesOf(faultsOf({ SKYKEEP_ROLE: 'identity,telemetry' }))).toEqual(['SKYKEEP_DATABASE_URL', 'SKYKEEP_INTERNAL_KEY'])
  expect(namesOf(faultsOf({ SKYKEEP_ROLE: 'gatway' }))).toEqual(['SKYKEEP_ROLE'])
  expect(readConfiguration({ SKYKEEP_ROLE: 'all' }).SKYKEEP_ROLE).toEqual([
    ...['gateway', 'identity', 'telemetry', 'automation', 'weather', 'contacts'],
  ])
})

control(
  'CONFIG-8',
  'K-04 an installation that others reach does not start with the root key in a file that nobody accepted, and no secret has a default',
  () => {
    const tls = { SKYKEEP_TLS: 'files', SKYKEEP_TLS_CERT_FILE: '/etc/cert.pem', SKYKEEP_TLS_KEY_FILE: '/etc/key.pem' }
    const vault = {
      SKYKEEP_ROOT_KEYS: 'vault:https://vault.internal:8200/transit/skykeep',
      SKYKEEP_VAULT_TOKEN_FILE: '/run/token',
    }
    for (const reached of [
      tls,
      { SKYKEEP_PUBLIC_URL: 'https://skykeep.example' },
      { SKYKEEP_PUBLIC_URL: 'http://10.0.0.7:8080' },
    ]) {
      expect(namesOf(faultsOf(reached))).toEqual(['SKYKEEP_ROOT_KEYS'])
      expect(namesOf(faultsOf({ ...reached, ...vault, SKYKEEP_ROOT_KEYS: `file,${vault.SKYKEEP_ROOT_KEYS}` }))).toEqual([
        'SKYKEEP_ROOT_KEYS',
      ])
      expect(faultsOf({ ...reached, ...vault })).toEqual([])
      expect(faultsOf({ ...reached, ...vault, SKYKEEP_ROOT_KEYS: `${vault.SKYKEEP_ROOT_KEYS},file` })).toEqual([])
      expect(faultsOf({ ...reached, SKYKEEP_ROOT_KEY_IN_FILE: 'accepted' })).toEqual([])
    }
    for (const here of ['http://127.0.0.1:8080', 'http://[::1]:8080', 'https://localhost'])
      expect(faultsOf({ SKYKEEP_PUBLIC_URL: here })).toEqual([])
    const empty = readConfiguration({})
    for (const name of secretSettings) expect(empty[name as keyof typeof empty], name).toBeUndefined()
  },
)

test('certificate files are needed together, and only when they are asked for', () => {
  const one = { SKYKEEP_TLS: 'files', SKYKEEP_TLS_CERT_FILE: '/etc/cert.pem', SKYKEEP_ROOT_KEY_IN_FILE: 'accepted' }
  expect(namesOf(faultsOf(one))).toEqual(['SKYKEEP_TLS_CERT_FILE'])
  expect(faultsOf({ ...one, SKYKEEP_TLS_KEY_FILE: '/etc/key.pem' })).toEqual([])
})

test('a process without the role identity has no development authority, and is told a root only beside files of its own', () => {
  const gateway = {
    SKYKEEP_ROLE: 'gateway',
    SKYKEEP_INTERNAL_KEY: 'of this test, 32 characters long',
    SKYKEEP_DATABASE_URL: secretText,
  }
  expect(faultsOf(gateway)).toEqual([])
  expect(namesOf(faultsOf({ ...gateway, SKYKEEP_TLS: 'development' }))).toEqual(['SKYKEEP_TLS'])
  expect(namesOf(faultsOf({ ...gateway, SKYKEEP_MTLS_CA_FILE: '/etc/root.pem' }))).toEqual(['SKYKEEP_MTLS_CA_FILE'])
  const files = { SKYKEEP_TLS: 'files', SKYKEEP_TLS_CERT_FILE: '/etc/cert.pem', SKYKEEP_TLS_KEY_FILE: '/etc/key.pem' }
  expect(faultsOf({ ...gateway, ...files, SKYKEEP_MTLS_CA_FILE: '/etc/root.pem' })).toEqual([])
})

test('a mail server is an address and nothing more, and needs a sender', () => {
  const from = { SKYKEEP_MAIL_FROM: 'Skykeep <skykeep@example.com>' }
  for (const url of [
    'smtp://127.0.0.1:25',
    'smtps://mail.example.com',
    'smtp://a%40b:p%3Aq@mail.example.com:587',
    'smtp://[::1]:25/',
  ]) {
    expect(faultsOf({ ...from, SKYKEEP_SMTP_URL: url })).toEqual([])
    expect(namesOf(faultsOf({ SKYKEEP_SMTP_URL: url }))).toEqual(['SKYKEEP_MAIL_FROM'])
  }
  const wrong = [
    'mail.example.com',
    'http://mail.example.com',
    'smtp://',
    'smtp://user@mail.example.com',
    'smtp://a:%@mail.example.com',
  ]
  const more = ['smtps://mail.example.com?tls.rejectUnauthorized=false', 'smtp://mail.example.com/x', 'smtp://mail.example.com#x']
  for (const url of [...wrong, ...more]) {
    expect(namesOf(faultsOf({ ...from, SKYKEEP_SMTP_URL: url }))).toEqual(['SKYKEEP_SMTP_URL'])
  }
  for (const sender of ['Skykeep', 'a@b', 'A\r\nBcc: b <a@example.com>', 'A <a@example.com>, b@example.com', '<>']) {
    expect(namesOf(faultsOf({ SKYKEEP_MAIL_FROM: sender }))).toEqual(['SKYKEEP_MAIL_FROM'])
  }
  expect(secretSettings).toContain('SKYKEEP_SMTP_URL')
  expect(secretSettings).not.toContain('SKYKEEP_MAIL_FROM')
})

test('passwords are hashed in one of two ways', () => {
  expect(readConfiguration({}).SKYKEEP_PASSWORD_HASH).toBe('argon2id')
  expect(namesOf(faultsOf({ SKYKEEP_PASSWORD_HASH: 'md5' }))).toEqual(['SKYKEEP_PASSWORD_HASH'])
})

test('the page and the example list every setting, and secrets have no usual value', () => {
  const [page, example] = [configurationPage(), exampleEnvironment()]
  for (const name of Object.keys(settings)) {
    expect(page).toContain(`| \`${name}\` |`)
    expect(example).toMatch(new RegExp(`^# ${name}=`, 'm'))
  }
  for (const name of secretSettings) expect(page).toContain(`| \`${name}\` |  |`)
  expect(page).toContain('| `SKYKEEP_PORT` | `8080` |')
  expect(secretSettings).toContain('SKYKEEP_INTERNAL_KEY')
})
