import { createCipheriv, createDecipheriv, pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'
import { der, derInteger, derSequence, isOneSequence } from './der.ts'
import { KeyRingError } from './key-ring-error.ts'
import { type RandomBytes, secureRandom } from './outside.ts'

const CIPHER = 'aes-256-cbc'
const KEY_BYTES = 32
const SALT_BYTES = 16
const IV_BYTES = 16
// OWASP's figure for PBKDF2 with HMAC-SHA-512. In the thread pool it takes a tenth of a second, and nobody else waits for it.
const ITERATIONS = 210_000
const PASSPHRASE_BYTES = 32

const derive = promisify(pbkdf2)
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'))
const octets = (bytes: Uint8Array) => der(0x04, bytes)
const pbes2 = oid('2a864886f70d01050d')
const pbkdf2Oid = oid('2a864886f70d01050c')
const hmacWithSha512 = derSequence(oid('2a864886f70d020b'), der(0x05))
const aes256Cbc = oid('60864801650304012a')

/** 256 random bits as text: nobody guesses it, whatever it protects. */
export const newPassphrase = (random: RandomBytes = secureRandom): string =>
  Buffer.from(random(PASSPHRASE_BYTES)).toString('base64url')

/**
 * A PKCS#8 key under a passphrase, as PEM (RFC 5958 `EncryptedPrivateKeyInfo`, PBES2 of RFC 8018 with PBKDF2-HMAC-SHA-512 and
 * AES-256-CBC). Other programs can open it; nobody without the passphrase can.
 *
 * @example
 * const passphrase = newPassphrase()
 * const pem = await encryptPkcs8(Buffer.of(0x30, 1, 7), passphrase)
 * pem.startsWith('-----BEGIN ENCRYPTED PRIVATE KEY-----') // => true
 * Buffer.from(await decryptPkcs8(pem, passphrase)).toString('hex') // => '300107'
 */
export async function encryptPkcs8(pkcs8: Uint8Array, passphrase: string, random: RandomBytes = secureRandom): Promise<string> {
  const [salt, iv] = [Buffer.from(random(SALT_BYTES)), Buffer.from(random(IV_BYTES))]
  const key = await derive(passphrase, salt, ITERATIONS, KEY_BYTES, 'sha512')
  const cipher = createCipheriv(CIPHER, key, iv)
  const sealed = Buffer.concat([cipher.update(pkcs8), cipher.final()])
  key.fill(0)
  const text = Buffer.concat([head(salt, iv, sealed.length), sealed]).toString('base64')
  const lines = text.match(/.{1,64}/g)!.join('\n')
  return `${BEGIN}\n${lines}\n${END}\n`
}

/** Opens what {@link encryptPkcs8} made, and no other form. @throws KeyRingError ENVELOPE_MALFORMED, ENVELOPE_REFUSED */
export async function decryptPkcs8(pem: string, passphrase: string): Promise<Uint8Array> {
  const { salt, iv, sealed } = parse(pem)
  const key = await derive(passphrase, salt, ITERATIONS, KEY_BYTES, 'sha512')
  try {
    const decipher = createDecipheriv(CIPHER, key, iv)
    const pkcs8 = Buffer.concat([decipher.update(sealed), decipher.final()])
    // One wrong passphrase in 256 leaves a padding that looks right.
    if (isOneSequence(pkcs8)) return pkcs8
  } catch {
    // What the library says of it helps nobody but a guesser.
  } finally {
    key.fill(0)
  }
  throw new KeyRingError('ENVELOPE_REFUSED')
}

const BEGIN = '-----BEGIN ENCRYPTED PRIVATE KEY-----'
const END = '-----END ENCRYPTED PRIVATE KEY-----'

/** All that stands before the ciphertext: it says how to open it, and has always the same length for the same length of ciphertext. */
function head(salt: Uint8Array, iv: Uint8Array, length: number): Buffer {
  const derivation = derSequence(pbkdf2Oid, derSequence(octets(salt), derInteger(BigInt(ITERATIONS)), hmacWithSha512))
  const algorithm = derSequence(pbes2, derSequence(derivation, derSequence(aes256Cbc, octets(iv))))
  const whole = derSequence(algorithm, octets(new Uint8Array(length)))
  return whole.subarray(0, whole.length - length)
}

/** There is one form only: a stored header must not be able to choose a weaker cipher or fewer rounds. */
function parse(pem: string): { salt: Buffer; iv: Buffer; sealed: Buffer } {
  const text = pem.trim()
  if (!text.startsWith(BEGIN) || !text.endsWith(END)) throw new KeyRingError('ENVELOPE_MALFORMED')
  const bytes = Buffer.from(text.slice(BEGIN.length, -END.length), 'base64')
  const [algorithm, sealed] = partsOf(partsOf(bytes)[0])
  const [derivation, scheme] = partsOf(partsOf(algorithm)[1])
  const [salt] = partsOf(partsOf(derivation)[1])
  const iv = partsOf(scheme)[1]
  if (salt?.length !== SALT_BYTES || iv?.length !== IV_BYTES || !sealed) throw new KeyRingError('ENVELOPE_MALFORMED')
  if (!Buffer.concat([head(salt, iv, sealed.length), sealed]).equals(bytes)) throw new KeyRingError('ENVELOPE_MALFORMED')
  return { salt, iv, sealed }
}

/** The contents of the DER values in these bytes. What is malformed gives less than was hoped for. */
function partsOf(bytes: Buffer | undefined): Buffer[] {
  const parts: Buffer[] = []
  for (let at = 0; bytes && at + 1 < bytes.length; ) {
    const short = bytes[at + 1]!
    const more = short < 0x80 ? 0 : short & 0x7f
    if (more > 4 || at + 2 + more > bytes.length) break
    const length = more === 0 ? short : bytes.readUIntBE(at + 2, more)
    const from = at + 2 + more
    parts.push(bytes.subarray(from, from + length))
    at = from + length
  }
  return parts
}
