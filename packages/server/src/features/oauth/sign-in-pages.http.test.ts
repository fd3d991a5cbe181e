import { afterAll, beforeAll, expect, test } from 'vitest'
import { HashQueue } from '../../auth/passwords/hash-queue.ts'
import { newId } from '../../lib/new-id.ts'
import { control } from '../../testing/control.ts'
import { signInService } from '../sessions/sign-in.service.ts'
import { DEVICE_GRANT } from './client-metadata.ts'
import { Browser } from './testing/browser.ts'
import { told } from './testing/oauth-calls.ts'
import { oauthWorld, type World } from './testing/oauth-world.ts'
import { APP_REDIRECT, CLI, people, pkce, scene } from './testing/people.ts'
import { form } from './testing/tls-client.ts'

const PASSWORD = 'correct horse battery staple'
const CODE = '123456'
const withSecondFactor = new Set<string>()

let world: World
let folk: ReturnType<typeof people>
beforeAll(async () => {
  world = await oauthWorld({
    // Signing in is real; what a password and a code are worth is another feature's, and here known beforehand.
    signIn: ({ db, audit, clock, sessions }) =>
      signInService({
        db,
        audit,
        clock,
        newId,
        sessions,
        gate: new HashQueue(),
        passwords: {
          hash: async () => 'x',
          verify: async (password: string, hash: string | null) => ({
            matches: hash !== null && password === PASSWORD,
            isOutdated: false,
          }),
        },
        factors: {
          state: async (id: string) => ({ totp: withSecondFactor.has(id), passkeys: 0, recovery_codes: 0 }),
          verifyTotp: async (_id: string, code: string) => code === CODE,
          useRecoveryCode: async () => false,
        },
        guesses: new Proxy({}, { get: () => async () => {} }),
      } as never),
  })
  folk = people(world)
})
afterAll(() => world.close())

const { challenge } = pkce()
const begin = (browser: Browser, client: { id: string }, more: Record<string, string> = {}) =>
  browser.get(
    folk.authorizeUrl(client, { redirect_uri: APP_REDIRECT, code_challenge: challenge, scope: 'openid team:read', ...more }),
  )

test('without the console: signs in with password and second factor, agrees to a part, and goes on to the client', async () => {
  const { client, person } = await scene(world)
  withSecondFactor.add(person.id)
  const browser = new Browser(world.issuer)
  const page = (await begin(browser, client)).location!
  const first = await browser.get(page)
  expect(first.status).toBe(200)
  expect(first.text).toContain('name="password" type="password" autocomplete="current-password"')
  const wrong = await browser.submit(page, { action: 'sign_in', email: person.email, password: 'wrong' })
  expect([wrong.status, wrong.text.includes('role="alert"')]).toEqual([401, true])
  const second = await browser.submit(page, { action: 'sign_in', email: person.email, password: PASSWORD })
  const handle = /name="challenge" value="([\w-]+)"/.exec(second.text)![1]!
  expect(browser.cookieNames).not.toContain('__Host-skykeep')
  expect((await browser.submit(page, { action: 'second_factor', challenge: handle, code: '000000' })).status).toBe(401)
  const signedIn = await browser.submit(page, { action: 'second_factor', challenge: handle, code: CODE })
  expect([signedIn.status, signedIn.location?.href]).toEqual([303, page.href])
  expect(browser.cookieNames).toContain('__Host-skykeep')
  const asked = await browser.get(page)
  expect(asked.text).toContain('See the team')
  expect(asked.text).toContain(person.email)
  expect(asked.text).toContain(APP_REDIRECT)
  const onward = await browser.submit(page, [
    ['action', 'approve'],
    ['scope', 'openid'],
  ])
  const [, address] = onward.headers.get('refresh')!.split('url=')
  const { location } = await browser.get(address!)
  expect(location?.href).toMatch(/^https:\/\/app\.example\/callback\?code=/)
  const { rows } = await world.admin.query('select scopes from identity.grants where account_id = $1', [person.id])
  expect(rows).toEqual([{ scopes: ['openid'] }])
})

test('who refuses on the page sends the client away, and a request that is over says so', async () => {
  const { client, browser } = await scene(world)
  const page = (await begin(browser, client)).location!
  const onward = await browser.submit(page, { action: 'deny' })
  const { location } = await browser.get(onward.headers.get('refresh')!.split('url=')[1]!)
  expect(location?.searchParams.get('error')).toBe('access_denied')
  for (const over of [await browser.get(page), await browser.submit(page, { action: 'approve', scope: 'openid' })]) {
    expect(over.status).toBe(404)
    expect(over.text).toContain('This request is over')
  }
})

test('a device is connected on its page: signs in, types the code, sees who asks from where, approves', async () => {
  const { person } = await scene(world)
  const begun = await told(
    await fetch(`${world.issuer}/oauth/device_authorization`, form({ client_id: CLI.id, scope: 'openid team:read' })),
  )
  const browser = new Browser(world.issuer)
  const address = new URL(String(begun.verification_uri_complete))
  expect((await browser.get(address)).text).toContain('name="password"')
  const signedIn = await browser.submit(address, { action: 'sign_in', email: person.email, password: PASSWORD })
  expect([signedIn.status, signedIn.location?.href]).toEqual([303, address.href])
  expect((await browser.get(address)).text).toContain(`value="${begun.user_code}"`)
  const found = await browser.submit('/console/device', { action: 'find', user_code: String(begun.user_code) })
  expect(found.text).toContain('Skykeep command line')
  expect(found.text).toContain('127.0.0.1')
  expect(found.text).toContain('Anybody can use this name')
  expect((await browser.submit('/console/device', { action: 'find', user_code: 'BBBB-BBBB' })).status).toBe(404)
  expect((await browser.submit('/console/device', { action: 'find', user_code: '<script>' })).status).toBe(400)
  const approved = await browser.submit('/console/device', [
    ['action', 'approve'],
    ['user_code', String(begun.user_code)],
    ['scope', 'openid'],
  ])
  expect([approved.status, approved.text.includes('Approved')]).toEqual([200, true])
  const tokens = await told(await folk.token(CLI, { grant_type: DEVICE_GRANT, device_code: String(begun.device_code) }))
  expect(tokens.scope).toBe('openid')
  const again = await browser.submit('/console/device', { action: 'deny', user_code: String(begun.user_code) })
  expect(again.status).toBe(404)
})

control(
  'OAUTH-39',
  'the pages run no script, load nothing from elsewhere, stand in no frame, and send their forms home only',
  async () => {
    const { client, browser } = await scene(world)
    const page = (await begin(browser, client)).location!
    for (const address of [
      page,
      '/console/device',
      '/console/device?user_code=BCDF-GHJK',
      '/console/sign-in/no-such-request-at-all',
    ]) {
      for (const who of [browser, new Browser(world.issuer)]) {
        const { headers, text } = await who.get(address)
        const policy = headers.get('content-security-policy')!
        for (const rule of ["default-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"])
          expect(policy).toContain(rule)
        expect(policy).not.toContain('unsafe')
        expect(headers.get('x-frame-options')).toBe('DENY')
        expect(headers.get('referrer-policy')).toBe('no-referrer')
        expect(headers.get('cache-control')).toContain('no-store')
        expect(text).not.toMatch(/<script|<style| style=| on[a-z]+=|javascript:/i)
        expect(text).not.toMatch(/(src|href|action)="(https?:)?\/\//i)
      }
    }
  },
)

control('OAUTH-39', 'what comes from outside stands on the pages as text: names, addresses, codes, faults', async () => {
  const { client, person, browser } = await scene(world, {
    client: { redirect_uris: ['https://app.example/callback?a="><script>1</script>'] },
  })
  const evil = `"><script>alert('x')</script><b a='`
  await world.admin.query('update directory.clients set name = $2 where id = $1', [client.id, evil])
  await world.admin.query('update identity.accounts set name = $2 where id = $1', [person.id, evil])
  await world.admin.query('update directory.teams set name = $2 where team_id = $1', [client.team_id, evil])
  const page = (await begin(browser, client, { redirect_uri: 'https://app.example/callback?a="><script>1</script>' })).location!
  const { text } = await browser.get(page)
  expect(text).toContain('&quot;&gt;&lt;script&gt;alert(')
  expect(text).not.toContain('<script')
  const typed = await browser.submit('/console/device', { action: 'find', user_code: evil })
  expect(typed.text).not.toContain('<script')
})

control('OAUTH-39', 'S-07 a form that another site sends signs nobody in, approves nothing and refuses nothing', async () => {
  const { client, person, browser } = await scene(world)
  const page = (await begin(browser, client)).location!
  const elsewhere: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', origin: 'null' },
  ]
  for (const headers of elsewhere) {
    for (const fields of [
      { action: 'approve', scope: 'openid' },
      { action: 'deny', scope: '' },
    ])
      expect((await browser.submit(page, fields, headers)).body.code).toBe('CROSS_SITE_REFUSED')
    const signIn = { action: 'sign_in', email: person.email, password: PASSWORD }
    for (const address of [page, '/console/device']) {
      const answer = await new Browser(world.issuer).submit(address, signIn, headers)
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([403, null])
    }
    expect((await browser.submit('/console/device', { action: 'approve', user_code: 'BCDF-GHJK' }, headers)).status).toBe(403)
  }
  expect((await browser.post(page, { action: 'approve' })).status).toBe(415)
  expect((await browser.get(`/oauth/interactions/${page.pathname.split('/').at(-1)}`)).status).toBe(200)
  expect((await world.admin.query('select from identity.grants where account_id = $1', [person.id])).rowCount).toBe(0)
})

test('a person who has proven too little is told what to do, and nothing is asked of them', async () => {
  const { client, person } = await scene(world)
  const browser = await folk.signIn(person, { assurance: 'enrolment', methods: ['pwd'] })
  const page = (await begin(browser, client)).location!
  expect((await browser.get(page)).text).toContain('set one up first')
  expect((await browser.submit(page, { action: 'approve', scope: 'openid' })).status).toBe(403)
})
