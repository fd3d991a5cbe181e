import { Problem } from '@skykeep/contract'
import type { Audit } from '../../audit/audit.ts'
import type { AuditActor } from '../../audit/fact.ts'
import type { HashQueue } from '../../auth/passwords/hash-queue.ts'
import { auditedHash } from '../../auth/passwords/hash-schemes.ts'
import type { PasswordHasher } from '../../auth/passwords/password-hasher.ts'
import { type Assurance, type Caller, mustBeThemselves } from '../../auth/principal.ts'
import type { Database } from '../../db/tenancy.ts'
import type { From } from '../../http/from.ts'
import type { GuessLimits } from '../../http/guess-limits.ts'
import type { Clock } from '../../lib/new-id.ts'
import { hashOf, newValue } from '../../lib/one-time-value.ts'
import type { FactorService } from '../factors/factors.service.ts'
import { type ChallengeRow, challengesStore } from './challenges.store.ts'
import type { Method, SessionService, StartedSession } from './sessions.service.ts'
import { sessionsStore } from './sessions.store.ts'
import { type SignInAccount, signInStore } from './sign-in.store.ts'

interface Needs {
  db: Database
  audit: Pick<Audit, 'write'>
  clock: Clock
  newId: () => string
  passwords: PasswordHasher
  factors: FactorService
  guesses: GuessLimits
  sessions: SessionService
  /** Lets a few sign-ins through at a time and a bounded number wait. */
  gate: Pick<HashQueue, 'run'>
}

export interface SignedIn {
  status: 'authenticated'
  started: StartedSession
  second_factor_needed: boolean
  /** For the browser to keep: guesses from elsewhere do not slow down one in which this person has signed in before. */
  device: string
}

interface Waiting {
  status: 'mfa_required'
  challenge: string
  methods: ('totp' | 'recovery_code' | 'passkey')[]
}

type Answer = { totp: string } | { recovery_code: string }

const CHALLENGE_MS = 10 * 60_000

export type SignInService = ReturnType<typeof signInService>

/**
 * From what a person types to a session. Unknown address, wrong password and closed account cost the same and are answered the same.
 * Until the second factor is there no session exists, and what is handed out meanwhile is no cookie and opens nothing.
 */
export function signInService({ db, audit, clock, newId, passwords, factors, guesses, sessions, gate }: Needs) {
  return {
    /** @throws Problem SIGN_IN_REFUSED, RATE_LIMITED, OVERLOADED */
    async withPassword(given: { email: string; password: string }, from: From): Promise<SignedIn | Waiting> {
      const account = await checkPassword(given, from)
      const { totp, passkeys, recovery_codes } = await factors.state(account.id)
      if (!totp && passkeys === 0) {
        return signedIn(account, ['pwd'], account.password_is_short ? 'enrolment' : 'single', from)
      }
      const challenge = newValue()
      const now = clock.now()
      const row = {
        id: newId(),
        account_id: account.id,
        data: {},
        created_at: now,
        expires_at: new Date(now.getTime() + CHALLENGE_MS),
      }
      await db.withoutTeam((tx) => challengesStore(tx).insert(row, challenge))
      const methods = [
        totp && ('totp' as const),
        recovery_codes > 0 && ('recovery_code' as const),
        passkeys > 0 && ('passkey' as const),
      ].filter((method) => method !== false)
      return { status: 'mfa_required', challenge, methods }
    },

    /** @throws Problem SECOND_FACTOR_REFUSED, RATE_LIMITED */
    async withSecondFactor(challenge: string, answer: Answer, from: From): Promise<SignedIn> {
      const waiting = await openChallenge(challenge)
      const account = await activeAccount(waiting.account_id)
      const isRight = await tryFactor(account.id, answer, waiting, from)
      if (!isRight) throw await refused(account.id, 'second factor', 'SECOND_FACTOR_REFUSED', from)
      return finish(waiting, account, 'totp' in answer ? 'otp' : 'recovery', from)
    },

    /** What the browser needs to ask for a passkey: of the person who waits, or of anybody. */
    async passkeyOptions(challenge: string | undefined) {
      const waiting = challenge === undefined ? null : await openChallenge(challenge)
      const { challenge: passkey_challenge, options } = await factors.beginPasskey(waiting?.account_id ?? null)
      return { passkey_challenge, options: options as Record<string, unknown> }
    },

    /** A passkey alone (it is two factors by itself), or as the second factor of a sign-in that waits. */
    async withPasskey(
      { challenge, passkey_challenge, response }: { challenge?: string | undefined; passkey_challenge: string; response: object },
      from: From,
    ): Promise<SignedIn> {
      const waiting = challenge === undefined ? null : await openChallenge(challenge)
      const shown = await factors.finishPasskey(passkey_challenge, response, waiting?.account_id ?? undefined)
      if (!shown)
        throw await refused(waiting?.account_id ?? null, 'passkey', waiting ? 'SECOND_FACTOR_REFUSED' : 'SIGN_IN_REFUSED', from)
      const account = await activeAccount(shown.account_id)
      if (waiting) return finish(waiting, account, 'passkey', from)
      return signedIn(account, ['passkey'], 'multi', from)
    },

    /** Proves again who the person of a session is. With a second factor set up, that is what is asked for. */
    async stepUp(
      caller: Caller,
      given: {
        password?: string | undefined
        totp?: string | undefined
        passkey_challenge?: string | undefined
        response?: object | undefined
      },
      from: From,
    ): Promise<StartedSession> {
      mustBeThemselves(caller)
      const account = await activeAccount(caller.id)
      const { totp, passkeys } = await factors.state(account.id)
      if (given.password !== undefined) {
        if (totp || passkeys > 0) throw await refused(account.id, 'password alone', 'SECOND_FACTOR_REFUSED', from)
        await checkPassword({ email: account.email, password: given.password }, from)
        return sessions.rise(caller, ['pwd'])
      }
      if (given.totp !== undefined) {
        const isRight = await tryFactor(account.id, { totp: given.totp }, null, from)
        if (!isRight) throw await refused(account.id, 'second factor', 'SECOND_FACTOR_REFUSED', from)
        return sessions.rise(caller, ['otp'])
      }
      const shown = await factors.finishPasskey(given.passkey_challenge!, given.response!, account.id)
      if (!shown) throw await refused(account.id, 'passkey', 'SECOND_FACTOR_REFUSED', from)
      return sessions.rise(caller, ['passkey'])
    },

    /** For stepping up with a passkey. */
    async stepUpOptions(caller: Caller) {
      mustBeThemselves(caller)
      const { challenge, options } = await factors.beginPasskey(caller.id)
      return { passkey_challenge: challenge, options: options as Record<string, unknown> }
    },

    /** Signs in whoever has just made an account: they chose the password and proved the address a moment ago. */
    async afterRegistration(accountId: string, from: From): Promise<SignedIn> {
      const account = await activeAccount(accountId)
      return signedIn(account, ['pwd'], account.password_is_short ? 'enrolment' : 'single', from)
    },

    /** Checks the password of a signed-in person, with the same limits as at the door. @throws Problem SIGN_IN_REFUSED */
    async confirmPassword(caller: Caller, password: string, from: From): Promise<void> {
      mustBeThemselves(caller)
      const { email } = await activeAccount(caller.id)
      await checkPassword({ email, password }, from)
    },

    removeExpired: (): Promise<void> => db.withoutTeam((tx) => challengesStore(tx).removeExpired(clock.now())),
  }

  /** Few at a time, from the first question to the database on: a storm at the door must not take the connections of everybody else. */
  function checkPassword(given: { email: string; password: string }, from: From): Promise<SignInAccount> {
    return gate.run(() => checkNow(given, from))
  }

  async function checkNow({ email, password }: { email: string; password: string }, from: From): Promise<SignInAccount> {
    const device = from.device === null ? null : hashOf(from.device)
    const about = { account: email, address: from.address, device, trace_id: from.trace_id }
    await guesses.mayTry(about)
    const account = await db.withoutTeam((tx) => signInStore(tx).findByEmail(email), { readOnly: true })
    const { matches, isOutdated } = await passwords.verify(password, account?.password_hash ?? null).catch(async (error) => {
      await guesses.notTried(about)
      throw error
    })
    if (!account || !matches || account.status !== 'active') {
      await guesses.failed(about)
      throw await refused(account?.id ?? null, 'password', 'SIGN_IN_REFUSED', from)
    }
    await guesses.succeeded(about)
    if (isOutdated) await upgrade(account, password, from)
    return account
  }

  /** The only moment at which the password is there in clear: its hash is made anew with the parameters of today. */
  async function upgrade({ id, password_hash }: SignInAccount, password: string, from: From): Promise<void> {
    const hash = await passwords.hash(password)
    await db.withoutTeam(async (tx) => {
      if (!(await signInStore(tx).replaceHash(id, password_hash, hash))) return
      const how = { before: auditedHash(password_hash!), after: auditedHash(hash) }
      await audit.write(tx, actorOf(id, from), { action: 'account.password_upgraded', resource: { type: 'account', id }, ...how })
    })
  }

  async function openChallenge(challenge: string): Promise<ChallengeRow & { account_id: string }> {
    const row = await db.withoutTeam((tx) => challengesStore(tx).findOpen(challenge, clock.now()), { readOnly: true })
    if (!row?.account_id) throw new Problem('SECOND_FACTOR_REFUSED')
    return { ...row, account_id: row.account_id }
  }

  async function activeAccount(id: string): Promise<SignInAccount> {
    const account = await db.withoutTeam((tx) => signInStore(tx).find(id), { readOnly: true })
    if (account?.status !== 'active') throw new Problem('SIGN_IN_REFUSED')
    return account
  }

  async function tryFactor(accountId: string, answer: Answer, waiting: ChallengeRow | null, from: From): Promise<boolean> {
    if (waiting && !(await db.withoutTeam((tx) => challengesStore(tx).takeTry(waiting.id)))) return false
    return 'totp' in answer
      ? factors.verifyTotp(accountId, answer.totp, from)
      : factors.useRecoveryCode(accountId, answer.recovery_code, from)
  }

  async function finish(waiting: ChallengeRow, account: SignInAccount, method: Method, from: From): Promise<SignedIn> {
    const isFirst = await db.withoutTeam((tx) => challengesStore(tx).consume(waiting.id, clock.now()))
    if (!isFirst) throw new Problem('SECOND_FACTOR_REFUSED')
    return signedIn(account, ['pwd', method], 'multi', from)
  }

  async function signedIn(account: SignInAccount, methods: Method[], assurance: Assurance, from: From): Promise<SignedIn> {
    const { address, user_agent, trace_id, session: former } = from
    const started = await sessions.begin({ account_id: account.id, methods, assurance, address, user_agent, trace_id, former })
    const device = from.device ?? newValue()
    await db.withoutTeam((tx) => sessionsStore(tx).keepDevice(account.id, hashOf(device), clock.now()))
    return { status: 'authenticated', started, device, second_factor_needed: assurance === 'enrolment' }
  }

  /** The trail tells at which factor it ended, the caller only that it did. */
  async function refused(
    accountId: string | null,
    factor: string,
    code: 'SIGN_IN_REFUSED' | 'SECOND_FACTOR_REFUSED',
    from: From,
  ): Promise<Problem> {
    const resource = accountId === null ? {} : { resource: { type: 'account', id: accountId } }
    await db.withoutTeam((tx) =>
      audit.write(tx, actorOf(null, from), {
        action: 'session.refused',
        outcome: 'denied',
        reason: code,
        ...resource,
        details: { factor },
      }),
    )
    return new Problem(code)
  }
}

const actorOf = (id: string | null, { trace_id, address }: From): AuditActor => ({
  kind: id === null ? 'anonymous' : 'account',
  id: id ?? 'unknown',
  token_id: null,
  trace_id,
  address,
})
