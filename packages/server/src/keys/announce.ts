import type { Generated, Transaction } from 'kysely'
import type { SignalKind } from '../auth/signals.ts'
import type { Tables } from '../db/tables.ts'
import { newId } from '../lib/new-id.ts'

interface SignalsTable {
  id: string
  kind: SignalKind
  subject: string
  at: Generated<Date>
}

declare module '../db/tables.ts' {
  interface Tables {
    'identity.signals': SignalsTable
  }
}

/** Tells every process, once this transaction commits, that something they may remember has changed (see `auth/signals.ts`). */
export async function announce(tx: Transaction<Tables>, kind: SignalKind, ...subjects: string[]): Promise<void> {
  if (subjects.length === 0) return
  const rows = subjects.map((subject) => ({ id: newId(), kind, subject }))
  await tx.insertInto('identity.signals').values(rows).execute()
}
