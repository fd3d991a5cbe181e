import { machinePermissions, type Permission, Problem, permissionNames } from '@skykeep/contract'
import type { Database } from '../db/tenancy.ts'
import type { AccessClaims } from './access-token.ts'
import { NO_TEAM, type Person, type Principal } from './principal.ts'
import { type Registered, readMember, readRegistered } from './registered.ts'

/** Told when the store gives a principal roles or permissions that do not exist: they count for nothing. */
export type OnUnknown = (principal: Pick<AccessClaims, 'team' | 'sub'>, unknown: readonly string[]) => void

/** Changes are heard within a second (`SignalFeed`); this bounds what a lost signal could cost. */
const REMEMBERED_MS = 60_000
const CAPACITY = 100_000

/**
 * Who a token speaks for and what that one may do at this moment: the registry's answer, remembered until a signal says it changed.
 * The permissions of a request are those of the registry ∩ the scope of the token, so a grant that is taken away is gone at once.
 */
export class Principals {
  readonly #db: Database
  readonly #now: () => number
  readonly #onUnknown: OnUnknown
  readonly #known = new Map<string, Registered>()
  readonly #pending = new Map<string, Promise<Registered | null>>()
  readonly #made = new WeakMap<AccessClaims, { from: Registered; principal: Principal }>()

  constructor(db: Database, now: () => number = Date.now, onUnknown: OnUnknown = () => {}) {
    this.#db = db
    this.#now = now
    this.#onUnknown = onUnknown
  }

  /** @throws Problem TOKEN_REVOKED when the registry no longer has the principal or it is not active */
  of(claims: AccessClaims): Principal | Promise<Principal> {
    const known = this.#known.get(keyOf(claims))
    if (known && this.#now() - known.readAt < REMEMBERED_MS) return this.#principal(claims, known)
    return this.#read(claims).then((registered) => {
      if (!registered) throw new Problem('TOKEN_REVOKED')
      return this.#principal(claims, registered)
    })
  }

  /** Forgets a principal, or everybody in a team. */
  forget(id: string): void {
    const isAbout = (key: string) => key.endsWith(id) || key.startsWith(id)
    for (const key of this.#known.keys()) if (isAbout(key)) this.#known.delete(key)
    for (const key of this.#pending.keys()) if (isAbout(key)) this.#pending.delete(key)
  }

  forgetAll(): void {
    this.#known.clear()
    this.#pending.clear()
  }

  #principal(claims: AccessClaims, registered: Registered): Principal {
    if (!registered.active) throw new Problem('TOKEN_REVOKED')
    const made = this.#made.get(claims)
    if (made?.from === registered) return made.principal
    const principal = principalFrom(claims, registered)
    this.#made.set(claims, { from: registered, principal })
    return principal
  }

  #read(claims: AccessClaims): Promise<Registered | null> {
    const key = keyOf(claims)
    const pending = this.#pending.get(key)
    if (pending) return pending
    const reading = this.#ask(claims)
      .then((registered) => {
        if (registered?.unknown?.length) this.#onUnknown(claims, registered.unknown)
        // Forgotten meanwhile: what was read may be older than the change.
        if (registered && this.#pending.get(key) === reading) this.#keep(key, registered)
        return registered
      })
      .finally(() => {
        if (this.#pending.get(key) === reading) this.#pending.delete(key)
      })
    this.#pending.set(key, reading)
    return reading
  }

  /** A token of a person says so by the session it came from; machines have none. */
  async #ask({ team, sub, sid }: AccessClaims): Promise<Registered | null> {
    const readAt = this.#now()
    if (sid === undefined) return this.#db.asTeam(team, (tx) => readRegistered(tx, sub, readAt))
    if (team === NO_TEAM) return { kind: 'account', active: true, permissions: new Set(), readAt }
    return this.#db.asTeam(team, (tx) => readMember(tx, sub, readAt))
  }

  #keep(key: string, registered: Registered): void {
    if (this.#known.size >= CAPACITY) {
      const oldest = this.#known.keys().next().value
      if (oldest !== undefined) this.#known.delete(oldest)
    }
    this.#known.set(key, registered)
  }
}

const machines: ReadonlySet<string> = new Set(machinePermissions)
const peoplesPermissions = permissionNames.filter((name) => !machines.has(name))

const keyOf = (claims: AccessClaims): string => `${claims.team} ${claims.sub}`

/** What the registry permits ∩ what the token was made for; of a person who proved too little, nothing. */
function principalFrom(claims: AccessClaims, registered: Registered): Principal {
  const scope = new Set(claims.scope.split(' '))
  const permissions = new Set([...registered.permissions].filter((name) => scope.has(name)))
  const { kind, networks } = registered
  const common = {
    kind,
    id: claims.sub,
    team_id: claims.team,
    token_id: claims.jti,
    thumbprint: claims.cnf?.['x5t#S256'] ?? null,
    ...(networks && { networks }),
  }
  if (kind !== 'account') return { ...common, permissions }
  const person = personIn(claims)
  const isWeak = person.assurance === 'enrolment' || (registered.needsSecondFactor && person.assurance !== 'multi')
  if (!isWeak) return { ...common, permissions, person }
  return { ...common, permissions: new Set<Permission>(), person, restriction: 'SECOND_FACTOR_REQUIRED' }
}

function personIn({ sid, auth_time, acr, client_id, sub, scope }: AccessClaims): Person {
  const given = new Set(scope.split(' '))
  return {
    session_id: sid ?? '',
    client_id: client_id === undefined || client_id === sub ? null : client_id,
    // What a token does not say was not proven.
    authenticated_at: new Date((auth_time ?? 0) * 1_000),
    assurance: acr ?? 'enrolment',
    unlimited: peoplesPermissions.every((name) => given.has(name)),
  }
}
