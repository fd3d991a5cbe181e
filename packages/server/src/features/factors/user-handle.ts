/** The name of an account inside its passkeys: 16 bytes that say nothing about the person. */
export const userHandleBytes = (account_id: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(Buffer.from(account_id.replaceAll('-', ''), 'hex'))

export const userHandleOf = (account_id: string): string => Buffer.from(userHandleBytes(account_id)).toString('base64url')
