import { connectionCertificates } from './connection-certificates.ts'
import { connectionChecks } from './connection-check.ts'
import type { ConnectionNeeds } from './connection-needs.ts'
import { connectionRegistry } from './connection-registry.ts'
import { connectionSessions } from './connection-sessions.ts'

export type ConnectionService = ReturnType<typeof connectionService>
export type { ConnectionEvent } from './connection-needs.ts'
export type { LaneRow } from './lanes.store.ts'

/** How a team lets us reach its cloud: what it has saved, its keys, whether it works, and its use by the other parts. */
export function connectionService(needs: ConnectionNeeds) {
  return {
    ...connectionRegistry(needs),
    ...connectionCertificates(needs),
    ...connectionChecks(needs),
    ...connectionSessions(needs),
  }
}
