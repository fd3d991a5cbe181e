import { Problem } from '@skykeep/contract'
import { type KeyRing, KeyRingError } from '@skykeep/keyring'
import { type CloudCredentials, CloudFailure, type CloudProvider, type CloudSession } from '../../cloud/cloud-provider.ts'
import type { ConnectionKeyRow } from './connection-keys.store.ts'
import { openConnectionKey } from './connection-keys.ts'
import type { ConnectionRow } from './connections.store.ts'

export interface Opening {
  clouds: Record<ConnectionRow['provider'], CloudProvider>
  keyRing: KeyRing
}

/**
 * Opens the sealed key and with it a session. The key lives as long as the session does.
 *
 * @throws CloudFailure configuration: there is no key, or it cannot be read: destroyed, moved from another row, or sealed by another installation
 */
export async function openConnection(
  { clouds, keyRing }: Opening,
  connection: ConnectionRow,
  key: ConnectionKeyRow | undefined,
): Promise<CloudSession> {
  return clouds[connection.provider].open(await credentialsOf(keyRing, connection, key))
}

async function credentialsOf(
  keyRing: KeyRing,
  connection: ConnectionRow,
  key: ConnectionKeyRow | undefined,
): Promise<CloudCredentials> {
  if (connection.provider === 'aws') {
    const { role_arn, external_id } = connection.settings
    return { provider: 'aws', role_arn, external_id }
  }
  if (!key || key.sealed_key === null) throw new CloudFailure('configuration', 'NO_KEY', 'The connection has no key that signs')
  try {
    const { cloud, tenant_id, client_id } = connection.settings
    const private_key_pem = await openConnectionKey(keyRing, key)
    return { provider: 'azure', cloud, tenant_id, client_id, certificate_pem: key.certificate, private_key_pem }
  } catch (error) {
    if (!(error instanceof KeyRingError)) throw error
    throw new CloudFailure('configuration', 'KEY_UNREADABLE', 'The stored key is not the one that was made for this connection')
  }
}

/** @throws Problem CONNECTION_PAUSED, CONNECTION_NOT_READY: a connection that did not pass its check is never used */
export function mustBeUsable({ paused_at, status }: Pick<ConnectionRow, 'paused_at' | 'status'>): void {
  if (paused_at !== null) throw new Problem('CONNECTION_PAUSED')
  if (status !== 'ready') throw new Problem('CONNECTION_NOT_READY', { detail: `It is ${status}.` })
}
