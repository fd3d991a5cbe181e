import type { Permission } from '@skykeep/contract'
import { hashSecret, looksLikeSecret, secretMatches } from '@skykeep/keyring'
import { readRegistered } from '../../auth/registered.ts'
import type { Database } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import { certificatesStore } from './certificates.store.ts'
import { findHome, type PrincipalKind } from './principals.store.ts'
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

/** Checks what principals prove themselves with, for the token endpoint. Nothing here is remembered: a proof that was taken back is worth nothing at once. */
export function proofService({ db, clock }: { db: Database; clock: Clock }) {
  const noted = new Map<string, number>()
  return {
    /** The principal with this id, wherever it is at home; null when there is none. */
    async findPrincipal(id: string): Promise<FoundPrincipal | null> {
      if (!ID_FORM.test(id)) return null
      const home = await db.withoutTeam((tx) => findHome(tx, id), { readOnly: true })
      if (!home) return null
      const { kind, home_team: team_id } = home
      return db.asTeam(
        team_id,
        async (tx) => {
          const now = clock.now().getTime()
          const [registered, material] = await Promise.all([readRegistered(tx, id, now), readProofMaterial(tx, kind, id)])
          if (!registered || !material || registered.kind !== kind) return null
          return { kind, id, team_id, active: registered.active, permissions: registered.permissions, ...material }
        },
        { readOnly: true },
      )
    },

    /**
     * True when this is a valid secret of the principal. All valid ones are compared, each in constant time; for nobody (`null`) a
     * comparison is made as well, so that the answer takes no longer for an id that exists.
     */
    async secretMatches(principal: FoundPrincipal | null, secret: string): Promise<boolean> {
      if (!looksLikeSecret(secret)) return false
      const hashes = principal?.active ? await validHashes(principal) : []
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

  async function validHashes({ team_id, id }: FoundPrincipal): Promise<string[]> {
    const valid = await db.asTeam(team_id, (tx) => secretsStore(tx).validOf(id, clock.now()), { readOnly: true })
    return valid.map(({ hash }) => hash)
  }
}

// No secret has this hash: it is made of a text that has not the shape of one.
const NOBODYS = hashSecret('nobody')
