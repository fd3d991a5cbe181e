import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'

/**
 * What PostgreSQL stores of a password (RFC 5802, RFC 7677). Sent instead of the password, so that no statement, log or activity view
 * ever holds it.
 */
export function scramVerifier(password: string, salt = randomBytes(16), iterations = 4096): string {
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256')
  const key = (name: string) => createHmac('sha256', salted).update(name).digest()
  const storedKey = createHash('sha256').update(key('Client Key')).digest()
  const base64 = (bytes: Buffer) => bytes.toString('base64')
  return `SCRAM-SHA-256$${iterations}:${base64(salt)}$${base64(storedKey)}:${base64(key('Server Key'))}`
}
