import { type Certificate, type IssuedCertificate, Problem } from '@skykeep/contract'
import { hashSecret, newSecret, type RevocationReason } from '@skykeep/keyring'
import { endGrantsOf } from '../../auth/end-grants.ts'
import { type TeamTx, teamOf } from '../../db/tenancy.ts'
import { announce } from '../../keys/announce.ts'
import { authoritiesStore } from './authorities.store.ts'
import { type CertificateRow, certificatesStore } from './certificates.store.ts'
import { type AuthorityRotator, type IssuingNeeds, issuing, type OrderedCertificate } from './issuing.ts'
import { type PrincipalKind, principalsStore, removeExpired } from './principals.store.ts'
import { secretsStore } from './secrets.store.ts'

/** A client or an aircraft of the transaction's team. */
export interface PrincipalName {
  kind: PrincipalKind
  id: string
}

export type CredentialService = ReturnType<typeof credentialService>

/**
 * What principals prove themselves with: secrets and certificates, and that they exist at all. The services of clients and aircraft
 * decide who may do what and write the audit entry; everything here happens in their transaction, and every change is announced to
 * all processes, so that it counts within seconds. Whoever changes a principal's secrets holds the lock on its row.
 */
export function credentialService(needs: IssuingNeeds) {
  const { db, clock, newId } = needs
  return {
    ...issuing(needs),

    /** Removes authorities of a team that issue nothing more, with their keys, once their last certificate has ended. Answers their ids. */
    async removeEndedAuthorities(caller: AuthorityRotator, team_id: string): Promise<string[]> {
      return db.asTeam(team_id, async (tx) => {
        const ids = await authoritiesStore(tx).removeEnded(clock.now())
        if (ids.length > 0) await needs.audit.write(tx, caller, { action: 'authority.removed', details: { ids } })
        return ids
      })
    },

    async enrol(tx: TeamTx, { kind, id }: PrincipalName): Promise<void> {
      await principalsStore(tx).add(kind, id)
      await announce(tx, 'principal', id)
    },

    /** What the principal may do, or how it proves itself, has changed. */
    changed: (tx: TeamTx, { id }: PrincipalName): Promise<void> => announce(tx, 'principal', id),

    /** A new secret. The former one stays valid for `overlapSeconds`, so that there are never more than two; older ones are gone. */
    async addSecret(
      tx: TeamTx,
      { kind, id }: PrincipalName,
      overlapSeconds = 0,
    ): Promise<{ secret: string; former_until: Date | null }> {
      const store = secretsStore(tx)
      const now = clock.now()
      const [former] = overlapSeconds > 0 ? await store.validOf(id, now) : []
      const former_until = former ? new Date(now.getTime() + overlapSeconds * 1_000) : null
      await store.removeOf(id, former?.id)
      if (former && former_until) await store.endAt(former.id, former_until)
      const secret = newSecret(kind)
      await store.insert({ id: newId(), principal_id: id, hash: hashSecret(secret), created_at: now })
      return { secret, former_until }
    },

    /** Stores a certificate that was ordered before the transaction began. */
    async keepCertificate(tx: TeamTx, { id }: PrincipalName, ordered: OrderedCertificate): Promise<IssuedCertificate> {
      const { authority_id, serial, thumbprint, not_before, not_after } = ordered
      await certificatesStore(tx).insert({ authority_id, principal_id: id, serial, thumbprint, not_before, not_after })
      return {
        certificate: ordered.pem,
        chain: ordered.chainPem,
        serial,
        thumbprint,
        not_before: not_before.toISOString(),
        not_after: not_after.toISOString(),
      }
    },

    async certificatesOf(tx: TeamTx, { id }: PrincipalName): Promise<Certificate[]> {
      return (await certificatesStore(tx).listOf(id)).map(shownCertificate)
    },

    /**
     * Revokes one certificate; false when it was revoked before.
     *
     * @throws Problem NOT_FOUND when the principal never had it
     */
    async revokeCertificate(tx: TeamTx, { id }: PrincipalName, serial: string): Promise<boolean> {
      if (!(await certificatesStore(tx).find(id, { serial }))) throw new Problem('NOT_FOUND')
      return (await revoke(tx, { principal_id: id, serial }, 'privilege_withdrawn')).length > 0
    },

    /** Takes everything away that the principal could prove itself with, and what people let it do for them. */
    async dismiss(tx: TeamTx, { id }: PrincipalName, reason: RevocationReason): Promise<void> {
      await secretsStore(tx).removeOf(id)
      await endGrantsOf(tx, { client_id: id }, clock.now())
      await revoke(tx, { principal_id: id }, reason)
      await announce(tx, 'principal', id)
    },

    /** As `dismiss`, and it is no principal any more. */
    async remove(tx: TeamTx, principal: PrincipalName): Promise<void> {
      await this.dismiss(tx, principal, 'cessation_of_operation')
      await principalsStore(tx).remove(principal.id)
    },

    /** Every principal of the team, and every grant in it, before the team itself goes. */
    async removeAll(tx: TeamTx): Promise<void> {
      await revoke(tx, {}, 'cessation_of_operation')
      await endGrantsOf(tx, { team: teamOf(tx) }, clock.now())
      await announce(tx, 'principal', ...(await principalsStore(tx).removeAll()))
    },

    /** Upkeep, about once an hour: what nobody needs any more. */
    removeExpired: (): Promise<void> => db.withoutTeam((tx) => removeExpired(tx, clock.now())),
  }

  async function revoke(tx: TeamTx, which: { principal_id?: string; serial?: string }, reason: RevocationReason) {
    const revoked = await certificatesStore(tx).revoke(which, { at: clock.now(), reason })
    await authoritiesStore(tx).countRevocation([...new Set(revoked.map(({ authority_id }) => authority_id))])
    await principalsStore(tx).refuse(revoked)
    await announce(tx, 'certificate', ...revoked.map(({ thumbprint }) => thumbprint))
    return revoked
  }
}

const shownCertificate = ({ serial, thumbprint, not_before, not_after, revoked_at }: CertificateRow): Certificate => ({
  serial,
  thumbprint,
  not_before: not_before.toISOString(),
  not_after: not_after.toISOString(),
  revoked_at: revoked_at?.toISOString() ?? null,
})
