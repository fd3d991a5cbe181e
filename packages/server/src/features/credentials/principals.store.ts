import type { Transaction } from 'kysely'
import type { Tables } from '../../db/tables.ts'
import { type TeamTx, teamOf } from '../../db/tenancy.ts'

export type PrincipalKind = 'client' | 'aircraft'

interface PrincipalsTable {
  id: string
  kind: PrincipalKind
  home_team: string
}

interface RevokedCertificatesTable {
  thumbprint: string
  not_after: Date
}

declare module '../../db/tables.ts' {
  interface Tables {
    'identity.principals': PrincipalsTable
    'identity.revoked_certificates': RevokedCertificatesTable
  }
}

/** Which team a principal belongs to. Asked before a team is known, so these rows stand outside the teams' walls. */
export const principalsStore = (tx: TeamTx) => ({
  async add(kind: PrincipalKind, id: string): Promise<void> {
    await tx
      .insertInto('identity.principals')
      .values({ id, kind, home_team: teamOf(tx) })
      .execute()
  },

  async remove(id: string): Promise<void> {
    await tx.deleteFrom('identity.principals').where('id', '=', id).where('home_team', '=', teamOf(tx)).execute()
  },

  /** Removes all of the transaction's team, and answers their ids. */
  async removeAll(): Promise<string[]> {
    const removed = await tx.deleteFrom('identity.principals').where('home_team', '=', teamOf(tx)).returning('id').execute()
    return removed.map(({ id }) => id)
  },

  /** Certificates that the listener refuses from now on. */
  async refuse(certificates: readonly RevokedCertificatesTable[]): Promise<void> {
    if (certificates.length === 0) return
    await tx
      .insertInto('identity.revoked_certificates')
      .values(certificates.map(({ thumbprint, not_after }) => ({ thumbprint, not_after })))
      .onConflict((conflict) => conflict.column('thumbprint').doNothing())
      .execute()
  },
})

export type Home = Pick<PrincipalsTable, 'kind' | 'home_team'>

export async function findHome(tx: Transaction<Tables>, id: string): Promise<Home | undefined> {
  return tx.selectFrom('identity.principals').select(['kind', 'home_team']).where('id', '=', id).executeTakeFirst()
}

/** Signals that every process has heard, and refusals of certificates that have ended by themselves. */
export async function removeExpired(tx: Transaction<Tables>, now: Date): Promise<void> {
  const anHourAgo = new Date(now.getTime() - 3_600_000)
  await tx.deleteFrom('identity.signals').where('at', '<', anHourAgo).execute()
  await tx.deleteFrom('identity.revoked_certificates').where('not_after', '<', anHourAgo).execute()
}
