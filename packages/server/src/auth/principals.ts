import { isPermission, type Permission, Problem, permissionsOf } from '@skykeep/contract'
import type { Database, TeamTx } from '../db/tenancy.ts'
import type { AccessClaims } from './access-token.ts'
import type { Principal } from './principal.ts'

/** What the registry says of a principal now. `active` is false once it is revoked or has expired. */
export interface Registered {
  kind: Principal['kind']
  active: boolean
  permissions: ReadonlySet<Permission>
  readAt: number
}

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
  readonly #known = new Map<string, Registered>()
  readonly #pending = new Map<string, Promise<Registered | null>>()
  readonly #made = new WeakMap<AccessClaims, { from: Registered; principal: Principal }>()

  constructor(db: Database, now: () => number = Date.now) {
    this.#db = db
    this.#now = now
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

  forget(principalId: string): void {
    for (const key of this.#known.keys()) if (key.endsWith(principalId)) this.#known.delete(key)
    for (const key of this.#pending.keys()) if (key.endsWith(principalId)) this.#pending.delete(key)
  }

  forgetAll(): void {
    this.#known.clear()
    this.#pending.clear()
  }

  #principal(claims: AccessClaims, registered: Registered): Principal {
    if (!registered.active) throw new Problem('TOKEN_REVOKED')
    const made = this.#made.get(claims)
    if (made?.from === registered) return made.principal
    const scope = new Set(claims.scope.split(' '))
    const principal: Principal = {
      kind: registered.kind,
      id: claims.sub,
      team_id: claims.team,
      permissions: new Set([...registered.permissions].filter((name) => scope.has(name))),
      token_id: claims.jti,
      thumbprint: claims.cnf?.['x5t#S256'] ?? null,
    }
    this.#made.set(claims, { from: registered, principal })
    return principal
  }

  #read(claims: AccessClaims): Promise<Registered | null> {
    const key = keyOf(claims)
    const pending = this.#pending.get(key)
    if (pending) return pending
    const reading = this.#db
      .asTeam(claims.team, (tx) => readRegistered(tx, claims.sub, this.#now()))
      .then((registered) => {
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

  #keep(key: string, registered: Registered): void {
    if (this.#known.size >= CAPACITY) {
      const oldest = this.#known.keys().next().value
      if (oldest !== undefined) this.#known.delete(oldest)
    }
    this.#known.set(key, registered)
  }
}

const keyOf = (claims: AccessClaims): string => `${claims.team} ${claims.sub}`

/** Reads a principal of the transaction's team; null when the team has none with that id. */
export async function readRegistered(tx: TeamTx, id: string, nowMs: number): Promise<Registered | null> {
  const aircraft = await tx
    .selectFrom('directory.aircraft')
    .select(['tier', 'backfill', 'status'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (aircraft) {
    const permissions = permissionsOf([aircraft.tier === 'premium' ? 'aircraft_premium' : 'aircraft_standard'])
    return {
      kind: 'aircraft',
      active: aircraft.status === 'active',
      permissions: aircraft.backfill ? new Set([...permissions, 'telemetry:backfill']) : permissions,
      readAt: nowMs,
    }
  }
  const client = await tx
    .selectFrom('directory.clients')
    .select(['roles', 'permissions', 'expires_at'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!client) return null
  return {
    kind: 'client',
    active: client.expires_at === null || client.expires_at.getTime() > nowMs,
    permissions: new Set([...permissionsOf(client.roles), ...client.permissions.filter(isPermission)]),
    readAt: nowMs,
  }
}
