import { afterAll, beforeAll, expect } from 'vitest'
import { control } from '../../testing/control.ts'
import { told } from './testing/oauth-calls.ts'
import { oauthWorld, type World } from './testing/oauth-world.ts'
import { CLI, people, scene } from './testing/people.ts'
import { form } from './testing/tls-client.ts'

const ROUNDS = 10
const TRIES = 60
const scope = 'openid team:read offline_access'

let world: World
let folk: ReturnType<typeof people>
beforeAll(async () => {
  world = await oauthWorld()
  folk = people(world)
})
afterAll(() => world.close())

/** How many of the tries at once were answered with tokens; the others must be refused, not stumble. */
async function successes(ask: () => Promise<Response>): Promise<number> {
  const answers = await Promise.all(Array.from({ length: TRIES }, ask))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 400]))
  const errors = await Promise.all(
    answers.filter(({ status }) => status === 400).map(async (answer) => (await told(answer)).error),
  )
  for (const error of errors) expect(['invalid_grant', 'slow_down']).toContain(error)
  return answers.filter(({ status }) => status === 200).length
}

control('OAUTH-27', 'O-05 of 60 who redeem one code at once one gets tokens, in each of ten rounds', async () => {
  const { client, browser } = await scene(world)
  for (let round = 0; round < ROUNDS; round++) {
    const code = await folk.codeFor(browser, client, { scope, prompt: 'consent' })
    expect(await successes(() => folk.redeem(client, code))).toBe(1)
  }
})

control('OAUTH-27', 'O-05 of 60 who use one refresh token at once one gets tokens, in each of ten rounds', async () => {
  const { client, browser } = await scene(world)
  for (let round = 0; round < ROUNDS; round++) {
    const { refresh_token } = await folk.tokensFor(browser, client, scope)
    expect(await successes(() => folk.refresh(client, refresh_token))).toBe(1)
  }
})

control('OAUTH-27', 'O-05 of 60 who ask at once for the tokens of one device one gets them, in each of ten rounds', async () => {
  const { browser } = await scene(world)
  for (let round = 0; round < ROUNDS; round++) {
    const begun = await told(await fetch(`${world.issuer}/oauth/device_authorization`, form({ client_id: CLI.id, scope })))
    const approved = await browser.post('/oauth/device/approve', { user_code: begun.user_code })
    expect(approved.status, approved.text).toBe(204)
    const grant_type = 'urn:ietf:params:oauth:grant-type:device_code'
    expect(await successes(() => folk.token(CLI, { grant_type, device_code: String(begun.device_code) }))).toBe(1)
  }
})
