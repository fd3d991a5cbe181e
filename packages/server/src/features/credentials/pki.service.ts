import { Problem } from '@skykeep/contract'
import { buildCrl, type KeyRing } from '@skykeep/keyring'
import type { Database } from '../../db/tenancy.ts'
import type { InstallationAuthority } from '../../keys/installation-authority.ts'
import type { Clock } from '../../lib/new-id.ts'
import { type AuthorityRow, authoritiesStore } from './authorities.store.ts'
import { type CertificateRow, certificatesStore } from './certificates.store.ts'
import { openedAuthority } from './issuing.ts'

export interface RevocationList {
  pem: string
  der: Uint8Array
}

interface Needs {
  db: Database
  keyRing: KeyRing
  installation: InstallationAuthority
  clock: Clock
}

export type PkiService = ReturnType<typeof pkiService>

/** A list is signed anew each hour even when nothing was revoked, and counts for a day: verifiers may miss 23 of them. */
const HOUR_MS = 3_600_000
const COUNTS_MS = 24 * HOUR_MS
const LISTS_REMEMBERED = 1_000

/** The public part of the fleet's certificates: the root, and who is not to be believed any more. */
export function pkiService({ db, keyRing, installation, clock }: Needs) {
  const lists = new Map<string, { number: bigint; list: Promise<RevocationList> }>()
  return {
    rootPem: (): string => installation.pem,

    /**
     * The revocation lists of a team’s authorities: that of the one that issues, then those of former ones, whose certificates are believed until
     * they end. Each is signed once for each change and each hour.
     *
     * @throws Problem NOT_FOUND when there is no such team, it never needed an authority, or it has none of this id
     */
    async revocationLists(team_id: string, authority_id?: string): Promise<RevocationList[]> {
      const now = clock.now()
      const all = await db.asTeam(team_id, (tx) => authoritiesStore(tx).inForce(now), { readOnly: true })
      const asked = all.filter(({ id }) => authority_id === undefined || id === authority_id)
      if (asked.length === 0) throw new Problem('NOT_FOUND')
      return Promise.all(asked.map((authority) => listOf(authority, now)))
    },
  }

  function listOf(authority: AuthorityRow, now: Date): Promise<RevocationList> {
    const number = numberOf(authority, now)
    const known = lists.get(authority.id)
    if (known?.number === number) return known.list
    const list = sign(authority, number, now)
    remember(authority.id, number, list)
    return list
  }

  async function sign(authority: AuthorityRow, number: bigint, now: Date): Promise<RevocationList> {
    const revoked = await db.asTeam(authority.team_id, (tx) => certificatesStore(tx).revokedBy(authority.id, now), {
      readOnly: true,
    })
    return buildCrl({
      authority: await openedAuthority(keyRing, authority),
      revoked: revoked.map(({ serial, revoked_at, reason }) => ({ serial, at: revoked_at!, ...(reason && { reason }) })),
      number,
      thisUpdate: thisUpdateOf(authority, revoked, now),
      nextUpdate: new Date(hourOf(now) * HOUR_MS + COUNTS_MS),
    })
  }

  function remember(authority_id: string, number: bigint, list: Promise<RevocationList>): void {
    if (lists.size >= LISTS_REMEMBERED) lists.clear()
    const entry = { number, list }
    lists.set(authority_id, entry)
    list.catch(() => {
      if (lists.get(authority_id) === entry) lists.delete(authority_id)
    })
  }
}

const hourOf = (now: Date): number => Math.floor(now.getTime() / HOUR_MS)

// Grows with each revocation and with each hour, and is the same in every process without anything being written. 2^24 hours are 1,900 years.
const numberOf = ({ crl_number }: AuthorityRow, now: Date): bigint => BigInt(crl_number) * 2n ** 24n + BigInt(hourOf(now))

// The youngest of what made this list, and so the same in every process too.
function thisUpdateOf({ created_at }: AuthorityRow, revoked: readonly CertificateRow[], now: Date): Date {
  const causes = [hourOf(now) * HOUR_MS, created_at.getTime(), ...revoked.map(({ revoked_at }) => revoked_at!.getTime())]
  return new Date(Math.max(...causes))
}
