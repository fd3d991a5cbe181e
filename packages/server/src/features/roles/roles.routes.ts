import {
  answers,
  machinePermissions,
  NewRole,
  Page,
  PermissionList,
  permissionNames,
  permissions,
  Role,
  RolePatch,
  RoleRef,
  Roles,
} from '@skykeep/contract'
import { z } from 'zod'
import { callerOf } from '../../auth/principal.ts'
import type { App } from '../../http/app.ts'
import { repeatableOf } from '../../http/repeatable.ts'
import { ChangingHeaders, CreatingHeaders, idempotencyRefusals } from '../../http/request-headers.ts'
import { etagOf, expectedVersions } from '../../lib/versions.ts'
import type { RoleService } from './roles.service.ts'

const params = z.strictObject({ role_id: RoleRef.describe('the name of a standard role, or the id of one of the team’s own') })
const tags = ['roles']

export function rolesRoutes(app: App, { roles }: { roles: RoleService }): void {
  app.get(
    '/permissions',
    {
      config: { anyPrincipal: 'the list is closed and the same for everybody' },
      schema: {
        operationId: 'listPermissions',
        tags,
        summary: 'Every permission there is',
        querystring: z.strictObject({}),
        response: { 200: PermissionList },
      },
    },
    async () => ({ items: everyPermission, next_cursor: null }),
  )

  app.get(
    '/roles',
    {
      config: { permission: 'role:read' },
      schema: {
        operationId: 'listRoles',
        tags,
        summary: 'The standard roles, and those of the team',
        querystring: Page,
        response: { 200: Roles },
      },
    },
    (request) => roles.list(callerOf(request), request.query),
  )

  app.post(
    '/roles',
    {
      config: { permission: 'role:write', fresh: 'it makes rights that can be given' },
      schema: {
        operationId: 'createRole',
        tags,
        summary: 'Make a role of the team, with no more than you have',
        headers: CreatingHeaders,
        body: NewRole,
        response: { 201: Role, ...answers('ROLE_NAME_TAKEN', 'ROLE_LIMIT_REACHED', ...idempotencyRefusals) },
      },
    },
    async (request, reply) => {
      const role = await roles.create(callerOf(request), request.body, repeatableOf(request))
      return reply.code(201).header('location', `/roles/${role.id}`).header('etag', etagOf(role.version)).send(role)
    },
  )

  app.get(
    '/roles/:role_id',
    {
      config: { permission: 'role:read' },
      schema: { operationId: 'getRole', tags, summary: 'One role', params, response: { 200: Role, ...answers('NOT_FOUND') } },
    },
    async (request, reply) => {
      const role = await roles.get(callerOf(request), request.params.role_id)
      return reply.header('etag', etagOf(role.version)).send(role)
    },
  )

  app.patch(
    '/roles/:role_id',
    {
      config: { permission: 'role:write', fresh: 'it gives rights to all who have the role' },
      schema: {
        operationId: 'updateRole',
        tags,
        summary: 'Change a role of the team; it counts at once for all who have it',
        params,
        headers: ChangingHeaders,
        body: RolePatch,
        response: { 200: Role, ...answers('NOT_FOUND', 'ROLE_NAME_TAKEN', 'LAST_OWNER', 'PRECONDITION_FAILED') },
      },
    },
    async (request, reply) => {
      const expected = expectedVersions(request.headers['if-match'])
      const role = await roles.change(callerOf(request), request.params.role_id, request.body, expected)
      return reply.header('etag', etagOf(role.version)).send(role)
    },
  )

  app.delete(
    '/roles/:role_id',
    {
      config: { permission: 'role:write', fresh: 'it cannot be taken back' },
      schema: {
        operationId: 'deleteRole',
        tags,
        summary: 'Delete a role of the team that nobody has',
        params,
        headers: ChangingHeaders,
        response: { 204: z.null(), ...answers('NOT_FOUND', 'ROLE_IN_USE', 'PRECONDITION_FAILED') },
      },
    },
    async (request, reply) => {
      await roles.remove(callerOf(request), request.params.role_id, expectedVersions(request.headers['if-match']))
      return reply.code(204).send(null)
    },
  )
}

const machines: readonly string[] = machinePermissions
const everyPermission = permissionNames.map((name) => ({
  name,
  description: permissions[name],
  machines_only: machines.includes(name),
}))
