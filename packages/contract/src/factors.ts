import { z } from 'zod'
import { Id, InstantOut, listOf, Name } from './basics.ts'

/** The answer to the set-up of an authenticator app. The secret is shown here and never again. */
export const TotpEnrolment = z
  .object({
    secret: z.string().describe('base32, for typing'),
    uri: z.string().describe('`otpauth://totp/…`, for apps that take a link'),
    qr_svg: z.string().describe('the same as a picture: one `<svg>` without scripts and styles'),
  })
  .meta({ id: 'TotpEnrolment' })
export type TotpEnrolment = z.output<typeof TotpEnrolment>

/** Six digits, as the app shows them: a space in the middle is not in the way. */
export const TotpCode = z
  .string()
  .regex(/^\d{3} ?\d{3}$/, 'must be the six digits that the app shows')
  .transform((text) => text.replace(' ', ''))
export const TotpConfirmation = z.strictObject({ code: TotpCode })

/** A recovery code as it was typed: letters of either case, with or without the hyphens. */
export const RecoveryCode = z.string().min(1).max(40)
export const RecoveryCodes = z
  .object({ recovery_codes: z.array(z.string()).describe('each works once, in place of the app') })
  .meta({ id: 'RecoveryCodes' })
export type RecoveryCodes = z.output<typeof RecoveryCodes>
export const RecoveryCodesLeft = z.object({ left: z.int() })

const base64Url = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(/^[A-Za-z0-9_-]+$/, 'must be base64url')
/** WebAuthn allows ids of 1,023 bytes. */
const CredentialId = base64Url(1_364)

// What a browser's `PublicKeyCredential.toJSON()` gives. Members that browsers add with time are left out, not refused: they are none
// of ours, and whoever sends the object has not made it.
const credential = {
  id: CredentialId,
  rawId: CredentialId,
  type: z.literal('public-key'),
  authenticatorAttachment: z.string().max(40).nullish(),
  clientExtensionResults: z.record(z.string().max(100), z.unknown()).default({}),
}

export const PasskeyRegistration = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64Url(4_000),
    attestationObject: base64Url(20_000),
    transports: z
      .array(z.string().regex(/^[a-z-]{1,40}$/))
      .max(10)
      .optional(),
  }),
})
export type PasskeyRegistration = z.output<typeof PasskeyRegistration>

export const PasskeyAssertion = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64Url(4_000),
    authenticatorData: base64Url(4_000),
    signature: base64Url(4_000),
    userHandle: base64Url(100).nullish(),
  }),
})
export type PasskeyAssertion = z.output<typeof PasskeyAssertion>

/** Begins a ceremony with a passkey: `options` go to the browser as they are, `challenge` comes back with its answer, within five minutes. */
export const PasskeyChallenge = z
  .object({
    challenge: z.string(),
    options: z.looseObject({ challenge: z.string() }).describe('for `navigator.credentials`'),
  })
  .meta({ id: 'PasskeyChallenge' })
export type PasskeyChallenge = z.output<typeof PasskeyChallenge>

export const NewPasskey = z.strictObject({ challenge: base64Url(100), name: Name, response: PasskeyRegistration })
export type NewPasskey = z.output<typeof NewPasskey>
export const PasskeyPatch = z.strictObject({ name: Name })

export const Passkey = z
  .object({
    id: Id,
    name: z.string(),
    is_backed_up: z.boolean().describe('kept by its provider too, so that losing the device does not lose it'),
    transports: z.array(z.string()),
    created_at: InstantOut,
    last_used_at: InstantOut.nullable(),
  })
  .meta({ id: 'Passkey' })
export type Passkey = z.output<typeof Passkey>
export const Passkeys = listOf(Passkey)
