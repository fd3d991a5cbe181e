import { createHash, randomBytes } from 'node:crypto'
import { type Acts, called } from './act.ts'
import type { ActsWorld } from './acts-world.ts'
import { form, type Hand } from './hand.ts'

/** The command line of people: a client that everybody has. */
export const cli = { client_id: 'skykeep-cli' }
const redirect_uri = 'http://127.0.0.1:9/callback'

/** A request that waits in a browser for the person to decide, with what redeems its code. */
async function asked({ url }: ActsWorld, hand: Hand) {
  const code_verifier = randomBytes(32).toString('base64url')
  const code_challenge = createHash('sha256').update(code_verifier).digest('base64url')
  const how = {
    response_type: 'code',
    code_challenge,
    code_challenge_method: 'S256',
    redirect_uri,
    state: 's',
    prompt: 'consent',
  }
  const query = new URLSearchParams({ ...cli, ...how, scope: 'openid offline_access team:read' })
  const { headers } = await hand.does(`GET /oauth/authorize?${query}`)
  const uid = new URL(headers.get('location')!, url).pathname.split('/').at(-1)!
  return { uid, code_verifier, redirect_uri }
}

/** A code of the person in this browser, who approved. */
export async function codeOf(world: ActsWorld, hand: Hand) {
  const { uid, ...redeems } = await asked(world, hand)
  const { body } = await hand.does(`POST /oauth/interactions/${uid}/approve`, {})
  const { headers } = await hand.does(`GET ${body.redirect_to}`)
  return { ...redeems, code: new URL(headers.get('location')!).searchParams.get('code')! }
}

/** Lets the command line act for the person in this browser. */
export async function actsFor(world: ActsWorld, hand: Hand): Promise<{ access_token: string; refresh_token: string }> {
  const code = form({ ...cli, grant_type: 'authorization_code', ...(await codeOf(world, hand)) })
  return (await world.stranger().does('POST /oauth/token', code)).body
}

export const consentActs = {
  'consent.given': {
    about: 'grant',
    tells: ['client_id', 'scopes', 'way', 'expires_at'],
    async prepare(world) {
      const { hand, team, doer } = await world.crew()
      const { uid } = await asked(world, hand)
      return called(doer, team, () => hand.does(`POST /oauth/interactions/${uid}/approve`, {}))
    },
  },
  'consent.refused': {
    about: null,
    tells: ['client_id', 'scopes'],
    async prepare(world) {
      const { hand, team, doer } = await world.crew()
      const { uid } = await asked(world, hand)
      return called(doer, team, () => hand.does(`POST /oauth/interactions/${uid}/deny`))
    },
  },
  'consent.withdrawn': {
    about: 'grant',
    tells: ['of', 'client_id'],
    async prepare(world) {
      const { hand, team, doer } = await world.crew()
      await actsFor(world, hand)
      const [consent] = (await hand.does('GET /account/consents')).body.items
      return called(doer, team, () => hand.does(`DELETE /account/consents/${consent.id}`))
    },
  },
} satisfies Acts
