import { type Permission, type ProblemCode, permissionsOf } from '@skykeep/contract'

/** What a call should come to: done, or refused with this code. */
export type Outcome = 'done' | ProblemCode

interface ModelRole {
  name: string
  permissions: readonly Permission[]
}

interface ModelInvitation {
  to: number
  by: number
  roles: string[]
  state: 'open' | 'ended'
}

const machinesOnly: readonly string[] = ['telemetry:write', 'telemetry:backfill']

/**
 * A team as it should be, in a few lines: people by number, roles by id. It says what each call should come to, and changes only when
 * that is `done`. It knows nothing of databases, tokens or HTTP.
 */
export class TeamModel {
  readonly members = new Map<number, string[]>()
  readonly roles = new Map<string, ModelRole>()
  readonly invitations = new Map<string, ModelInvitation>()

  constructor(founder: number) {
    this.members.set(founder, ['owner'])
  }

  permissionsOf(person: number): ReadonlySet<Permission> {
    return this.#come(this.members.get(person) ?? [])
  }

  get owners(): number[] {
    return [...this.members.keys()].filter((person) => this.permissionsOf(person).has('team:delete'))
  }

  invite(by: number, to: number, roles: string[]): Outcome {
    return this.#first(
      [!this.permissionsOf(by).has('member:write'), 'PERMISSION_DENIED'],
      [!this.#areGivable(roles), 'VALIDATION_FAILED'],
      [!this.#holds(by, this.#come(roles)), 'PERMISSION_DENIED'],
      [this.members.has(to), 'ALREADY_MEMBER'],
      [[...this.invitations.values()].some((one) => one.to === to && one.state === 'open'), 'ALREADY_MEMBER'],
    )
  }

  invited(id: string, by: number, to: number, roles: string[]): void {
    this.invitations.set(id, { by, to, roles, state: 'open' })
  }

  accept(id: string, who: number): Outcome {
    const invitation = this.invitations.get(id)!
    const { to, by, roles, state } = invitation
    const outcome = this.#first(
      [who !== to, 'NOT_FOUND'],
      [!this.permissionsOf(by).has('member:write') || !this.#holds(by, this.#come(roles)), 'INVITATION_ENDED'],
      [state === 'ended', 'INVITATION_ENDED'],
    )
    if (outcome !== 'done') return outcome
    invitation.state = 'ended'
    this.members.set(who, roles)
    return 'done'
  }

  revoke(by: number, id: string): Outcome {
    const invitation = this.invitations.get(id)!
    const outcome = this.#first(
      [!this.permissionsOf(by).has('member:write'), 'PERMISSION_DENIED'],
      [invitation.state === 'ended', 'NOT_FOUND'],
    )
    if (outcome === 'done') invitation.state = 'ended'
    return outcome
  }

  changeMember(by: number, whom: number, roles: string[]): Outcome {
    const touched = () => new Set([...this.permissionsOf(whom), ...this.#come(roles)])
    const outcome = this.#first(
      [!this.permissionsOf(by).has('member:write'), 'PERMISSION_DENIED'],
      [!this.members.has(whom), 'NOT_FOUND'],
      [!this.#areGivable(roles), 'VALIDATION_FAILED'],
      [!this.#holds(by, touched()), 'PERMISSION_DENIED'],
    )
    return outcome === 'done' ? this.#keepingAnOwner(() => this.members.set(whom, roles)) : outcome
  }

  remove(by: number, whom: number): Outcome {
    const leaves = by === whom
    const outcome = this.#first(
      [!leaves && !this.permissionsOf(by).has('member:write'), 'PERMISSION_DENIED'],
      [!this.members.has(whom), 'NOT_FOUND'],
      [!leaves && !this.#holds(by, this.permissionsOf(whom)), 'PERMISSION_DENIED'],
    )
    return outcome === 'done' ? this.#keepingAnOwner(() => this.members.delete(whom)) : outcome
  }

  createRole(by: number, role: ModelRole): Outcome {
    return this.#first(
      [!this.permissionsOf(by).has('role:write'), 'PERMISSION_DENIED'],
      [role.permissions.some((name) => machinesOnly.includes(name)), 'VALIDATION_FAILED'],
      [!this.#holds(by, new Set(role.permissions)), 'PERMISSION_DENIED'],
      [[...this.roles.values()].some(({ name }) => name === role.name), 'ROLE_NAME_TAKEN'],
    )
  }

  changeRole(by: number, id: string, permissions: readonly Permission[]): Outcome {
    const role = this.roles.get(id)
    const outcome = this.#first(
      [!this.permissionsOf(by).has('role:write'), 'PERMISSION_DENIED'],
      [permissions.some((name) => machinesOnly.includes(name)), 'VALIDATION_FAILED'],
      [role === undefined, 'NOT_FOUND'],
      [!this.#holds(by, new Set([...(role?.permissions ?? []), ...permissions])), 'PERMISSION_DENIED'],
    )
    return outcome === 'done' ? this.#keepingAnOwner(() => this.roles.set(id, { ...role!, permissions })) : outcome
  }

  deleteRole(by: number, id: string): Outcome {
    const given = [
      ...this.members.values(),
      ...[...this.invitations.values()].filter(({ state }) => state === 'open').map(({ roles }) => roles),
    ]
    const outcome = this.#first(
      [!this.permissionsOf(by).has('role:write'), 'PERMISSION_DENIED'],
      [!this.roles.has(id), 'NOT_FOUND'],
      [given.some((roles) => roles.includes(id)), 'ROLE_IN_USE'],
    )
    if (outcome === 'done') this.roles.delete(id)
    return outcome
  }

  #first(...refusals: [applies: boolean, code: ProblemCode][]): Outcome {
    return refusals.find(([applies]) => applies)?.[1] ?? 'done'
  }

  #come(roles: readonly string[]): Set<Permission> {
    return new Set([...permissionsOf(roles), ...roles.flatMap((id) => this.roles.get(id)?.permissions ?? [])])
  }

  #areGivable(roles: readonly string[]): boolean {
    const people = ['owner', 'admin', 'operator', 'contributor', 'reader', 'auditor']
    return roles.every((role) => people.includes(role) || this.roles.has(role))
  }

  #holds(person: number, wanted: ReadonlySet<Permission>): boolean {
    return wanted.isSubsetOf(this.permissionsOf(person))
  }

  /** Tries the change and takes it back when nobody would be left who can end the team. */
  #keepingAnOwner(change: () => void): Outcome {
    const [members, roles] = [new Map(this.members), new Map(this.roles)]
    change()
    if (this.owners.length > 0) return 'done'
    this.members.clear()
    this.roles.clear()
    for (const [person, had] of members) this.members.set(person, had)
    for (const [id, role] of roles) this.roles.set(id, role)
    return 'LAST_OWNER'
  }
}
