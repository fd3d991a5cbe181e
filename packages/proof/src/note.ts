import { fromBase64, toBase64, toHex, utf8 } from './bytes.ts'
import { isKeyName, KEY_ID_BYTES, keyIdBytes, type VerifierKey } from './verifier-key.ts'

export type NoteSignature = { name: string; key_id: string; signature: Uint8Array<ArrayBuffer> }
export type Note = { text: string; signatures: NoteSignature[] }

/** Who can sign: the key that verifies, and what makes a signature of bytes with its private half, wherever that is kept. */
export type NoteSigner = { key: VerifierKey; sign: (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array> | Uint8Array }

/**
 * A C2SP signed note: the text, an empty line, and one line for each signature. Several signers make rotation and witnesses possible.
 *
 * @example await signNote('text\n', signer)  // 'text\n\n— skykeep.example/audit Gis8TQ…\n'
 */
export async function signNote(text: string, ...signers: NoteSigner[]): Promise<string> {
  if (!isNoteText(text)) throw new TypeError('the text of a note ends in a newline and has no other control characters')
  if (signers.length === 0) throw new TypeError('a note has at least one signature')
  const lines = await Promise.all(signers.map((signer) => signatureLine(text, signer)))
  return `${text}\n${lines.join('')}`
}

/** The parts of a signed note, nothing of it verified; null when it is malformed. */
export function parseNote(note: string): Note | null {
  if (typeof note !== 'string' || note.length > NOTE_MAX) return null
  const end = note.lastIndexOf('\n\n')
  if (end < 0 || !note.endsWith('\n')) return null
  const text = note.slice(0, end + 1)
  const lines = note.slice(end + 2, -1).split('\n')
  if (!isNoteText(text) || lines.length > SIGNATURES_MAX) return null
  const signatures = lines.map(parseSignatureLine)
  return signatures.every((signature) => signature !== null) ? { text, signatures } : null
}

// C2SP asks for a bound that admits 16 signatures; these are the bounds of the first implementation (Go's checksum database).
const SIGNATURES_MAX = 100
const NOTE_MAX = 1_000_000

const EM_DASH = '\u2014'

async function signatureLine(text: string, { key, sign }: NoteSigner): Promise<string> {
  const signature = await sign(utf8(text))
  return `${EM_DASH} ${key.name} ${toBase64(Uint8Array.of(...keyIdBytes(key), ...signature))}\n`
}

function parseSignatureLine(line: string): NoteSignature | null {
  const [dash, name, base64, ...more] = line.split(' ')
  const bytes = fromBase64(base64)
  if (dash !== EM_DASH || !isKeyName(name) || more.length > 0 || bytes === null || bytes.length <= KEY_ID_BYTES) return null
  return { name, key_id: toHex(bytes.subarray(0, KEY_ID_BYTES)), signature: bytes.subarray(KEY_ID_BYTES) }
}

// No control characters but the newline: what a note shows must be what was signed.
const isNoteText = (text: string): boolean => text.endsWith('\n') && /^[\n -\uffff]*$/.test(text) && text.isWellFormed()
