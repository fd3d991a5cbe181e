import { createHmac } from 'node:crypto'
import { Problem } from '@skykeep/contract'
import type { Audit } from '../audit/audit.ts'
import type { AuditActor, AuditFact } from '../audit/fact.ts'
import type { Database, InstallationTx } from '../db/tenancy.ts'
import type { Clock } from '../lib/new-id.ts'
import { type Allowance, type Counter, guessesStore } from './guess-limits.store.ts'
import { addressGroup } from './rate-limits.ts'

/** A guess at a password. */
export interface GuessAbout {
  /** The normalised mail address, whether or not an account has it: nobody learns from a wait who is here. */
  account: string
  /** `request.ip`. */
  address: string
  /** Hash of the device cookie. It counts only when this very account has signed in with it. */
  device: string | null
  trace_id?: string | null
}

/** A guess at a second factor. */
export interface SecondFactorGuess {
  account_id: string
  trace_id?: string | null
  address?: string | null
}

export interface GuessLimits<About = GuessAbout> {
  /** Takes one guess from the allowance. @throws Problem RATE_LIMITED with a true Retry-After; then nothing was taken */
  mayTry(about: About): Promise<void>
  /** It was wrong. */
  failed(about: About): Promise<void>
  /** It was right: this account is guessed at anew from here; what others did elsewhere stays counted. */
  succeeded(about: About): Promise<void>
  /** It was not looked at after all, for instance because the server had too much to do. */
  notTried(about: About): Promise<void>
}

export interface GuessLimitNeeds {
  db: Database
  audit: Pick<Audit, 'write'>
  clock: Clock
  /** Not in the database: whoever copies it must not find out by trying who was guessed at, and from where. */
  key: Uint8Array
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const doubling = { firstWaitMs: 1_000, oneForgottenMs: HOUR_MS, forgottenMs: DAY_MS }
/** Somebody at one place. The same for a browser that the account knows, which nobody else can use up. */
const onePlace: Allowance = { ...doubling, free: 5, longestWaitMs: 15 * MINUTE_MS }
/** All strangers together. They could keep the owner out who sits at an unknown browser: so never longer than five minutes. */
const allStrangers: Allowance = { ...doubling, free: 5, longestWaitMs: 5 * MINUTE_MS }
/** One address against all accounts. Offices share one and mistype all day, so that it forgets one each five minutes. */
const oneAddress: Allowance = { ...doubling, free: 20, longestWaitMs: 15 * MINUTE_MS, oneForgottenMs: 5 * MINUTE_MS }
/** Ten in any quarter of an hour (a code of six digits holds a million). Whoever gets here knows the password. */
const secondFactor: Allowance = {
  free: 9,
  firstWaitMs: 15 * MINUTE_MS,
  longestWaitMs: 15 * MINUTE_MS,
  // All at once: forgotten one by one, they would let more than ten into some quarter of an hour.
  oneForgottenMs: DAY_MS,
  forgottenMs: 15 * MINUTE_MS,
}

/** What one guess counts against. `own` is forgotten by a success; the others only take that one guess back. */
interface Counted {
  own: NamedCounter
  shared: NamedCounter[]
  actor: AuditActor
  personal?: Record<string, string>
}
type NamedCounter = Counter & { of: string }

/**
 * Limits on guessing passwords: per account and address, per account over all strangers, per address over all accounts. Nobody can
 * lock somebody else out: a browser in which the account has signed in before has a counter of its own.
 */
export function guessLimits(needs: GuessLimitNeeds): GuessLimits {
  const counter = counters(needs.key)
  return limits(needs, async (tx, { account, address, device, trace_id = null }) => {
    // Folded here once more: a caller who forgot to must not open a counter for each spelling.
    const email = account.normalize('NFKC').trim().toLowerCase()
    const group = addressGroup(address)
    const actor = strangerAt(address, trace_id)
    const personal = { email }
    if (device !== null && (await guessesStore(tx).isKnownDevice(email, device))) {
      return { own: counter('account_from_known_device', onePlace, email, device), shared: [], actor, personal }
    }
    const shared = [counter('account', allStrangers, email), counter('address', oneAddress, group)]
    return { own: counter('account_from_address', onePlace, email, group), shared, actor, personal }
  })
}

/** Limits on guessing the second factor of an account, over all its challenges. */
export function secondFactorLimits(needs: GuessLimitNeeds): GuessLimits<SecondFactorGuess> {
  const counter = counters(needs.key)
  return limits(needs, async (_tx, { account_id, trace_id = null, address = null }) => {
    const actor: AuditActor = { kind: 'account', id: account_id, token_id: null, trace_id, address }
    return { own: counter('second_factor', secondFactor, account_id), shared: [], actor }
  })
}

/** Removes what would be forgotten anyway. Answers how many. */
export function removeOldGuesses({ db, clock }: Pick<GuessLimitNeeds, 'db' | 'clock'>): Promise<number> {
  return db.withoutTeam((tx) => guessesStore(tx).removeOld(new Date(clock.now().getTime() - DAY_MS)))
}

type Counting<About> = (tx: InstallationTx, about: About) => Promise<Counted>

function limits<About>({ db, audit, clock }: GuessLimitNeeds, counting: Counting<About>): GuessLimits<About> {
  const all = ({ own, shared }: Counted) => [own, ...shared].sort(byKey)
  return {
    async mayTry(about) {
      await db.withoutTeam(async (tx) => {
        const counted = all(await counting(tx, about))
        const now = clock.now()
        const store = guessesStore(tx)
        const keys = counted.map(({ key }) => key)
        const until = await store.blockedUntil(keys, now)
        if (until) throw tooMany(until, now)
        for (const one of counted) {
          if (await store.count(one, now)) continue
          // Others were faster. This ends the transaction: what is not looked at counts nowhere, and makes nobody wait longer.
          throw tooMany((await store.blockedUntil([one.key], now)) ?? now, now)
        }
      })
    },

    async failed(about) {
      await db.withoutTeam(async (tx) => {
        const counted = await counting(tx, about)
        const slowed: { of: string; until: Date }[] = []
        for (const { key, of } of all(counted)) {
          const until = await guessesStore(tx).tell(key)
          if (until) slowed.push({ of, until })
        }
        // One guess can use up several allowances: it is told once.
        if (slowed.length > 0) await audit.write(tx, counted.actor, slowedFact(slowed, clock.now(), counted.personal))
      })
    },

    async succeeded(about) {
      await db.withoutTeam(async (tx) => {
        const counted = await counting(tx, about)
        const store = guessesStore(tx)
        for (const one of all(counted)) await (one === counted.own ? store.forget(one.key) : store.takeBack(one.key))
      })
    },

    async notTried(about) {
      await db.withoutTeam(async (tx) => {
        for (const { key } of all(await counting(tx, about))) await guessesStore(tx).takeBack(key)
      })
    },
  }
}

const tooMany = (until: Date, now: Date) =>
  new Problem('RATE_LIMITED', { detail: 'There were too many wrong guesses.', retryAfterSeconds: secondsUntil(until, now) })

function slowedFact(
  slowed: readonly { of: string; until: Date }[],
  now: Date,
  personal: Record<string, string> | undefined,
): AuditFact {
  const guesses_at = slowed.map(({ of }) => of).sort()
  const wait_seconds = Math.max(...slowed.map(({ until }) => secondsUntil(until, now)))
  const fact = { action: 'session.guessing_slowed', outcome: 'denied', details: { guesses_at, wait_seconds } } as const
  return { ...fact, ...(personal && { personal }) }
}

const secondsUntil = (until: Date, now: Date) => Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1_000))

const counters =
  (key: Uint8Array) =>
  (of: string, allowance: Allowance, ...about: string[]): NamedCounter => {
    const name = JSON.stringify([of, ...about])
    return { of, allowance, key: createHmac('sha256', key).update(name).digest('base64url') }
  }

/** In one order everywhere: two guesses that share counters would else wait for each other for ever. */
const byKey = (one: Counter, other: Counter) => (one.key < other.key ? -1 : 1)

const strangerAt = (address: string, trace_id: string | null): AuditActor => ({
  kind: 'anonymous',
  id: 'unknown',
  token_id: null,
  trace_id,
  address,
})
