import { Problem } from '@skykeep/contract'
import type { PasswordFaults } from '../../auth/passwords/password-rules.ts'

/** Checks a password that somebody chooses. */
export type MustBeGoodPassword = (password: string, pointer: string, context: readonly string[]) => void

/** @throws Problem PASSWORD_REFUSED with every reason, from what this returns */
export function passwordChoice(faultsOf: PasswordFaults): MustBeGoodPassword {
  return (password, pointer, context) => {
    const faults = faultsOf(password, context)
    if (faults.length > 0) throw new Problem('PASSWORD_REFUSED', { errors: faults.map((detail) => ({ pointer, detail })) })
  }
}
