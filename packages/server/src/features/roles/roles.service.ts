import {
  type FieldFault,
  isRole,
  machinePermissions,
  type NewRole,
  OWN_ROLES_MAX,
  Problem,
  type Role,
  type RolePatch,
  roleNames,
} from '@skykeep/contract'
import type { Audit } from '../../audit/audit.ts'
import { mustHoldAll } from '../../auth/grants.ts'
import { keepingAnOwner } from '../../auth/owners.ts'
import { type Caller, must } from '../../auth/principal.ts'
import type { RoleRow } from '../../auth/registered.ts'
import type { Database } from '../../db/tenancy.ts'
import { announce } from '../../keys/announce.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { OnceOnly, Repeatable } from '../../lib/once-only.ts'
import { type ExpectedVersions, mustBeExpected } from '../../lib/versions.ts'
import { pageOfRoles } from './role-page.ts'
import { rolesStore } from './roles.store.ts'
import { auditedRole, existing, mustNotPassForStandard, resourceOf, shownRole, standardRole } from './shown-role.ts'

interface Needs {
  db: Database
  audit: Pick<Audit, 'write'>
  clock: Clock
  newId: () => string
  once: OnceOnly
}

export type RoleService = ReturnType<typeof roleService>

/**
 * The roles of a team: the standard ones, which are in the program, and its own. A role holds no more than its author has, and whoever
 * changes one has all that it held and will hold. Every change is told under the team's id: it counts for the next call of everybody.
 */
export function roleService({ db, audit, clock, newId, once }: Needs) {
  return {
    async create(caller: Caller, input: NewRole, call?: Repeatable): Promise<Role> {
      must(caller, 'role:write')
      mustNotPassForStandard(input.name)
      const permissions = [...new Set(input.permissions)]
      mustBeForPeople(permissions)
      mustHoldAll(caller, new Set(permissions))
      return once(caller, call, (tx) =>
        // Under the lock of the team, so that fifty are fifty however many are made at once.
        keepingAnOwner(tx, async () => {
          const store = rolesStore(tx)
          if ((await store.list()).length >= OWN_ROLES_MAX) throw new Problem('ROLE_LIMIT_REACHED')
          const now = clock.now()
          const { name, description } = input
          const role = await store.insert({
            id: newId(),
            name,
            description,
            permissions,
            version: 1,
            created_at: now,
            updated_at: now,
          })
          await audit.write(tx, caller, { action: 'role.created', resource: resourceOf(role), after: auditedRole(role) })
          return shownRole(role)
        }),
      )
    },

    /** The standard roles first, then the team's own in the order in which they were made. */
    async list(caller: Caller, page: { limit: number; cursor?: string | undefined }) {
      must(caller, 'role:read')
      const own = await db.asTeam(caller.team_id, (tx) => rolesStore(tx).list(), { readOnly: true })
      return pageOfRoles([...roleNames.map(standardRole), ...own.map(shownRole)], page)
    },

    async get(caller: Caller, id: string): Promise<Role> {
      must(caller, 'role:read')
      if (isRole(id)) return standardRole(id)
      return shownRole(existing(await db.asTeam(caller.team_id, (tx) => rolesStore(tx).find(id), { readOnly: true })))
    },

    /** @throws Problem LAST_OWNER when nobody could end the team any more */
    async change(caller: Caller, id: string, patch: RolePatch, expected: ExpectedVersions): Promise<Role> {
      must(caller, 'role:write')
      mustBeOwn(id)
      if (patch.name !== undefined) mustNotPassForStandard(patch.name)
      if (patch.permissions !== undefined) mustBeForPeople(patch.permissions)
      return db.asTeam(caller.team_id, (tx) =>
        keepingAnOwner(tx, async () => {
          const store = rolesStore(tx)
          const before = existing(await store.lock(id))
          mustBeExpected(expected, before.version)
          const after = changed(before, patch, clock.now())
          mustHoldAll(caller, new Set([...before.permissions, ...after.permissions]))
          await store.update(after)
          await announce(tx, 'principal', caller.team_id)
          const [was, is] = [auditedRole(before), auditedRole(after)]
          await audit.write(tx, caller, { action: 'role.updated', resource: resourceOf(after), before: was, after: is })
          return shownRole(after)
        }),
      )
    },

    /** @throws Problem ROLE_IN_USE while a member, a client or an open invitation has it */
    async remove(caller: Caller, id: string, expected: ExpectedVersions): Promise<void> {
      must(caller, 'role:write')
      mustBeOwn(id)
      await db.asTeam(caller.team_id, async (tx) => {
        const store = rolesStore(tx)
        const role = existing(await store.lock(id))
        mustBeExpected(expected, role.version)
        if (await store.isInUse(id, clock.now())) throw new Problem('ROLE_IN_USE')
        await store.remove(id)
        await announce(tx, 'principal', caller.team_id)
        await audit.write(tx, caller, { action: 'role.deleted', resource: resourceOf(role), before: auditedRole(role) })
      })
    },
  }
}

const changed = (before: RoleRow, { name, description, permissions }: RolePatch, now: Date): RoleRow => ({
  ...before,
  ...(name !== undefined && { name }),
  ...(description !== undefined && { description }),
  ...(permissions !== undefined && { permissions: [...new Set(permissions)] }),
  version: before.version + 1,
  updated_at: now,
})

/** @throws Problem PERMISSION_DENIED */
function mustBeOwn(id: string): void {
  if (isRole(id))
    throw new Problem('PERMISSION_DENIED', { detail: 'A standard role is the same in every team: nobody changes it.' })
}

/** What only machines do is in no role that a person could be given. @throws Problem VALIDATION_FAILED */
function mustBeForPeople(permissions: readonly string[]): void {
  const machines: readonly string[] = machinePermissions
  const errors = permissions.flatMap((name, at): FieldFault[] =>
    machines.includes(name) ? [{ pointer: `#/permissions/${at}`, detail: 'is for machines only' }] : [],
  )
  if (errors.length > 0) throw new Problem('VALIDATION_FAILED', { errors })
}
