import type { BlockList } from 'node:net'
import { type Permission, Problem, permissionNames } from '@skykeep/contract'
import type { FastifyRequest } from 'fastify'
import type { AuditActor } from '../audit/fact.ts'

/** How well somebody proved who they are: a short password alone, one factor, or two (a passkey is two). */
export type Assurance = 'enrolment' | 'single' | 'multi'

/** What is known of a person beyond the principal: their session, or the grant by which a client acts for them. */
export interface Person {
  session_id: string
  /** The client that acts for them; null in their own session. */
  client_id: string | null
  authenticated_at: Date
  assurance: Assurance
  /** Of a client that acts for them: they let it do everything that people can be permitted. */
  unlimited?: boolean
}

/** Whoever an access token speaks for, with what it may do right now (current permissions ∩ scope of the token). */
export interface Principal {
  /** `account`: a person. `operator`: somebody with a shell on the installation, through the command line. */
  kind: 'aircraft' | 'client' | 'account' | 'operator'
  id: string
  /** `NO_TEAM` for a person who has chosen none. */
  team_id: string
  permissions: ReadonlySet<Permission>
  /** `jti` of the access token: the credential that an audit entry names. */
  token_id: string
  /** Thumbprint of the certificate the token is bound to. */
  thumbprint: string | null
  person?: Person
  /** Why nothing is permitted, although the registry would: told instead of a missing permission. */
  restriction?: 'SECOND_FACTOR_REQUIRED'
  /** From where people and clients may use their permissions in this team; absent: from anywhere. */
  networks?: BlockList
}

/** Stands for the team of a person who has chosen none: nothing is permitted there, and no row has it. */
export const NO_TEAM = '00000000-0000-0000-0000-000000000000'

/** A principal in the act of one request: what an audit entry needs to know beside it. */
export interface Caller extends Principal {
  trace_id: string | null
  address: string | null
}

export const callerOf = (request: FastifyRequest): Caller => ({
  ...request.principal,
  trace_id: request.trace.trace_id,
  address: request.ip,
})

/** The caller that the command line is: every permission in one team, named by the operating system's user. */
export const operatorOf = (team_id: string, user: string): Caller => ({
  kind: 'operator',
  id: user,
  team_id,
  permissions: new Set(permissionNames),
  token_id: 'command-line',
  thumbprint: null,
  trace_id: null,
  address: null,
})

/** The operator as who did something to the installation, as the audit trail tells it. */
export const operatorActor = (user: string): AuditActor => ({
  kind: 'operator',
  id: user,
  token_id: 'command-line',
  trace_id: null,
  address: null,
})

/** A person in their own session, who alone may touch their account: not a client that acts for them, and no machine. */
export interface PersonCaller extends Caller {
  kind: 'account'
  person: Person
}

/** @throws Problem PERMISSION_DENIED */
export function mustBePerson(principal: Principal): asserts principal is Principal & Pick<PersonCaller, 'kind' | 'person'> {
  if (principal.kind !== 'account' || principal.person === undefined) {
    throw new Problem('PERMISSION_DENIED', { detail: 'It is for people, not for machines.' })
  }
}

/**
 * A person by themselves: in their own session, or by a client that they let do everything (the command line). One that may do less must
 * not get by what needs no permission to what it was not given.
 */
export const isThemselves = ({ kind, person }: Principal): boolean =>
  kind === 'account' && (person?.client_id === null || person?.unlimited === true)

/** Whether it is about the caller's own account, by themselves. */
export const isOneself = (principal: Principal, accountId: string): boolean =>
  isThemselves(principal) && principal.id === accountId

/** As `isThemselves`. @throws Problem PERMISSION_DENIED */
export function mustActThemselves(caller: Caller): asserts caller is PersonCaller {
  mustBePerson(caller)
  if (!isThemselves(caller)) {
    throw new Problem('PERMISSION_DENIED', {
      detail: 'It is for the person themselves, or for a client that they let do everything.',
    })
  }
}

/** @throws Problem PERMISSION_DENIED when a client acts for the person */
export function mustBeThemselves(caller: Caller): asserts caller is PersonCaller {
  mustBePerson(caller)
  if (caller.person.client_id !== null) {
    throw new Problem('PERMISSION_DENIED', {
      detail: 'It is for the person in their own session, not for a client that acts for them.',
    })
  }
}

/**
 * The first line of every service: stops without the permission, whatever the route said.
 *
 * @throws Problem PERMISSION_DENIED
 */
export function must(principal: Principal, permission: Permission): void {
  if (!principal.permissions.has(permission)) throw new Problem('PERMISSION_DENIED', { detail: `It needs ${permission}.` })
}
