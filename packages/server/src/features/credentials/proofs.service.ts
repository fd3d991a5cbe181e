import type { Permission } from '@skykeep/contract'
import { hashSecret, looksLikeSecret, secretMatches } from '@skykeep/keyring'
import { readRegistered } from '../../auth/registered.ts'
import type { Database } from '../../db/tenancy.ts'
import { asked } from '../../lib/in-groups.ts'
import type { Clock } from '../../lib/new-id.ts'
import { certificatesStore } from './certificates.store.ts'
import { findHome, type Home, type PrincipalKind } from './principals.store.ts'
import { noteUse, type ProofMaterial, readProofMaterial } from './proofs.store.ts'
import { secretsStore } from './secrets.store.ts'

/** A principal as the token endpoint needs to know it. */
export interface FoundPrincipal extends ProofMaterial {
  kind: PrincipalKind
  id: string
  team_id: string
  /** False once it is revoked or has expired: no proof of it counts any more. */
  active: boolean
  permissions: ReadonlySet<Permission>
  /** Of the secrets that were valid when it was found. */
  secret_hashes: readonly string[]
}

export interface RegisteredCertificate {
  serial: string
  thumbprint: string
  not_after: Date
}

export type ProofService = ReturnType<typeof proofService>

const ID_FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
/** `last_used_at` is told to the minute: a write for each token would cost more than the token. */
const USE_NOTED_MS = 60_000
const USES_REMEMBERED = 10_000
const HOMES_REMEMBERED = 10_000

/**
 * Checks what principals prove themselves with, for the token endpoint. Nothing of it is remembered: a proof that was taken back is worth
 * nothing at once. Requests of one principal that come at the same time share the question to the database.
 */
export function proofService({ db, clock }: { db: Database; clock: Clock }) {
  const noted = new Map<string, number>()
  const homes = new Map<string, Home>()
  const principalOf = asked(readPrincipal)
  return {
    /** The principal with this id, wherever it is at home; null when there is none. */
    async findPrincipal(id: string): Promise<FoundPrincipal | null> {
      return ID_FORM.test(id) ? principalOf(id) : null
    },

    /**
     * True when this is a valid secret of the principal. All valid ones are compared, each in constant time; for nobody (`null`) a
     * comparison is made as well, so that the answer takes no longer for an id that exists.
     */
    secretMatches(principal: FoundPrincipal | null, secret: string): boolean {
      if (!looksLikeSecret(secret)) return false
      const hashes = principal?.active ? principal.secret_hashes : []
      let isValid = false
      for (const hash of hashes.length > 0 ? hashes : [NOBODYS]) isValid = secretMatches(secret, hash) || isValid
      return isValid
    },

    /** The certificate of ours with this thumbprint, if it was issued to the principal, has not ended and was not revoked. */
    async registeredCertificate(principal: FoundPrincipal, thumbprint: string): Promise<RegisteredCertificate | null> {
      const found = await db.asTeam(principal.team_id, (tx) => certificatesStore(tx).find(principal.id, { thumbprint }), {
        readOnly: true,
      })
      if (!principal.active || !found || found.revoked_at !== null || found.not_after <= clock.now()) return null
      return { serial: found.serial, thumbprint: found.thumbprint, not_after: found.not_after }
    },

    /** Notes that a client got a token; at most once a minute it reaches the database. */
    async touchLastUsed({ kind, id, team_id }: Pick<FoundPrincipal, 'kind' | 'id' | 'team_id'>): Promise<void> {
      const now = clock.now()
      if (kind !== 'client' || now.getTime() - (noted.get(id) ?? 0) < USE_NOTED_MS) return
      if (noted.size >= USES_REMEMBERED) noted.clear()
      noted.set(id, now.getTime())
      await db.asTeam(team_id, (tx) => noteUse(tx, id, now, new Date(now.getTime() - USE_NOTED_MS)))
    },
  }

  async function readPrincipal(id: string): Promise<FoundPrincipal | null> {
    const home = await homeOf(id)
    if (!home) return null
    const { kind, home_team: team_id } = home
    return db.asTeam(
      team_id,
      async (tx) => {
        const now = clock.now()
        const [registered, material, secrets] = await Promise.all([
          readRegistered(tx, id, now.getTime()),
          readProofMaterial(tx, kind, id),
          secretsStore(tx).validOf(id, now),
        ])
        if (!registered || !material || registered.kind !== kind) return null
        const { active, permissions } = registered
        return { kind, id, team_id, active, permissions, ...material, secret_hashes: secrets.map(({ hash }) => hash) }
      },
      { readOnly: true },
    )
  }

  // The one thing that may be remembered: an id never moves to another team, and one that is gone is not found there any more.
  async function homeOf(id: string): Promise<Home | undefined> {
    const known = homes.get(id)
    if (known) return known
    const found = await db.withoutTeam((tx) => findHome(tx, id), { readOnly: true })
    if (homes.size >= HOMES_REMEMBERED) homes.clear()
    if (found) homes.set(id, found)
    return found
  }
}

// No secret has this hash: it is made of a text that has not the shape of one.
const NOBODYS = hashSecret('nobody')
