import type { Socket } from 'node:net'
import { type DetailedPeerCertificate, TLSSocket } from 'node:tls'
import { Problem } from '@skykeep/contract'
import { readClientCertificate } from '@skykeep/keyring'

/** The client certificate of a connection, reduced to what decisions need. */
export interface ClientCertificate {
  /** SHA-256 of the DER, base64url: `x5t#S256`. */
  thumbprint: string
  /** True when its chain ends at our authority; false for a self-signed one, which counts only where its thumbprint is registered. */
  verified: boolean
  /** The ids it speaks for. Common name and SAN URI must tell the same one, so there is at most one. */
  names: readonly string[]
  notAfterMs: number
}

const principalUri = /^urn:skykeep:(?:aircraft|client):([0-9a-f-]{36})$/

const ofSocket = new WeakMap<Socket, ClientCertificate | null>()

/**
 * Reads the certificate of a TLS connection once and keeps it with the connection.
 *
 * @throws Problem CERTIFICATE_INVALID when it is there but cannot be read or its names contradict each other (fails closed)
 */
export function certificateOf(socket: Socket): ClientCertificate | null {
  const known = ofSocket.get(socket)
  if (known !== undefined) return known
  const certificate = socket instanceof TLSSocket ? read(socket.getPeerCertificate(), socket.authorized) : null
  ofSocket.set(socket, certificate)
  return certificate
}

function read(
  peer: DetailedPeerCertificate | ReturnType<TLSSocket['getPeerCertificate']>,
  verified: boolean,
): ClientCertificate | null {
  if (!peer?.raw) return null
  return clientCertificate(peer.raw, verified)
}

/** @throws Problem CERTIFICATE_INVALID */
export function clientCertificate(der: Uint8Array, verified: boolean): ClientCertificate {
  try {
    const { commonName, sanUris, thumbprint, notAfter } = readClientCertificate(der)
    const ids = sanUris.map((uri) => principalUri.exec(uri)?.[1])
    if (verified && (ids.length !== 1 || ids[0] !== commonName)) throw new Error('common name and SAN do not tell one id')
    return { thumbprint, verified, names: verified ? [commonName] : [], notAfterMs: notAfter.getTime() }
  } catch (cause) {
    throw new Problem('CERTIFICATE_INVALID', { cause })
  }
}
