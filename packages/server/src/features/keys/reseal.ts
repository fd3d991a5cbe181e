import type { KeyRing } from '@skykeep/keyring'
import type { Audit } from '../../audit/audit.ts'
import { operatorActor } from '../../auth/principal.ts'
import type { DatabaseRole } from '../../db/roles.ts'
import type { Database, InstallationTx, TeamTx } from '../../db/tenancy.ts'
import { type SealedColumn, sealedColumns } from '../../keys/sealed-columns.ts'
import { type SealedRow, sealedRows } from './sealed-rows.store.ts'

export interface ResealNeeds {
  databases: Partial<Record<DatabaseRole, Database>>
  keyRing: KeyRing
  audit: Pick<Audit, 'write'>
  teamIds(): Promise<readonly string[]>
}

const BATCH = 100

type Work<T> = (
  column: SealedColumn,
  team: string | null,
  inTransaction: <R>(work: (tx: TeamTx | InstallationTx) => Promise<R>) => Promise<R>,
) => Promise<T>

/** Every column of envelopes, once for each team where it has teams. */
async function everywhere<T>({ databases, teamIds }: ResealNeeds, work: Work<T>): Promise<T[]> {
  const teams = await teamIds()
  const found: T[] = []
  for (const column of sealedColumns) {
    const db = databases[column.role]
    if (db === undefined) throw new Error(`Nothing was opened as ${column.role}`)
    if (!column.hasTeam) found.push(await work(column, null, (inside) => db.withoutTeam(inside, { retry: true })))
    else for (const team of teams) found.push(await work(column, team, (inside) => db.asTeam(team, inside, { retry: true })))
  }
  return found
}

/**
 * Seals anew what older versions of data keys sealed. Ended in the middle it has done what it has done, and the next time does the rest: what is left
 * to do is read from the rows, and kept nowhere else. Rows of one column that are written together share an entry of the audit trail, in the same
 * transaction. Tells how many it has written whenever there are more, and answers how many in all.
 */
export async function resealAll(needs: ResealNeeds, by: string, tell: (done: number) => void = () => {}): Promise<number> {
  let done = 0
  await everywhere(needs, async (column, team, inTransaction) => {
    if (column.isShortLived) return
    for (let last: readonly string[] | null = null; ; ) {
      const rows: SealedRow[] = await inTransaction((tx) => sealedRows(tx, column).after(last, BATCH))
      const sealed: [SealedRow, string][] = []
      for (const row of rows) {
        // Sealed outside of a transaction: the key ring needs a connection of its own.
        const again = await sealedAgain(needs.keyRing, column, team, row)
        if (again !== null) sealed.push([row, again])
      }
      const written = sealed.length === 0 ? 0 : await inTransaction((tx) => replaceAll(tx, needs.audit, by, column, sealed))
      done += written
      if (written > 0) tell(done)
      if (rows.length < BATCH) return
      last = rows.at(-1)!.key
    }
  })
  return done
}

async function replaceAll(
  tx: TeamTx | InstallationTx,
  audit: Pick<Audit, 'write'>,
  by: string,
  column: SealedColumn,
  sealed: readonly [SealedRow, string][],
): Promise<number> {
  let resealed = 0
  for (const [row, again] of sealed) resealed += Number(await sealedRows(tx, column).replace(row, again))
  const { purpose } = column.place(sealed[0]![0].key)
  if (resealed > 0) await audit.write(tx, operatorActor(by), { action: 'envelopes.resealed', details: { purpose, resealed } })
  return resealed
}

/** How many envelopes name each data key. */
export async function envelopesByKey(needs: ResealNeeds): Promise<Map<string, number>> {
  const sum = new Map<string, number>()
  const maps = await everywhere(needs, (column, _team, inTransaction) => inTransaction((tx) => sealedRows(tx, column).named()))
  for (const [id, count] of maps.flatMap((map) => [...map])) sum.set(id, (sum.get(id) ?? 0) + count)
  return sum
}

async function sealedAgain(
  keyRing: KeyRing,
  column: SealedColumn,
  team_id: string | null,
  row: SealedRow,
): Promise<string | null> {
  const context = { team_id, ...column.place(row.key) }
  if (!(await keyRing.needsReseal(row.envelope, context))) return null
  const plaintext = await keyRing.open(row.envelope, context)
  try {
    return await keyRing.seal(plaintext, context)
  } finally {
    plaintext.fill(0)
  }
}
