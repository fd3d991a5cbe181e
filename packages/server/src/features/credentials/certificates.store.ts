import type { RevocationReason } from '@skykeep/keyring'
import { type TeamTx, teamOf } from '../../db/tenancy.ts'

export interface CertificateRow {
  team_id: string
  serial: string
  authority_id: string
  principal_id: string
  thumbprint: string
  not_before: Date
  not_after: Date
  revoked_at: Date | null
  reason: RevocationReason | null
}

declare module '../../db/tables.ts' {
  interface Tables {
    'directory.certificates': CertificateRow
  }
}

// The largest page of any list; nobody holds that many at once.
const LISTED_MAX = 200

interface Revocation {
  at: Date
  reason: RevocationReason
}

export const certificatesStore = (tx: TeamTx) => ({
  async insert(row: Omit<CertificateRow, 'team_id' | 'revoked_at' | 'reason'>): Promise<void> {
    await tx
      .insertInto('directory.certificates')
      .values({ team_id: teamOf(tx), ...row, revoked_at: null, reason: null })
      .execute()
  },

  /** The newest of a principal. */
  async listOf(principal_id: string): Promise<CertificateRow[]> {
    return tx
      .selectFrom('directory.certificates')
      .selectAll()
      .where('principal_id', '=', principal_id)
      .orderBy('not_before', 'desc')
      .orderBy('serial')
      .limit(LISTED_MAX)
      .execute()
  },

  async find(principal_id: string, by: { serial: string } | { thumbprint: string }): Promise<CertificateRow | undefined> {
    const [column, value] = 'serial' in by ? (['serial', by.serial] as const) : (['thumbprint', by.thumbprint] as const)
    return tx
      .selectFrom('directory.certificates')
      .selectAll()
      .where('principal_id', '=', principal_id)
      .where(column, '=', value)
      .executeTakeFirst()
  },

  /** Revokes what is not revoked yet: one certificate of a principal, all of it, or all of the team. Answers those. */
  async revoke(which: { principal_id?: string; serial?: string }, { at, reason }: Revocation): Promise<CertificateRow[]> {
    let revoked = tx.updateTable('directory.certificates').set({ revoked_at: at, reason }).where('revoked_at', 'is', null)
    if (which.principal_id !== undefined) revoked = revoked.where('principal_id', '=', which.principal_id)
    if (which.serial !== undefined) revoked = revoked.where('serial', '=', which.serial)
    return revoked.returningAll().execute()
  },

  /** What the revocation list of an authority names: it forgets what has ended anyway. */
  async revokedBy(authority_id: string, now: Date): Promise<CertificateRow[]> {
    return tx
      .selectFrom('directory.certificates')
      .selectAll()
      .where('authority_id', '=', authority_id)
      .where('revoked_at', 'is not', null)
      .where('not_after', '>', now)
      .orderBy('serial')
      .execute()
  },
})
