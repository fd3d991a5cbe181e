import { z } from 'zod'
import { Id, InstantOut, Name } from './basics.ts'
import { Email } from './email.ts'

/** A password on its way in. What it must be like is decided where it is set; here only what nobody's can be. */
export const Password = z.string().min(1).max(1_024)
/** The code from a mail, as people type it: with or without the dash, in either case. */
export const MailCode = z.string().trim().min(6).max(20)

export const Registration = z.strictObject({ email: Email })
export const RegistrationConfirm = z.strictObject({ email: Email, code: MailCode, password: Password, name: Name })
export const PasswordReset = z.strictObject({ email: Email })
export const PasswordResetConfirm = z.strictObject({ email: Email, code: MailCode, password: Password })
export const PasswordChange = z.strictObject({ current_password: Password, new_password: Password })
export const EmailChange = z.strictObject({ email: Email })
export const EmailChangeConfirm = z.strictObject({ email: Email, code: MailCode })
export const AccountPatch = z.strictObject({ name: Name })
export const Accepted = z.object({ status: z.literal('accepted') })

export const Account = z
  .object({
    id: Id,
    email: z.string(),
    name: z.string(),
    has_password: z.boolean(),
    second_factors: z.object({ totp: z.boolean(), passkeys: z.int(), recovery_codes_left: z.int() }),
    second_factor_needed: z.boolean(),
    version: z.int(),
    created_at: InstantOut,
    updated_at: InstantOut,
  })
  .meta({ id: 'Account' })
export type Account = z.output<typeof Account>
