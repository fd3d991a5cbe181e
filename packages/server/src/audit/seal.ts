import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto'

/** A row that waits for its place, as its writer made it. */
export interface SealedText {
  team_id: string
  id: string
  draft: string
}

/** HMACs for what no signature covers yet: the queue, and the newest end of the tree. The database does not hold the key. */
export interface AuditSeal {
  ofRow(row: SealedText): Buffer
  rowHolds(row: SealedText, mac: Uint8Array): boolean
  ofHead(size: number, root: Uint8Array): Buffer
  headHolds(size: number, root: Uint8Array, mac: Uint8Array): boolean
}

type Keys = readonly (KeyObject | Uint8Array)[]

/**
 * The first key seals; the others are former or next ones, whose rows may still wait, or come already, while a rotation goes on. `again` reads them
 * anew.
 */
export function auditSeal(read: Keys | (() => Keys)): AuditSeal & { again(): void } {
  let secrets = secretsOf(read)
  const holds = (text: string, mac: Uint8Array) => secrets.some((key) => isSame(hmac(key, text), mac))
  return {
    again: () => {
      secrets = secretsOf(read)
    },
    ofRow: (row) => hmac(secrets[0]!, rowText(row)),
    rowHolds: (row, mac) => holds(rowText(row), mac),
    ofHead: (size, root) => hmac(secrets[0]!, headText(size, root)),
    headHolds: (size, root, mac) => holds(headText(size, root), mac),
  }
}

const KEY_BYTES = 32

function secretsOf(read: Keys | (() => Keys)): KeyObject[] {
  const keys = typeof read === 'function' ? read() : read
  const secrets = keys.map((key) => (key instanceof Uint8Array ? createSecretKey(key) : key))
  if (secrets.length === 0 || secrets.some((key) => (key.symmetricKeySize ?? 0) < KEY_BYTES))
    throw new TypeError(`The audit seal needs keys of at least ${KEY_BYTES} bytes.`)
  return secrets
}

// Two domains: what seals a row must not pass as the seal of the tree. Canonical JSON and ids hold no newline.
const rowText = ({ team_id, id, draft }: SealedText) => `skykeep.audit.pending.v1\n${team_id}\n${id}\n${draft}`
const headText = (size: number, root: Uint8Array) => `skykeep.audit.head.v1\n${size}\n${root.toHex()}`

const hmac = (key: KeyObject, text: string): Buffer => createHmac('sha256', key).update(text).digest()

// In constant time: how far a guess agrees must not show.
const isSame = (a: Buffer, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b)
