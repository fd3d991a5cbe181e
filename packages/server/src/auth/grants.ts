import { type Permission, Problem, permissionNames } from '@skykeep/contract'
import type { Principal } from './principal.ts'

/**
 * Nobody grants what they lack: stops a call by which the caller would give away, or get into their hands, a permission that they do
 * not have themselves. Asked of the permissions that count now (registry ∩ scope of the token), not of those on paper.
 *
 * @throws Problem PERMISSION_DENIED naming what is missing
 */
export function mustHoldAll(principal: Principal, granted: ReadonlySet<string>): void {
  const missing = permissionNames.filter((name: Permission) => granted.has(name) && !principal.permissions.has(name))
  if (missing.length > 0) {
    throw new Problem('PERMISSION_DENIED', { detail: `It would hand out what you do not have: ${missing.join(', ')}.` })
  }
}
