import { Problem } from '@skykeep/contract'
import {
  CertificateError,
  createAuthority,
  type IssuedCertificate,
  issueFromCsr,
  type KeyRing,
  type SigningAuthority,
} from '@skykeep/keyring'
import type { Audit } from '../../audit/audit.ts'
import type { Caller } from '../../auth/principal.ts'
import type { Database } from '../../db/tenancy.ts'
import type { InstallationAuthority } from '../../keys/installation-authority.ts'
import type { Clock } from '../../lib/new-id.ts'
import { type AuthorityRow, authoritiesStore } from './authorities.store.ts'
import type { PrincipalKind } from './principals.store.ts'

export interface IssuingNeeds {
  db: Database
  audit: Pick<Audit, 'write'>
  keyRing: KeyRing
  installation: InstallationAuthority
  clock: Clock
  newId: () => string
}

/** A certificate that was signed but belongs to nobody until `keepCertificate` has stored it. */
export type AuthorityRotator = Parameters<Audit['write']>[1]

export interface OrderedCertificate extends IssuedCertificate {
  authority_id: string
}

// Long, because every aircraft's certificate ends with it; short enough that a forgotten installation does not issue for ever.
const AUTHORITY_YEARS = 10

/** The issuing authority of each team, below that of the installation, made when it is first needed. */
export function issuing({ db, audit, keyRing, installation, clock, newId }: IssuingNeeds) {
  async function authorityOf(caller: Caller): Promise<AuthorityRow> {
    const found = await activeAuthority(db, caller.team_id)
    return found ?? makeAuthority(caller)
  }

  async function newAuthority(team_id: string) {
    const id = newId()
    const now = clock.now()
    const made = await createAuthority({
      commonName: `Skykeep team ${team_id}`,
      validYears: AUTHORITY_YEARS,
      pathLength: 0,
      parent: await installation.open(),
      purposes: ['client'],
      now,
    })
    const sealed_key = await keyRing.seal(made.privateKeyPkcs8, placeOf(team_id, id))
    return { id, certificate: made.pem, sealed_key, not_after: made.not_after, created_at: now }
  }

  async function makeAuthority(caller: Caller): Promise<AuthorityRow> {
    const { team_id } = caller
    const row = await newAuthority(team_id)
    await db.asTeam(team_id, async (tx) => {
      if (!(await authoritiesStore(tx).insertActive(row))) return
      const after = { not_after: row.not_after }
      await audit.write(tx, caller, { action: 'authority.created', resource: { type: 'authority', id: row.id }, after })
    })
    return (await activeAuthority(db, team_id))!
  }

  return {
    /**
     * Another authority issues from now on; certificates of the former one are believed until they end. A team that never needed one has none to
     * replace: null.
     */
    async rotate(caller: AuthorityRotator, team_id: string): Promise<{ id: string; former: string } | null> {
      const former = await activeAuthority(db, team_id)
      if (!former) return null
      const row = await newAuthority(team_id)
      return db.asTeam(team_id, async (tx) => {
        const store = authoritiesStore(tx)
        // Two rotations at once: the second one finds another authority in place, and leaves it.
        if ((await store.active())?.id !== former.id) return null
        await store.retire(former.id)
        if (!(await store.insertActive(row))) return null
        const details = { former: former.id }
        await audit.write(tx, caller, { action: 'authority.rotated', resource: { type: 'authority', id: row.id }, details })
        return { id: row.id, former: former.id }
      })
    },

    /**
     * Signs a certificate for the key in the request. Its name is the principal's id, whatever the request asks for.
     *
     * @throws Problem CERTIFICATE_REQUEST_REFUSED
     */
    async order(
      caller: Caller,
      principal: { kind: PrincipalKind; id: string },
      request: { csr: string; days: number },
    ): Promise<OrderedCertificate> {
      const authority = await authorityOf(caller)
      try {
        const issued = await issueFromCsr({
          csrPem: request.csr,
          days: request.days,
          authority: await openedAuthority(keyRing, authority),
          commonName: principal.id,
          sanUris: [`urn:skykeep:${principal.kind}:${principal.id}`],
          now: clock.now(),
        })
        return { ...issued, authority_id: authority.id }
      } catch (error) {
        if (!(error instanceof CertificateError && error.code.startsWith('REQUEST_'))) throw error
        const detail = `${error.message}.`
        throw new Problem('CERTIFICATE_REQUEST_REFUSED', { detail, errors: [{ pointer: '#/csr', detail }], cause: error })
      }
    },
  }
}

export const activeAuthority = (db: Database, team_id: string): Promise<AuthorityRow | undefined> =>
  db.asTeam(team_id, (tx) => authoritiesStore(tx).active(), { readOnly: true })

/** With its private key, for one signature: the key is not kept in memory. */
export async function openedAuthority(
  keyRing: KeyRing,
  { team_id, id, certificate, sealed_key }: AuthorityRow,
): Promise<SigningAuthority> {
  const privateKeyPkcs8 = await keyRing.open(sealed_key, placeOf(team_id, id))
  return { pem: certificate, chainPem: certificate, privateKeyPkcs8 }
}

const placeOf = (team_id: string, id: string) => ({
  team_id,
  purpose: 'issuing-authority',
  table: 'directory.authorities',
  column: 'sealed_key',
  row: id,
})
