import { argon2, pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'

export const hashProfiles = ['argon2id', 'pbkdf2-sha512'] as const
export type HashProfile = (typeof hashProfiles)[number]

/** What one hash costs, by the names that its text gives the parameters: m in KiB, t passes, p lanes, i iterations. */
export type HashCost = Readonly<Record<string, number>>

/** A hash as it is stored, taken apart. */
export interface StoredHash {
  profile: HashProfile
  cost: HashCost
  salt: Uint8Array
  key: Uint8Array
}

interface Scheme {
  /** The text between the name and the parameters. */
  version: string
  parameters: readonly string[]
  /** No stored text may make us work longer or take more memory than this. */
  most: HashCost
  keyBytes: number
  derive(password: string, salt: Uint8Array, cost: HashCost, keyBytes: number): Promise<Uint8Array>
}

const argon2Async = promisify(argon2)
const pbkdf2Async = promisify(pbkdf2)

export const hashSchemes: Record<HashProfile, Scheme> = {
  argon2id: {
    version: '$v=19',
    parameters: ['m', 't', 'p'],
    most: { m: 1_048_576, t: 16, p: 16 },
    keyBytes: 32,
    derive: (message, nonce, { m, t, p }, tagLength) =>
      argon2Async('argon2id', { message, nonce, memory: m!, passes: t!, parallelism: p!, tagLength }),
  },
  'pbkdf2-sha512': {
    version: '',
    parameters: ['i'],
    most: { i: 10_000_000 },
    keyBytes: 64,
    derive: (password, salt, { i }, keyBytes) => pbkdf2Async(password, salt, i!, keyBytes, 'sha512'),
  },
}

/** The floor of OWASP ASVS 5.0 (11.4.2) and its password storage guide. */
export const costToday: Record<HashProfile, HashCost> = {
  argon2id: { m: 19_456, t: 2, p: 1 },
  'pbkdf2-sha512': { i: 210_000 },
}

/** PHC string format: `$name$v=…$parameters$salt$hash`, in base64 without padding. */
export function formatHash({ profile, cost, salt, key }: StoredHash): string {
  const { version, parameters } = hashSchemes[profile]
  const named = parameters.map((name) => `${name}=${cost[name]}`).join(',')
  return `$${profile}${version}$${named}$${unpadded(salt)}$${unpadded(key)}`
}

/** @throws Error that does not repeat the text: it is what somebody who guesses offline would want */
export function parseHash(text: string): StoredHash {
  for (const profile of hashProfiles) {
    const { version, parameters, most } = hashSchemes[profile]
    const start = `$${profile}${version}$`
    if (!text.startsWith(start)) continue
    const [named = '', salt = '', key = '', ...more] = text.slice(start.length).split('$')
    const numbers = named.split(',').map((part, at) => numberOf(part, parameters[at] ?? ''))
    const cost = Object.fromEntries(parameters.map((name, at) => [name, numbers[at] ?? 0]))
    const isSound =
      numbers.length === parameters.length && parameters.every((name) => cost[name]! > 0 && cost[name]! <= most[name]!)
    if (!isSound || more.length > 0 || !base64.test(salt) || !base64.test(key)) break
    return { profile, cost, salt: Buffer.from(salt, 'base64'), key: Buffer.from(key, 'base64') }
  }
  throw new Error('A stored password hash is of no form that is known here.')
}

/** How a stored hash was made, for the audit trail: nothing by which somebody could guess offline. */
export function auditedHash(text: string): Record<string, unknown> {
  const { profile, cost } = parseHash(text)
  return { profile, cost }
}

const base64 = /^[A-Za-z0-9+/]{11,171}$/
const numberOf = (part: string, name: string): number => Number(new RegExp(`^${name}=(\\d{1,9})$`).exec(part)?.[1] ?? 0)
const unpadded = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replaceAll('=', '')
