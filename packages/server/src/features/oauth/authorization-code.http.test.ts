import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { control } from '../../testing/control.ts'
import { waitUntil } from '../../testing/wait-until.ts'
import { Browser } from './testing/browser.ts'
import { told } from './testing/oauth-calls.ts'
import { oauthWorld, type World } from './testing/oauth-world.ts'
import { APP_REDIRECT, CLI, CLI_REDIRECT, people, pkce, type Tokens } from './testing/people.ts'

let world: World
let folk: ReturnType<typeof people>
beforeAll(async () => {
  world = await oauthWorld()
  folk = people(world)
})
afterAll(() => world.close())

/** A team with an owner who is signed in, and a client of the team that people can let act for them. */
async function scene(more: Partial<Parameters<World['newClient']>[0]> = {}) {
  const team_id = await world.newTeam()
  const client = await world.newClient({ team_id, roles: ['reader'], redirect_uris: [APP_REDIRECT], ...more })
  const person = await folk.newPerson({ team_id })
  return { team_id, client, person, browser: await folk.signIn(person) }
}

test('a person lets a client act for them: code with PKCE, ID token, access token of the team', async () => {
  const { team_id, client, person, browser } = await scene()
  const tokens = await folk.tokensFor(browser, client, 'openid email team:read')
  expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 900, scope: 'openid email team:read' })
  expect(tokens.refresh_token).toBeUndefined()
  expect(decodeProtectedHeader(tokens.access_token)).toMatchObject({ alg: 'RS256', typ: 'at+jwt' })
  const claims = decodeJwt(tokens.access_token)
  expect(claims).toMatchObject({
    iss: world.issuer,
    aud: 'skykeep',
    sub: person.id,
    client_id: client.id,
    team: team_id,
    acr: 'multi',
  })
  expect(await folk.whoami(tokens.access_token)).toMatchObject({
    status: 200,
    body: { id: person.id, team_id, client_id: client.id, sid: claims.sid, permissions: ['team:read'] },
  })
  expect(decodeJwt(tokens.id_token)).toMatchObject({ sub: person.id, aud: client.id, acr: 'multi', amr: ['pwd', 'otp'] })
})
