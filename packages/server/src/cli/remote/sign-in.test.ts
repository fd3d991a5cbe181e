import { readdirSync, readFileSync, statSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { permissionNames } from '@skykeep/contract'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { person } from './testing/person.ts'
import { type PretendInstallation, pretendInstallation } from './testing/pretend-installation.ts'

let there: PretendInstallation
let ada: ReturnType<typeof person>
beforeEach(async () => {
  there = await pretendInstallation()
  ada = person(there)
})
afterEach(() => there.close())

const login = (...more: string[]) => ada.skykeep('login', '--url', there.url, ...more)
const stored = () => JSON.parse(readFileSync(join(ada.folder, 'credentials.json'), 'utf8'))
const isSignedIn = () => readdirOrNone().includes('credentials.json') && Object.keys(stored().logins).length > 0
const readdirOrNone = () => {
  try {
    return readdirSync(ada.folder)
  } catch {
    return []
  }
}
/** The address that a browser is sent to, with something of it changed. */
async function answerTo(url: string, change: (query: URLSearchParams) => void): Promise<string> {
  const { headers } = await fetch(url, { redirect: 'manual' })
  const answer = new URL(headers.get('location')!)
  change(answer.searchParams)
  return answer.href
}

test('[CLI-1] somebody signs in with their browser: PKCE with S256, a fresh state and nonce, everything they are permitted', async () => {
  expect(await login()).toMatchObject({
    code: 0,
    out: `Signed in at ${there.url} as Ada <ada@example.org>, in the team ${there.oauth.team}.\n`,
  })
  await login()
  const [first, second] = ada.opened.map((url) => new URL(url).searchParams) as [URLSearchParams, URLSearchParams]
  expect(Object.fromEntries(first)).toMatchObject({
    client_id: 'skykeep-cli',
    response_type: 'code',
    code_challenge_method: 'S256',
    prompt: 'consent',
    scope: ['openid', 'offline_access', 'email', 'profile', ...permissionNames].join(' '),
  })
  expect(new URL(first.get('redirect_uri')!).pathname).toBe('/callback')
  for (const name of ['state', 'nonce', 'code_challenge']) {
    expect(first.get(name)).toMatch(/^[\w-]{43}$/)
    expect(first.get(name)).not.toBe(second.get(name))
  }
})

test('[CLI-2] what is kept can be read by its owner alone, and nothing is left beside it', async () => {
  await login()
  expect(statSync(ada.folder).mode & 0o777).toBe(0o700)
  expect(readdirSync(ada.folder)).toEqual(['credentials.json'])
  expect(statSync(join(ada.folder, 'credentials.json')).mode & 0o777).toBe(0o600)
  const { access_token, refresh_token } = stored().logins[there.url]
  expect(there.oauth.handedOut).toEqual(expect.arrayContaining([access_token, refresh_token]))
})

test.each<[string, (query: URLSearchParams) => void, RegExp]>([
  ['another state', (query) => query.set('state', 'x'.repeat(43)), /not for this sign-in/],
  ['no state', (query) => query.delete('state'), /not for this sign-in/],
  ['another issuer', (query) => query.set('iss', 'https://elsewhere.example'), /not from this installation/],
  ['no issuer', (query) => query.delete('iss'), /not from this installation/],
  ['no code', (query) => query.delete('code'), /no code/],
  ['two codes', (query) => query.append('code', 'second'), /no code/],
  ['a code that was not given', (query) => query.set('code', 'guessed'), /invalid_grant/],
  ['a refusal', (query) => query.set('error', 'access_denied'), /You did not agree/],
  ['a fault', (query) => query.set('error', 'server_error\u001b[2J'), /server_error\uFFFD/],
])('[CLI-1] an answer with %s signs nobody in', async (_name, change, told) => {
  const page = Promise.withResolvers<Response>()
  ada.browser = async (url) => page.resolve(await fetch(await answerTo(url, change)))
  const { code, out, err } = await login()
  expect([code, out]).toEqual([1, ''])
  expect(err).toMatch(told)
  expect(isSignedIn()).toBe(false)
  const { headers, text } = await page.promise.then(async (shown) => ({ headers: shown.headers, text: await shown.text() }))
  expect(text).not.toMatch(/elsewhere|guessed|server_error|xxx/)
  expect(headers.get('content-security-policy')).toContain("default-src 'none'")
})

test('[CLI-1] an ID token for another sign-in, or of somebody else’s, signs nobody in', async () => {
  for (const claims of [{ nonce: 'of another' }, { aud: 'another client' }, { iss: 'https://elsewhere.example' }]) {
    there.oauth.claims = claims
    expect((await login()).code).toBe(1)
    expect(isSignedIn()).toBe(false)
  }
})

test('[CLI-1] whatever else knocks at the port is sent away and changes nothing; after the answer nobody listens', async () => {
  const knocks: number[] = []
  let port = 0
  ada.browser = async (url) => {
    const answer = new URL(await answerTo(url, () => undefined))
    port = Number(answer.port)
    const knock = (path: string, more: object = {}) =>
      new Promise<number>((resolve, reject) =>
        request({ port, host: '127.0.0.1', path, ...more }, (response) => resolve(response.resume().statusCode!))
          .on('error', reject)
          .end(),
      )
    const path = `${answer.pathname}${answer.search}`
    knocks.push(await knock('/favicon.ico'), await knock('/callback/x'), await knock('http://elsewhere.example/callback?code=1'))
    knocks.push(await knock(path, { method: 'POST' }), await knock(path, { headers: { host: 'evil.example' } }))
    await fetch(answer)
  }
  expect((await login()).code).toBe(0)
  expect(knocks).toEqual([404, 404, 404, 404, 404])
  await expect(fetch(`http://127.0.0.1:${port}/callback`)).rejects.toThrow('fetch failed')
})

test('[CLI-4] an installation that is not what it says, or sends sign-ins elsewhere, gets nothing', async () => {
  there.metadata = { issuer: 'https://elsewhere.example' }
  expect(await login()).toMatchObject({ code: 1, err: expect.stringContaining('does not answer as an installation') })
  there.metadata = { token_endpoint: 'http://127.0.0.1:1/oauth/token' }
  expect(await login()).toMatchObject({ code: 1, err: expect.stringContaining('elsewhere (token_endpoint)') })
  expect(await ada.skykeep('login', '--url', 'http://127.0.0.1:1')).toMatchObject({ code: 1 })
  for (const url of ['http://skykeep.example', 'ftp://skykeep.example', 'skykeep', 'https://me:secret@skykeep.example']) {
    expect(await ada.skykeep('login', '--url', url)).toMatchObject({ code: 2, err: expect.stringContaining('address') })
  }
  expect(ada.opened).toEqual([])
})

test('only what an installation knows is asked of it, and only what is wished', async () => {
  there.metadata = { scopes_supported: ['openid', 'offline_access', 'team:read', 'team:write'] }
  await login()
  await login('--permission', 'team:read', '--fresh')
  expect(await login('--permission', 'team:burn')).toMatchObject({ code: 2, err: expect.stringContaining('team:burn') })
  const asked = ada.opened.map((url) => Object.fromEntries(new URL(url).searchParams))
  expect(asked.map(({ scope }) => scope)).toEqual([
    'openid offline_access team:read team:write',
    'openid offline_access team:read',
  ])
  expect(asked.map(({ prompt }) => prompt)).toEqual(['consent', 'login consent'])
})

test('the device flow shows a code and asks as slowly as it is told, also when the network fails meanwhile', async () => {
  there.oauth.deviceErrors = ['authorization_pending', 'slow_down', 'authorization_pending']
  const { code, out, err } = await login('--device')
  expect([code, out]).toEqual([0, expect.stringContaining('Signed in at')])
  expect(err).toContain(`Open  ${there.url}/console/device\nand type  BCDF-GHJK`)
  expect(ada.waited).toEqual([5, 5, 10, 10])
  expect(ada.opened).toEqual([])

  ada.waited = []
  there.oauth.interval = 2
  there.mishaps = ['drop', 503]
  expect((await login('--device')).code).toBe(0)
  expect(ada.waited).toEqual([2, 4, 8])
})

test.each([
  ['access_denied', 'You did not agree'],
  ['expired_token', 'not typed in time'],
  ['invalid_client', 'not completed: invalid_client'],
])('a device flow that is answered %s signs nobody in', async (error, told) => {
  there.oauth.deviceErrors = ['authorization_pending', error]
  expect(await login('--device')).toMatchObject({ code: 1, out: '', err: expect.stringContaining(told) })
  expect(isSignedIn()).toBe(false)
})

test('a device flow that nobody answers ends with its code, by our own clock', async () => {
  there.oauth.deviceErrors = Array<string>(1_000).fill('authorization_pending')
  expect(await login('--device')).toMatchObject({ code: 1, err: expect.stringContaining('not typed in time') })
  expect(ada.waited).toHaveLength(120)
})

test('who they are, as the installation says it, and what they asked for', async () => {
  await login()
  const { out } = await ada.skykeep('whoami')
  expect(out).toMatch(/^account +0198f2d3-0000-7000-8000-0000000000aa$/m)
  expect(out).toMatch(/^email +ada@example.org$/m)
  expect(JSON.parse((await ada.skykeep('whoami', '--json')).out)).toMatchObject({
    installation: there.url,
    name: 'Ada',
    team: there.oauth.team,
    permissions: [...permissionNames],
  })
})

test('signing out ends the sign-in there and removes it here, also when it cannot be told', async () => {
  await login()
  const { refresh_token } = stored().logins[there.url]
  expect(await ada.skykeep('logout')).toMatchObject({ code: 0, out: `Signed out at ${there.url}.\n`, err: '' })
  expect(there.oauth.revoked).toEqual([refresh_token])
  expect(stored()).toEqual({ version: 1, current: null, logins: {} })
  expect(await ada.skykeep('whoami')).toMatchObject({ code: 1, err: expect.stringContaining('skykeep login') })

  await login()
  await there.close()
  const { code, err } = await ada.skykeep('logout', '--all')
  expect([code, err]).toEqual([0, expect.stringContaining('could not be told')])
  expect(stored().logins).toEqual({})
})

test('signing in again ends the sign-in before, and several installations stand side by side', async () => {
  await login()
  const { refresh_token } = stored().logins[there.url]
  await login()
  expect(there.oauth.revoked).toEqual([refresh_token])
  const other = await pretendInstallation()
  try {
    await ada.skykeep('login', '--url', other.url)
    expect(Object.keys(stored().logins)).toEqual([there.url, other.url])
    expect(stored().current).toBe(other.url)
    await ada.skykeep('logout')
    expect(Object.keys(stored().logins)).toEqual([there.url])
    expect((await ada.skykeep('whoami', '--url', there.url)).code).toBe(0)
  } finally {
    await other.close()
  }
})
