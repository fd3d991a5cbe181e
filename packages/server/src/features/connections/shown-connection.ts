import { X509Certificate } from 'node:crypto'
import {
  type Connection,
  type ConnectionCertificate,
  type ConnectionCertificateWithPem,
  type ConnectionDetails,
  Problem,
} from '@skykeep/contract'
import type { ConnectionKeyRow } from './connection-keys.store.ts'
import type { ConnectionRow } from './connections.store.ts'
import type { ShownLane } from './lanes.store.ts'

/** @throws Problem NOT_FOUND */
export function existing(connection: ConnectionRow | undefined): ConnectionRow {
  if (!connection) throw new Problem('NOT_FOUND')
  return connection
}

export const resourceOf = ({ id }: Pick<ConnectionRow, 'id'>) => ({ type: 'connection', id })

export function shownConnection(row: ConnectionRow): Connection {
  return {
    id: row.id,
    name: row.name,
    provider: row.provider,
    azure: row.provider === 'azure' ? row.settings : null,
    aws: row.provider === 'aws' ? row.settings : null,
    resize: row.resize,
    status: row.status,
    paused_at: row.paused_at?.toISOString() ?? null,
    checked_at: row.checked_at?.toISOString() ?? null,
    certificate_not_after: row.certificate_not_after?.toISOString() ?? null,
    version: row.version,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  }
}

export const shownDetails = (
  row: ConnectionRow,
  keys: readonly ConnectionKeyRow[],
  lanes: readonly ShownLane[],
): ConnectionDetails => ({
  ...shownConnection(row),
  last_check: row.last_check,
  certificates: keys.map(shownCertificate),
  lanes: lanes.map((lane) => ({ ...lane, synced_at: lane.synced_at?.toISOString() ?? null })),
})

/** The public part, and of the private one that it is there. */
export const shownCertificate = (key: ConnectionKeyRow): ConnectionCertificate => ({
  id: key.id,
  state: key.state,
  thumbprint: key.thumbprint,
  thumbprint_sha1: new X509Certificate(key.certificate).fingerprint.replaceAll(':', ''),
  bits: key.bits,
  not_before: key.not_before.toISOString(),
  not_after: key.not_after.toISOString(),
  created_at: key.created_at.toISOString(),
  destroyed_at: key.destroyed_at?.toISOString() ?? null,
})

export const certificateWithPem = (key: ConnectionKeyRow): ConnectionCertificateWithPem => ({
  ...shownCertificate(key),
  certificate: key.certificate,
})

/** What an audit entry keeps of a connection: nothing of it is secret. */
export const auditedConnection = ({ name, provider, settings, resize, paused_at }: ConnectionRow): Record<string, unknown> => ({
  name,
  provider,
  ...settings,
  resize,
  paused: paused_at !== null,
})
