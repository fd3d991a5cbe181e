import { randomBytes } from 'node:crypto'
import { operatorOf } from '../auth/principal.ts'
import type { IdentityRole } from '../roles/identity.ts'

const EMAIL = 'demo@skykeep.example'

/**
 * Makes the person who owns the demo team, with a password that nobody chose and that is told once. Long enough to stand without a
 * second factor, so that the demo can be looked at before anything is set up.
 */
export async function makeDemoOwner(
  { people, members, db }: IdentityRole,
  teamId: string,
): Promise<{ email: string; password: string } | null> {
  if (await people.administration.find(EMAIL)) return null
  const password = randomBytes(15).toString('base64url')
  const { code } = await people.administration.code(EMAIL, 'first start')
  const visitor = { trace_id: null, address: '127.0.0.1', flow: null }
  const given = { email: EMAIL, code, password, name: 'Demo owner' }
  const { id: account_id } = await people.registration.confirm(given, visitor)
  const operator = operatorOf(teamId, 'first start')
  await db.asTeam(teamId, (tx) => members.admit(tx, operator, { account_id, roles: ['owner'] }, new Date()))
  return { email: EMAIL, password }
}
