import { execFile } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { person } from './testing/person.ts'
import { type PretendInstallation, pretendInstallation } from './testing/pretend-installation.ts'

let there: PretendInstallation
let ada: ReturnType<typeof person>
beforeEach(async () => {
  there = await pretendInstallation()
  ada = person(there)
  await ada.skykeep('login', '--url', there.url)
})
afterEach(() => there.close())

const path = () => join(ada.folder, 'credentials.json')
const stored = () => JSON.parse(readFileSync(path(), 'utf8'))
const asIs = (one = ada) => one.skykeep('api', 'GET', '/teams')
const sentTokens = () => there.seen.map(({ headers }) => headers.authorization)

test('an access token serves until a minute before its end, then it is renewed, and the refresh token with it', async () => {
  const before = stored().logins[there.url]
  ada.clock.shiftMs = 839_000
  await asIs()
  expect(there.oauth.refreshes).toBe(0)
  ada.clock.shiftMs = 841_000
  expect(await asIs()).toMatchObject({ code: 0 })
  expect(there.oauth.refreshes).toBe(1)
  const after = stored().logins[there.url]
  for (const name of ['access_token', 'refresh_token', 'expires_at']) expect(after[name]).not.toBe(before[name])
  expect(after).toMatchObject({ scope: before.scope, subject: before.subject })
  expect(sentTokens()).toEqual([`Bearer ${before.access_token}`, `Bearer ${after.access_token}`])
})

test('[CLI-3] twelve commands that find an old token at once renew it once, and all go on with what that one got', async () => {
  ada.clock.shiftMs = 1_000_000
  const others = Array.from({ length: 12 }, () => {
    const other = person(there)
    Object.assign(other, { folder: ada.folder })
    other.clock.shiftMs = 1_000_000
    return other
  })
  const told = await Promise.all(others.map((one) => asIs(one)))
  expect(told.map(({ code }) => code)).toEqual(Array(12).fill(0))
  expect(there.oauth.refreshes).toBe(1)
  expect(new Set(sentTokens())).toEqual(new Set([`Bearer ${stored().logins[there.url].access_token}`]))
})

test('[CLI-3] of three processes that find an old token one renews it', async () => {
  const content = stored()
  content.logins[there.url].expires_at = new Date(Date.now() - 1_000).toISOString()
  writeFileSync(path(), JSON.stringify(content))
  const main = join(import.meta.dirname, '../../main.ts')
  const environment = { PATH: process.env.PATH, XDG_CONFIG_HOME: join(ada.folder, '..') }
  const run = promisify(execFile)
  const whoami = () => run(process.execPath, [main, 'whoami', '--json'], { env: environment })
  const told = await Promise.all([whoami(), whoami(), whoami()])
  for (const { stdout, stderr } of told) {
    expect([JSON.parse(stdout), stderr]).toEqual([expect.objectContaining({ name: 'Ada', installation: there.url }), ''])
    for (const secret of there.oauth.handedOut) expect(stdout.includes(secret)).toBe(false)
  }
  expect(there.oauth.refreshes).toBe(1)
})

test('[CLI-3] a refresh token that was used elsewhere ends the sign-in: it is removed here, and they are told to sign in again', async () => {
  const elsewhere = await pretendInstallation()
  try {
    await ada.skykeep('login', '--url', elsewhere.url)
    const stolen = readFileSync(path(), 'utf8')
    ada.clock.shiftMs = 900_000
    await ada.skykeep('api', 'GET', '/teams', '--url', there.url)
    writeFileSync(path(), stolen)
    const { code, out, err } = await ada.skykeep('api', 'GET', '/teams', '--url', there.url)
    expect([code, out]).toEqual([1, ''])
    expect(err).toBe(`Your sign-in is over at ${there.url}. Run: skykeep login --url ${there.url}\n`)
    expect(Object.keys(stored().logins)).toEqual([elsewhere.url])
    expect((await ada.skykeep('api', 'GET', '/teams', '--url', there.url)).err).toContain('You are not signed in')
  } finally {
    await elsewhere.close()
  }
})

test('a token that is refused before its end is renewed once, and a second refusal is told', async () => {
  there.oauth.endAccessTokens()
  expect(await asIs()).toMatchObject({ code: 0 })
  expect(there.oauth.refreshes).toBe(1)
  const { oauth } = there
  oauth.isValid = () => false
  const { code, err } = await asIs()
  expect(code).toBe(1)
  expect(JSON.parse(err)).toMatchObject({ code: 'TOKEN_REVOKED' })
  expect(oauth.refreshes).toBe(2)
})

test('an installation that cannot be reached loses nobody their sign-in', async () => {
  ada.clock.shiftMs = 900_000
  there.mishaps = ['drop', 503]
  for (const _ of there.mishaps) expect(await asIs()).toMatchObject({ code: 1, err: expect.stringContaining('did not renew') })
  expect(await asIs()).toMatchObject({ code: 1 })
  expect(Object.keys(stored().logins)).toEqual([there.url])
  there.mishaps = []
  expect((await asIs()).code).toBe(0)
})

test('without a refresh token a sign-in ends with its access token', async () => {
  there.oauth.withRefreshToken = false
  await ada.skykeep('login')
  expect((await asIs()).code).toBe(0)
  ada.clock.shiftMs = 900_000
  expect(await asIs()).toMatchObject({ code: 1, err: expect.stringContaining('Your sign-in is over') })
})

test('[CLI-2] a file that others can read, or that is not as it was written, is not used, and its content is not told', async () => {
  for (const mode of [0o640, 0o604, 0o666]) {
    chmodSync(path(), mode)
    expect(await asIs()).toMatchObject({ code: 2, err: expect.stringContaining('chmod 600') })
  }
  chmodSync(path(), 0o600)
  const text = readFileSync(path(), 'utf8')
  for (const broken of ['', '{', text.slice(0, -20), text.replace('"version": 1', '"version": 2'), `${text}x`]) {
    writeFileSync(path(), broken)
    expect(await asIs()).toMatchObject({ code: 2, err: expect.stringMatching(/is not as skykeep wrote it[^\n]*\n$/) })
  }
  expect(there.seen).toEqual([])
})
