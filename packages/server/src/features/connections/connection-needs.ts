import type { KeyRing } from '@skykeep/keyring'
import type { Audit } from '../../audit/audit.ts'
import type { CloudProvider } from '../../cloud/cloud-provider.ts'
import type { Database, TeamTx } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { OnceOnly } from '../../lib/once-only.ts'
import type { Metrics } from '../../operations/metrics.ts'

/** What is told of connections, as notifications take it. */
export interface ConnectionEvent {
  event: 'connection.failing' | 'connection.recovered' | 'certificate.expiring'
  at: Date
  title: string
  connection_id: string
  detail: Record<string, unknown>
}

export interface ConnectionNeeds {
  db: Database
  audit: Pick<Audit, 'write'>
  clock: Clock
  newId: () => string
  once: OnceOnly
  keyRing: KeyRing
  clouds: Record<'azure' | 'aws', CloudProvider>
  /** Tells those who want to know, in the transaction of what happened. */
  tell: (tx: TeamTx, event: ConnectionEvent) => Promise<void>
  /** Machines that are not reached any more have no plan. */
  replan: (tx: TeamTx, about: { machine_ids: string[] }, now: Date) => Promise<void>
  metrics?: Pick<Metrics, 'connectionChecks'>
}
