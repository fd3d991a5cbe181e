import type { KeyRing } from '@skykeep/keyring'
import type { IssueAccessToken } from '../auth/access-token-issuer.ts'
import { HashQueue } from '../auth/passwords/hash-queue.ts'
import { passwordHasher } from '../auth/passwords/password-hasher.ts'
import type { Database } from '../db/tenancy.ts'
import { accountsRoutes } from '../features/accounts/accounts.routes.ts'
import { type AccountService, accountService } from '../features/accounts/accounts.service.ts'
import { mailCodes } from '../features/accounts/mail-codes.ts'
import { type RegistrationService, registrationService } from '../features/accounts/registration.service.ts'
import { factorsRoutes } from '../features/factors/factors.routes.ts'
import { type FactorService, factorService } from '../features/factors/factors.service.ts'
import { type MailService, mailService } from '../features/mail/mail.service.ts'
import { membersRoutes } from '../features/members/members.routes.ts'
import { type MemberService, memberService } from '../features/members/members.service.ts'
import { internalRoutes } from '../features/sessions/internal.routes.ts'
import { sessionTokens } from '../features/sessions/session-tokens.ts'
import { sessionsRoutes } from '../features/sessions/sessions.routes.ts'
import { type SessionService, sessionService } from '../features/sessions/sessions.service.ts'
import { type SignInService, signInService } from '../features/sessions/sign-in.service.ts'
import type { App } from '../http/app.ts'
import { guessLimits } from '../http/guess-limits.ts'
import type { SessionExchange } from '../http/identify.ts'
import type { RateLimits } from '../http/rate-limits.ts'
import { rememberingExchange } from '../http/session-exchange.ts'
import { newId } from '../lib/new-id.ts'
import type { Core } from '../runtime/core.ts'
import { localSecret } from '../runtime/local-secret.ts'

/** Everything that concerns people: their accounts, sessions and second factors, and what they are in a team. */
export interface People {
  registration: RegistrationService
  accounts: AccountService
  sessions: SessionService
  signIn: SignInService
  factors: FactorService
  members: MemberService
}
