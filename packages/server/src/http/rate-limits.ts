import { hash } from 'node:crypto'
import { Problem } from '@skykeep/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Redis } from 'ioredis'
import { type RateLimiterAbstract, RateLimiterPostgres, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import type { Configuration } from '../config/schema.ts'
import type { Database } from '../db/tenancy.ts'
import { prepared } from '../db/transaction.ts'
import { MemoryCounter, type Used } from './memory-counter.ts'

const MINUTE = 60
/** Codes of devices that somebody may mistype. */
const USER_CODES_PER_MINUTE = 5

/** Where counters live: in this process, or shared by several through PostgreSQL or Redis. */
export type LimitStore = { kind: 'memory' } | { kind: 'postgres'; db: Database } | { kind: 'redis'; client: Redis }

type Allowance =
  | 'aircraft'
  | 'aircraft_batches'
  | 'client'
  | 'account'
  | 'mail'
  | 'address'
  | 'failed_authentication'
  | 'token'
  | 'user_code'

/** The counter in this process answers at once; a shared one must be asked. */
type Limiter = MemoryCounter | RateLimiterAbstract

export class RateLimits {
  readonly #limiters: Record<Allowance, Limiter>

  constructor(config: Configuration, store: LimitStore) {
    const per = (name: Allowance, points: number) => limiter(store, name, points)
    this.#limiters = {
      aircraft: per('aircraft', config.SKYKEEP_LIMIT_AIRCRAFT_PER_MINUTE),
      aircraft_batches: per('aircraft_batches', config.SKYKEEP_LIMIT_AIRCRAFT_BATCHES_PER_MINUTE),
      client: per('client', config.SKYKEEP_LIMIT_CLIENT_PER_MINUTE),
      mail: per('mail', config.SKYKEEP_LIMIT_MAILS_PER_MINUTE),
      account: per('account', config.SKYKEEP_LIMIT_ACCOUNT_PER_MINUTE),
      address: per('address', config.SKYKEEP_LIMIT_ADDRESS_PER_MINUTE),
      failed_authentication: per('failed_authentication', config.SKYKEEP_LIMIT_FAILED_AUTHENTICATION_PER_MINUTE),
      token: per('token', config.SKYKEEP_LIMIT_TOKENS_PER_MINUTE),
      user_code: per('user_code', USER_CODES_PER_MINUTE),
    }
  }

  /** Counts a call from an address, authenticated or not. @throws Problem RATE_LIMITED */
  countAddress(request: FastifyRequest, reply: FastifyReply): void | Promise<void> {
    return this.#consume('address', addressGroup(request.ip), reply)
  }

  /** Counts a call of the authenticated principal by its class. @throws Problem RATE_LIMITED */
  countPrincipal(request: FastifyRequest, reply: FastifyReply): void | Promise<void> {
    const { kind, id } = request.principal
    const batch = request.routeOptions.config.limit === 'batch'
    const machine = batch ? 'aircraft_batches' : 'aircraft'
    return this.#consume(kind === 'client' || kind === 'account' ? kind : machine, id, reply)
  }

  /** Counts a token asked for by `principalId` (or by whoever claims to be it). @throws Problem RATE_LIMITED */
  async countToken(principalId: string, reply: FastifyReply): Promise<void> {
    await this.#consume('token', principalId.slice(0, 100), reply)
  }

  /** Counts a mail that somebody wants sent: by mailbox, whoever asks, and by address, whatever mailbox. @throws Problem RATE_LIMITED */
  async countMail(mailbox: string, address: string, reply: FastifyReply): Promise<void> {
    await this.#consume('mail', `from ${addressGroup(address)}`, reply)
    await this.#consume('mail', `to ${hash('sha256', mailbox, 'base64url')}`, reply)
  }

  /** Takes a try at the code of a device, by account and by address. @throws Problem RATE_LIMITED */
  async takeUserCodeTry(accountId: string, address: string, reply: FastifyReply): Promise<void> {
    for (const key of userCodeKeys(accountId, address)) await this.#consume('user_code', key, reply)
  }

  /** The code was right, or the fault was not in it. */
  async giveBackUserCodeTry(accountId: string, address: string): Promise<void> {
    for (const key of userCodeKeys(accountId, address)) await this.#limiters.user_code.reward(key)
  }

  /** Before credentials are looked at: has this address shown too many bad ones? @throws Problem RATE_LIMITED */
  async refuseGuessing(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const limiter = this.#limiters.failed_authentication
    const state = await limiter.get(addressGroup(request.ip))
    if (state && state.consumedPoints >= limiter.points) refuse('failed_authentication', limiter, state, reply)
  }

  async countFailedAuthentication(address: string): Promise<void> {
    const limiter = this.#limiters.failed_authentication
    const key = addressGroup(address)
    // The refusal itself is answered in any case; the next attempt meets `refuseGuessing`.
    if (limiter instanceof MemoryCounter) limiter.count(key)
    else await limiter.consume(key).catch(() => undefined)
  }

  #consume(name: Allowance, key: string, reply: FastifyReply): void | Promise<void> {
    const limiter = this.#limiters[name]
    if (!(limiter instanceof MemoryCounter)) return consumeShared(name, limiter, key, reply)
    const used = limiter.count(key)
    if (used.consumedPoints > limiter.points) refuse(name, limiter, used, reply)
    announce(name, limiter, used, reply)
  }
}

async function consumeShared(name: Allowance, limiter: RateLimiterAbstract, key: string, reply: FastifyReply): Promise<void> {
  try {
    announce(name, limiter, await limiter.consume(key), reply)
  } catch (rejected) {
    if (rejected instanceof RateLimiterRes) refuse(name, limiter, rejected, reply)
    throw rejected
  }
}

function limiter(store: LimitStore, name: Allowance, points: number): Limiter {
  const options = { keyPrefix: name, points, duration: MINUTE }
  if (store.kind === 'postgres') {
    return new RateLimiterPostgres({
      ...options,
      storeClient: writingClient(store.db),
      storeType: 'pool',
      schemaName: 'gateway',
      tableName: 'rate_counters',
      tableCreated: true,
      clearExpiredByTimeout: true,
    })
  }
  if (store.kind === 'redis') return new RateLimiterRedis({ ...options, storeClient: store.client })
  return new MemoryCounter(points, MINUTE)
}

/** The library speaks to a pool; ours only reads unless a transaction says otherwise, so each of its statements gets one. */
const writingClient = (db: Database) => ({
  query: (statement: { name: string; text: string; values: readonly unknown[] }) =>
    db.withoutTeam((tx) => prepared(tx, statement)),
})

const userCodeKeys = (accountId: string, address: string) => [`by ${accountId}`, `from ${addressGroup(address)}`]

const secondsLeft = (state: Used): number => Math.max(1, Math.ceil(state.msBeforeNext / 1_000))

/** `RateLimit` and `RateLimit-Policy` as in the IETF draft on rate-limit header fields. The narrowest allowance is told last and stays. */
function announce(name: Allowance, limiter: Limiter, state: Used, reply: FastifyReply): void {
  reply.header('ratelimit-policy', `"${name}";q=${limiter.points};w=${MINUTE}`)
  reply.header('ratelimit', `"${name}";r=${Math.max(0, limiter.points - state.consumedPoints)};t=${secondsLeft(state)}`)
}

function refuse(name: Allowance, limiter: Limiter, state: Used, reply: FastifyReply): never {
  announce(name, limiter, state, reply)
  throw new Problem('RATE_LIMITED', {
    detail: `The allowance "${name}" is ${limiter.points} a minute.`,
    retryAfterSeconds: secondsLeft(state),
  })
}

/** IPv6 addresses count by their /64: whoever has one has 2^64 of them. */
export function addressGroup(address: string): string {
  const lower = address.toLowerCase()
  const plain = lower.startsWith('::ffff:') && lower.includes('.') ? lower.slice(7) : lower
  if (!plain.includes(':')) return plain
  const [head = '', tail = ''] = plain.split('%')[0]!.split('::')
  const groups = head.split(':').filter(Boolean)
  const rest = tail.split(':').filter(Boolean)
  const full = [...groups, ...Array(Math.max(0, 8 - groups.length - rest.length)).fill('0'), ...rest]
  return `${full
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
