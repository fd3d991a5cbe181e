import { refusal } from './errors.ts'
import { keyOf } from './ids.ts'
import { isWithin } from './roles.ts'
import type { Restriction } from './skus.ts'

export type Lock = { scope: string; level: 'ReadOnly' | 'CanNotDelete'; name?: string }
/** Forbids actions by their names (`start`, `resize`, …) at a scope. */
export type Policy = { scope: string; actions: string[]; name?: string }

/** What stands above roles: locks, policies, and sizes that are not offered. */
export class Governance {
  locks: Lock[] = []
  policies: Policy[] = []
  restrictions: Restriction[] = []

  /** A ReadOnly lock stops POST too: start and deallocate are changes. */
  mustAdmit(action: string, id: string): void {
    const key = keyOf(id)
    const lock = this.locks.find(
      ({ scope, level }) => isWithin(key, keyOf(scope)) && (level === 'ReadOnly' || action === 'delete'),
    )
    if (lock)
      throw refusal(
        409,
        'ScopeLocked',
        `The scope '${id}' cannot perform write operation because following scope(s) are locked: '${lock.scope}'. Please remove the lock and try again.`,
      )
    const policy = this.policies.find(({ scope, actions }) => isWithin(key, keyOf(scope)) && actions.includes(action))
    if (policy)
      throw refusal(
        403,
        'RequestDisallowedByPolicy',
        `Resource '${id}' was disallowed by policy. Reasons: '${policy.name ?? 'policy'}'.`,
      )
  }
}
