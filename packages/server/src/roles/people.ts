import type { KeyRing } from '@skykeep/keyring'
import type { FastifyBaseLogger } from 'fastify'
import type { Audit } from '../audit/audit.ts'
import type { IssueAccessToken } from '../auth/access-token-issuer.ts'
import { HashQueue } from '../auth/passwords/hash-queue.ts'
import type { Passwords } from '../auth/passwords/passwords.ts'
import type { Configuration } from '../config/schema.ts'
import type { Database } from '../db/tenancy.ts'
import { accountsRoutes } from '../features/accounts/accounts.routes.ts'
import { type AccountService, accountService } from '../features/accounts/accounts.service.ts'
import { type AdministrationService, administrationService } from '../features/accounts/administration.service.ts'
import { mailCodes } from '../features/accounts/mail-codes.ts'
import { passwordChoice } from '../features/accounts/password-choice.ts'
import { type RegistrationService, registrationService } from '../features/accounts/registration.service.ts'
import { factorsRoutes } from '../features/factors/factors.routes.ts'
import { factorsFeature, type OwnFactors } from '../features/factors/factors.ts'
import type { MailService } from '../features/mail/mail.service.ts'
import { mailFeature } from '../features/mail/mail.ts'
import type { MemberService } from '../features/members/members.service.ts'
import { internalRoutes } from '../features/sessions/internal.routes.ts'
import { sessionTokens } from '../features/sessions/session-tokens.ts'
import { sessionsRoutes } from '../features/sessions/sessions.routes.ts'
import { type SessionService, sessionService } from '../features/sessions/sessions.service.ts'
import { type SignInService, signInService } from '../features/sessions/sign-in.service.ts'
import type { App } from '../http/app.ts'
import { guessLimits, removeOldGuesses, secondFactorLimits } from '../http/guess-limits.ts'
import type { SessionExchange } from '../http/identify.ts'
import type { RateLimits } from '../http/rate-limits.ts'
import { rememberingExchange } from '../http/session-exchange.ts'
import type { Clock } from '../lib/new-id.ts'
import type { Metrics } from '../operations/metrics.ts'

export interface PeopleNeeds {
  config: Configuration
  db: Database
  keyRing: KeyRing
  audit: Audit
  clock: Clock
  metrics: Metrics
  log: FastifyBaseLogger
  limits: RateLimits
  issue: IssueAccessToken
  /** One for each process: a second queue would be a second share of the threads. */
  passwords: Passwords
  newId: () => string
  /** Where browsers find us. */
  publicUrl: string
  /** A key that the database does not hold, for this purpose. */
  keyFor: (purpose: 'mail-codes' | 'guesses') => Uint8Array
}

/** What the routes about people stand on. */
export interface PeopleServices {
  registration: RegistrationService
  accounts: AccountService
  sessions: SessionService
  signIn: SignInService
  ownFactors: OwnFactors
  tokens: ReturnType<typeof sessionTokens>
  limits: RateLimits
  origin: string
  internalKey: Configuration['SKYKEEP_INTERNAL_KEY']
}

export interface People extends PeopleServices {
  mail: MailService
  administration: AdministrationService
  /** What turns the cookies of browsers into tokens. */
  exchange: SessionExchange
  /** Begins to send mails. */
  start(): void
  stop(): Promise<void>
  /** Sends what waits now. Answers how many mails that was. */
  sendMails(): Promise<number>
  /** What nobody needs any more goes: each hour. */
  removeExpired(): Promise<void>
}

/** One that hashes, one that asks the database before and one that does so afterwards: more only wait for each other. */
const SIGN_INS_AT_ONCE = 3

/** Mail, second factors, sessions and accounts, each standing on those before it. */
export function people(needs: PeopleNeeds, members: Pick<MemberService, 'leaveAll'>): People {
  const { config, db, clock, issue, keyFor, publicUrl, limits } = needs
  const { mail, worker } = mailFeature(needs)
  const guessing = { ...needs, key: keyFor('guesses') }
  const {
    factors,
    ofPerson,
    removeExpired: removeCeremonies,
  } = factorsFeature({ ...needs, mail, limits: secondFactorLimits(guessing) })
  const { hasher, passwordFaults } = needs.passwords
  const mustBeGoodPassword = passwordChoice(passwordFaults)
  const guesses = guessLimits(guessing)
  const sessions = sessionService(needs)
  const signIn = signInService({
    ...needs,
    passwords: hasher,
    factors,
    guesses,
    sessions,
    gate: new HashQueue({ atOnce: SIGN_INS_AT_ONCE }),
  })
  const codes = mailCodes({ clock, key: keyFor('mail-codes') })
  const common = { ...needs, passwords: hasher, mustBeGoodPassword, codes, mail, sessions }
  const tokens = sessionTokens({ db, clock, issue, config })
  return {
    mail,
    sessions,
    signIn,
    tokens,
    limits,
    origin: new URL(publicUrl).origin,
    internalKey: config.SKYKEEP_INTERNAL_KEY,
    registration: registrationService(common),
    accounts: accountService({ ...common, factors, signIn, members }),
    administration: administrationService(common),
    ownFactors: ofPerson((caller, methods) => sessions.rise(caller, methods)),
    exchange: rememberingExchange(
      async (cookie) => (await tokens.tokenFor(cookie)).access_token,
      () => clock.now().getTime(),
    ),
    sendMails: () => worker.round(),
    start: () => worker.start(),
    stop: () => worker.stop(),
    async removeExpired() {
      await sessions.removeOld()
      await signIn.removeExpired()
      await removeCeremonies()
      await removeOldGuesses({ db, clock })
    },
  }
}

export function peopleRoutes(app: App, services: PeopleServices): void {
  accountsRoutes(app, services)
  sessionsRoutes(app, services)
  factorsRoutes(app, services.ownFactors)
  if (services.internalKey) internalRoutes(app, { tokens: services.tokens, internalKey: services.internalKey })
}
