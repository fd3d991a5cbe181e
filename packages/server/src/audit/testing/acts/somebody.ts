import type { RoleName } from '@skykeep/contract'
import { operatorOf } from '../../../auth/principal.ts'
import { newId } from '../../../lib/new-id.ts'
import type { IdentityRole } from '../../../roles/identity.ts'
import type { Doer } from './act.ts'
import { form, Hand } from './hand.ts'

export type Somebody = ReturnType<typeof somebody>
export type Person = Awaited<ReturnType<Somebody['person']>>

/** People and machines, who come as they come in life; what an operator can hand out spares them a mail. */
export function somebody({ identity, url }: { identity: IdentityRole; url: string }) {
  /** Somebody with an account, in a browser in which they have just signed in. */
  async function person({ email = `${newId()}@skykeep.test`, password = `a passphrase of ${newId()}` } = {}) {
    const hand = new Hand(url)
    const { code } = await identity.people.administration.code(email, 'trial')
    const { body } = await hand.does('POST /accounts/confirm', { email, code, password, name: 'Ana Ortiz' })
    const id: string = body.id
    const bare: Doer = { type: 'account', id, credential: null }
    return {
      ...{ id, email, password, hand },
      /** Who they are to the trail before a session tells. */
      bare,
      /** The session that their browser is in now. */
      async doer(): Promise<Doer> {
        const session: string = (await hand.does('GET /sessions/current')).body.id
        return { ...bare, credential: { type: 'session', id: session } }
      },
      /** Another browser, signed in too. */
      async elsewhere(): Promise<Hand> {
        const other = new Hand(url)
        await other.does('POST /sessions', { email, password })
        return other
      },
    }
  }

  /** A team of somebody who founded it, in a session that is in it. */
  async function crew() {
    const founder = await person()
    const { hand } = founder
    const team: string = (await hand.does('POST /teams', { name: `Team ${newId()}` })).body.id
    await hand.does('PUT /sessions/current/team', { team_id: team })
    return { team, founder, hand, doer: await founder.doer() }
  }

  async function invitation(team: string, email: string, roles: RoleName[]) {
    const made = await identity.invitations.issue(operatorOf(team, 'trial'), { email, roles })
    return { id: made.invitation.id, token: made.token }
  }

  /** Makes somebody a member, as an invitation does. */
  async function member(team: string, roles: RoleName[], guest?: Person): Promise<Person> {
    const one = guest ?? (await person())
    const { token } = await invitation(team, one.email, roles)
    await one.hand.does('POST /invitations/accept', { token })
    await one.hand.does('PUT /sessions/current/team', { team_id: team })
    return one
  }

  /** A machine of a team, and the token that it got by its secret. */
  async function client(team: string, roles: RoleName[] = ['owner']) {
    const how = { permissions: [], auth_method: 'client_secret' as const, redirect_uris: [], device_flow: false }
    const made = await identity.clients.create(operatorOf(team, 'trial'), { name: `Client ${newId()}`, roles, ...how })
    const { id, client_secret: secret = '' } = made
    return { id, secret, ...(await withToken('client', id, secret)) }
  }

  async function aircraft(team: string, tier: 'standard' | 'premium' = 'premium') {
    const by = operatorOf(team, 'trial')
    const registration = `A${newId().slice(-10)}`.toUpperCase()
    const { id } = await identity.aircraft.create(by, { registration, name: 'Trial', tier, backfill: false })
    const { client_secret: secret } = await identity.aircraft.newSecret(by, id)
    return { id, secret, ...(await withToken('aircraft', id, secret)) }
  }

  async function withToken(type: 'client' | 'aircraft', id: string, secret: string) {
    const asked = form({ grant_type: 'client_credentials', client_id: id, client_secret: secret })
    const token: string = (await new Hand(url).does('POST /oauth/token', asked)).body.access_token
    return { token, hand: new Hand(url, token), doer: doerOf(type, id, token) }
  }

  return { stranger: () => new Hand(url), person, crew, invitation, member, client, aircraft }
}

/** Whoever comes with this access token. */
export function doerOf(type: 'client' | 'aircraft' | 'account', id: string, token: string): Doer {
  const { jti } = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString())
  return { type, id, credential: { type: 'access_token', id: jti } }
}
