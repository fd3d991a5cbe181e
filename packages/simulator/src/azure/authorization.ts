import type { Call } from './call.ts'
import type { Cloud } from './cloud.ts'
import { type Answer, refusal } from './errors.ts'
import { keyOf } from './ids.ts'
import { page } from './paging.ts'
import { assignmentsAt, isWithin, mustBeAllowed } from './roles.ts'
import { iso } from './time.ts'
import type { RoleAssignment } from './world.ts'

/** GET of what the caller may do at a group or any resource: one element for each assignment that applies. */
export function listPermissions(cloud: Cloud, call: Call): Answer {
  const scope = call.params.scope!
  mustBeAllowed(cloud, call.who, 'Microsoft.Authorization/permissions/read', scope)
  return page(cloud, call, assignmentsAt(cloud, call.who.object_id, scope), ({ definition: { actions, not_actions = [] } }) => ({
    actions,
    notActions: not_actions,
    dataActions: [],
    notDataActions: [],
  }))
}

/** GET of role assignments at a scope, those above it that reach it, and those beneath unless `atScope()`. */
export function listAssignments(cloud: Cloud, call: Call): Answer {
  const scope = call.params.scope === '' ? '/' : call.params.scope!
  mustBeAllowed(cloud, call.who, 'Microsoft.Authorization/roleAssignments/read', scope)
  const filter = call.query.get('$filter') ?? ''
  const atScope = /atScope\(\)/i.test(filter)
  const assignedTo = /assignedTo\('([^']+)'\)/i.exec(filter)?.[1]
  const principal = /principalId\s+eq\s+'([^']+)'/i.exec(filter)?.[1]
  if (filter !== '' && !atScope && !assignedTo && !principal)
    throw refusal(
      400,
      'UnsupportedFilter',
      `The filter '${filter}' is not supported. Supported are atScope(), principalId eq '{value}' and assignedTo('{value}').`,
    )
  const at = keyOf(scope)
  const found = cloud.world.assignments.filter(
    (one) =>
      (isWithin(at, keyOf(one.scope)) || (!atScope && isWithin(keyOf(one.scope), at))) &&
      (assignedTo === undefined || keyOf(one.object_id) === keyOf(assignedTo)) &&
      (principal === undefined || (one.through_group === undefined && keyOf(one.object_id) === keyOf(principal))),
  )
  return page(cloud, call, found, (one) => assignmentView(cloud, one))
}

// Shown as soon as it is made, although it does not work yet: what one sees is not what one may.
function assignmentView({ world }: Cloud, { id, scope, object_id, definition, through_group, made_ms }: RoleAssignment) {
  const subscription = /^(\/subscriptions\/[^/]+)/i.exec(scope)?.[1] ?? ''
  return {
    id: `${scope === '/' ? '' : scope}/providers/Microsoft.Authorization/roleAssignments/${id}`,
    type: 'Microsoft.Authorization/roleAssignments',
    name: id,
    properties: {
      roleDefinitionId: `${definition.built_in ? '' : subscription}/providers/Microsoft.Authorization/roleDefinitions/${definition.id}`,
      principalId: through_group ?? object_id,
      principalType: through_group ? 'Group' : 'ServicePrincipal',
      scope,
      createdOn: iso(made_ms),
      updatedOn: iso(made_ms),
      createdBy: world.tenant.id,
      updatedBy: world.tenant.id,
    },
  }
}
