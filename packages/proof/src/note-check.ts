import { utf8 } from './bytes.ts'
import { type NoteSignature, type NoteSigner, parseNote } from './note.ts'
import { type VerifierKey, verifierKey } from './verifier-key.ts'

export type NoteVerdict =
  | { ok: true; text: string; signed_by: VerifierKey[] }
  | { ok: false; reason: 'malformed' | 'unknown_signer' | 'bad_signature' }

/**
 * Whether a signed note stands under at least one of these keys. Signatures of other keys are ignored; one of a known key that does
 * not verify spoils the whole note, for then something is wrong that the others cannot mend.
 *
 * @example
 * const verdict = await verifyNote(note, [key])
 * if (verdict.ok) parseCheckpoint(verdict.text)
 */
export async function verifyNote(note: string, keys: readonly VerifierKey[]): Promise<NoteVerdict> {
  const parsed = parseNote(note)
  if (parsed === null) return { ok: false, reason: 'malformed' }
  const signedBy = new Set<VerifierKey>()
  for (const signature of parsed.signatures) {
    const key = keys.find(({ name, id }) => name === signature.name && id === signature.key_id)
    if (key === undefined) continue
    if (!(await verifies(key, signature, parsed.text))) return { ok: false, reason: 'bad_signature' }
    signedBy.add(key)
  }
  if (signedBy.size === 0) return { ok: false, reason: 'unknown_signer' }
  return { ok: true, text: parsed.text, signed_by: [...signedBy] }
}

/**
 * A signer from a key pair of Web Crypto; its public key must be exportable.
 *
 * @example await webCryptoSigner('skykeep.example/audit', await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']))
 */
export async function webCryptoSigner(name: string, pair: KeyPair): Promise<NoteSigner> {
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
  return {
    key: verifierKey(name, publicKey),
    sign: async (bytes) => new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, bytes)),
  }
}

type PublicKey = Parameters<typeof crypto.subtle.verify>[1]
export type KeyPair = { publicKey: PublicKey; privateKey: PublicKey }

async function verifies(key: VerifierKey, { signature }: NoteSignature, text: string): Promise<boolean> {
  try {
    const publicKey = await crypto.subtle.importKey('raw', key.public_key, 'Ed25519', false, ['verify'])
    return await crypto.subtle.verify('Ed25519', publicKey, signature, utf8(text))
  } catch {
    return false // bytes that are no point of the curve
  }
}
