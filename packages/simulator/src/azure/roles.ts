import type { Cloud } from './cloud.ts'
import { refusal } from './errors.ts'
import { keyOf } from './ids.ts'
import type { Application, RoleAssignment } from './world.ts'

/** Everything at or above the scope that works by now, one for each assignment. */
export function assignmentsAt(cloud: Cloud, objectId: string, scope: string): RoleAssignment[] {
  const at = keyOf(scope)
  const now = cloud.now()
  return cloud.world.assignments.filter(
    (one) => keyOf(one.object_id) === keyOf(objectId) && one.effective_ms <= now && isWithin(at, keyOf(one.scope)),
  )
}

/** Is the scope the other one, or beneath it? Whole segments count: `rg-1` is not within `rg`. */
export const isWithin = (scope: string, above: string): boolean =>
  above === '/' || scope === above || scope.startsWith(above.endsWith('/') ? above : `${above}/`)

export function may(cloud: Cloud, objectId: string, action: string, scope: string): boolean {
  return assignmentsAt(cloud, objectId, scope).some(
    ({ definition: { actions, not_actions = [] } }) =>
      actions.some((pattern) => matches(pattern, action)) && !not_actions.some((pattern) => matches(pattern, action)),
  )
}

/** The 403 that names client, object id, action and scope. */
export function mustBeAllowed(cloud: Cloud, who: Application, action: string, scope: string): void {
  if (!may(cloud, who.object_id, action, scope)) throw forbidden(who, action, scope)
}

export function forbidden(who: Application, action: string, scope: string) {
  return refusal(
    403,
    'AuthorizationFailed',
    `The client '${who.id}' with object id '${who.object_id}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  )
}

const patterns = new Map<string, RegExp>()

/** `*` stands for any run of characters; no regard to case. */
export function matches(pattern: string, action: string): boolean {
  let made = patterns.get(pattern)
  if (!made) {
    const source = pattern
      .split('*')
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')
    made = new RegExp(`^${source}$`, 'i')
    patterns.set(pattern, made)
  }
  return made.test(action)
}

/** Asks for many machines at once: a list of ten thousand looks at its few scopes only once each. */
export function readerOf(cloud: Cloud, objectId: string, action: string): (machine: { id: string }) => boolean {
  const scopes = new Set(
    cloud.world.assignments.filter((one) => keyOf(one.object_id) === keyOf(objectId)).map((one) => keyOf(one.scope)),
  )
  const known = new Map<string, boolean>()
  return ({ id }) => {
    const key = keyOf(id)
    const scope = scopes.has(key) ? key : key.slice(0, key.indexOf('/providers/'))
    const before = known.get(scope)
    if (before !== undefined) return before
    const allowed = may(cloud, objectId, action, scope)
    known.set(scope, allowed)
    return allowed
  }
}
