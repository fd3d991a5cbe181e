import { Problem } from '@skykeep/contract'
import { passwordFaults } from '../../auth/passwords/password-rules.ts'

/** @throws Problem PASSWORD_REFUSED with every reason */
export function mustBeGoodPassword(password: string, pointer: string, context: readonly string[]): void {
  const faults = passwordFaults(password, context)
  if (faults.length > 0) throw new Problem('PASSWORD_REFUSED', { errors: faults.map((detail) => ({ pointer, detail })) })
}
