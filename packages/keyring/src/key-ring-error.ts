/** What went wrong, without the data it went wrong with. A code is forever, its sentence is not. */
export const keyRingFaults = {
  CONTEXT_INVALID: 'The place of a secret (team, purpose, table, column, row) is incomplete or malformed',
  ENVELOPE_MALFORMED: 'This is not an envelope of the key ring',
  ENVELOPE_REFUSED: 'This envelope was changed, or belongs to another row, column, table, team or purpose',
  KEY_UNKNOWN: 'The data key of this envelope is not in the key store',
  KEY_DESTROYED: 'The data key was destroyed; what it sealed cannot be read again',
  KEY_REFUSED: 'A stored key does not belong to the place where it was found',
  ROOT_KEY_FILE_UNSAFE: 'The root key file cannot be trusted',
  ROOT_KEY_UNKNOWN: 'The root key that wrapped this data key is not available',
  ROOT_KEY_UNAVAILABLE: 'The provider of the root key did not answer as expected',
  SIGNING_KEY_MISSING: 'There is no active signing key',
  SIGNING_KEY_UNKNOWN: 'There is no such signing key',
  SIGNING_KEY_TOO_NEW: 'The next signing key was announced too recently to be used',
  SIGNING_KEY_CONTENDED: 'Other processes kept changing the signing keys',
} as const satisfies Record<string, string>

export type KeyRingFault = keyof typeof keyRingFaults

/** The only error the key ring makes. Its text is for the operator's log and never holds plaintext, key or envelope. */
export class KeyRingError extends Error {
  override readonly name = 'KeyRingError'
  readonly code: KeyRingFault

  constructor(code: KeyRingFault, options: { detail?: string; cause?: unknown } = {}) {
    super(options.detail ?? keyRingFaults[code], options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
  }
}
