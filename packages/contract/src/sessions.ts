import { z } from 'zod'
import { Password } from './accounts.ts'
import { Id, InstantOut, listOf, Uuid } from './basics.ts'
import { Email } from './email.ts'
import { PasskeyAssertion, RecoveryCode, TotpCode } from './factors.ts'

/** A one-time value that the server handed out for the second half of something. */
export const Handle = z.string().min(20).max(200)

export const SignIn = z.strictObject({ email: Email, password: Password })

/** `mfa_required`: send the challenge with a second factor; it lives for ten minutes. */
export const SignInAnswer = z.object({
  status: z.enum(['authenticated', 'mfa_required']),
  challenge: z.string().optional(),
  methods: z.array(z.enum(['totp', 'recovery_code', 'passkey'])).optional(),
  second_factor_needed: z
    .boolean()
    .optional()
    .describe('the password has fewer than 15 characters: nothing of a team is reached before a second factor is set up'),
})

const oneFactor = (given: { totp?: unknown; recovery_code?: unknown }) =>
  (given.totp === undefined) !== (given.recovery_code === undefined)

export const SecondFactor = z
  .strictObject({ challenge: Handle, totp: TotpCode.optional(), recovery_code: RecoveryCode.optional() })
  .refine(oneFactor, { message: 'give either totp or recovery_code', path: ['totp'] })

/** With the challenge of a sign-in that waits for its second factor, or without one: then the passkey alone signs in. */
export const PasskeyOptions = z.strictObject({ challenge: Handle.optional() })
export const PasskeyOptionsAnswer = z.object({
  passkey_challenge: z.string(),
  options: z.record(z.string(), z.unknown()).describe('PublicKeyCredentialRequestOptionsJSON'),
})
export const PasskeySignIn = z.strictObject({
  challenge: Handle.optional(),
  passkey_challenge: Handle,
  response: PasskeyAssertion,
})

export const StepUp = z
  .strictObject({
    password: Password.optional(),
    totp: TotpCode.optional(),
    passkey_challenge: Handle.optional(),
    response: PasskeyAssertion.optional(),
  })
  .refine(({ password, totp, response }) => [password, totp, response].filter((one) => one !== undefined).length === 1, {
    message: 'give exactly one proof: password, totp or passkey',
  })
  .refine(({ passkey_challenge, response }) => (passkey_challenge === undefined) === (response === undefined), {
    message: 'a passkey needs its challenge and its response',
    path: ['response'],
  })

export const CurrentSession = z
  .object({
    id: Id,
    account: z.object({ id: Id, email: z.string(), name: z.string() }),
    team: z.object({ id: Id, name: z.string() }).nullable(),
    permissions: z.array(z.string()).describe('what the session may do in its team now'),
    assurance: z.enum(['enrolment', 'single', 'multi']),
    second_factor_needed: z.boolean(),
    methods: z.array(z.string()),
    authenticated_at: InstantOut,
    expires_at: InstantOut,
  })
  .meta({ id: 'CurrentSession' })
export type CurrentSession = z.output<typeof CurrentSession>

export const SelectTeam = z.strictObject({ team_id: Uuid.nullable() })

export const Session = z
  .object({
    id: Id,
    is_current: z.boolean(),
    methods: z.array(z.string()),
    address: z.string().nullable(),
    user_agent: z.string().nullable(),
    created_at: InstantOut,
    last_seen_at: InstantOut.describe('to the minute'),
    expires_at: InstantOut,
  })
  .meta({ id: 'Session' })
export type Session = z.output<typeof Session>
export const Sessions = listOf(Session)
