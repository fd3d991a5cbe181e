import type { NewConnectionCertificate } from '@skykeep/contract'
import { decryptPkcs8, encryptPkcs8, type KeyRing, newPassphrase, privateKeyPem, selfSigned } from '@skykeep/keyring'
import type { ConnectionKeyRow } from './connection-keys.store.ts'

interface About {
  team_id: string
  connection_id: string
  id: string
  now: Date
}

/**
 * A key pair with its certificate, sealed: the private key as PKCS#8 under a passphrase of its own, and both of them by the key ring, each
 * for its own column of its own row. It is made before a transaction and never in one: the key ring needs a connection of its own.
 */
export async function newConnectionKey(
  keyRing: KeyRing,
  { team_id, connection_id, id, now }: About,
  { bits, days }: NewConnectionCertificate,
): Promise<Omit<ConnectionKeyRow, 'state'>> {
  const about = { commonName: `skykeep connection ${connection_id}`, hash: 'SHA-512', purpose: 'client', days, now } as const
  const own = await selfSigned({ ...about, key: `rsa-${bits}` })
  const passphrase = newPassphrase()
  const pem = await encryptPkcs8(own.privateKeyPkcs8, passphrase)
  own.privateKeyPkcs8.fill(0)
  const [sealed_key, sealed_passphrase] = await Promise.all([
    keyRing.seal(pem, placeOf({ team_id, id }, 'sealed_key')),
    keyRing.seal(passphrase, placeOf({ team_id, id }, 'sealed_passphrase')),
  ])
  return {
    ...{ team_id, id, connection_id, bits, sealed_key, sealed_passphrase },
    certificate: own.pem,
    thumbprint: own.thumbprint,
    not_before: own.not_before,
    not_after: own.not_after,
    warned_days: null,
    created_at: now,
    destroyed_at: null,
  }
}

/** The private key as PEM, for as long as a session lives. @throws KeyRingError when it is destroyed, was moved, or is not ours */
export async function openConnectionKey(keyRing: KeyRing, key: ConnectionKeyRow): Promise<string> {
  const [pem, passphrase] = await Promise.all([
    keyRing.openText(key.sealed_key ?? '', placeOf(key, 'sealed_key')),
    keyRing.openText(key.sealed_passphrase ?? '', placeOf(key, 'sealed_passphrase')),
  ])
  const pkcs8 = await decryptPkcs8(pem, passphrase)
  const opened = privateKeyPem(pkcs8)
  pkcs8.fill(0)
  return opened
}

const placeOf = ({ team_id, id }: Pick<ConnectionKeyRow, 'team_id' | 'id'>, column: 'sealed_key' | 'sealed_passphrase') => ({
  team_id,
  purpose: 'connection-keys',
  table: 'automation.connection_keys',
  column,
  row: id,
})
