import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEVICE_COOKIE, SESSION_COOKIE } from '../../http/session-cookie.ts'
import { hashOf } from '../../lib/one-time-value.ts'
import { ORIGIN } from '../../testing/bare-app.ts'
import type { Browser } from '../../testing/browser.ts'
import { control } from '../../testing/control.ts'
import { expectProblem } from '../../testing/http.ts'
import { type PeopleWorld, peopleWorld } from '../../testing/people-world.ts'
import { totpApp } from '../../testing/totp-app.ts'
import { waitUntil } from '../../testing/wait-until.ts'
import { SoftwareAuthenticator } from '../factors/testing/software-authenticator.ts'

let world: PeopleWorld
beforeAll(async () => {
  world = await peopleWorld()
})
afterAll(() => world.close())

type Person = Awaited<ReturnType<PeopleWorld['person']>>

const STEP_MS = 30_000

/** With an authenticator app. Each call of `code` is the code of the next time step: none is ever used twice. */
async function withApp(person?: Person) {
  const ana = person ?? (await world.person())
  const enrolled = await ana.browser.ask('POST /account/totp')
  const app = totpApp(enrolled.body.secret)
  const confirmed = await ana.browser.ask('POST /account/totp/confirm', { code: app(world.clock.now()) })
  const code = () => {
    world.clock.shiftMs += STEP_MS
    return app(world.clock.now())
  }
  return { ...ana, app, code, recovery: confirmed.body.recovery_codes as string[] }
}

/** A sign-in that waits for its second factor. */
async function challenged({ email, password }: Pick<Person, 'email' | 'password'>, browser = world.browser()) {
  const { body } = await browser.ask('POST /sessions', { email, password })
  expect(body.status).toBe('mfa_required')
  return { browser, challenge: body.challenge as string }
}

/** Every process hears of it within a second; five are promised. */
async function isOut(browser: Browser): Promise<void> {
  await waitUntil('the session is out', async () => (await browser.ask('GET /account')).status === 401, 5_000)
  expectProblem(await browser.ask('GET /account'), 'SESSION_ENDED')
}

control(
  'SESSION-7',
  'S-01 S-08 the cookie is for this host over TLS alone, no script reads it, and its copy in the database is useless',
  async () => {
    const { browser, id } = await world.person()
    expect(browser.attributes.get(SESSION_COOKIE)).toBe('Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=86400')
    expect(browser.session).toMatch(/^[\w-]{43}$/)
    const { rows } = await world.admin.query<{ row: string }>(
      'select row_to_json(s)::text as row from identity.sessions s where account_id = $1',
      [id],
    )
    expect(rows.map(({ row }) => row).join()).not.toContain(browser.session)
    const thief = world.browser()
    thief.cookies.set(SESSION_COOKIE, hashOf(browser.session!))
    await isOut(thief)
  },
)

control(
  'SESSION-8',
  'S-02 the identifier is new after each sign-in, step-up and change of team, and the former one is dead',
  async () => {
    const ana = await world.person()
    const { body: team } = await ana.browser.ask('POST /teams', { name: 'Crew' })
    const acts = [
      () => ana.browser.ask('POST /sessions', { email: ana.email, password: ana.password }),
      () => ana.browser.ask('POST /sessions/step-up', { password: ana.password }),
      () => ana.browser.ask('PUT /sessions/current/team', { team_id: team.id }),
      () => ana.browser.ask('PUT /sessions/current/team', { team_id: null }),
    ]
    const seen = [ana.browser.session!]
    for (const act of acts) {
      const former = world.browser()
      former.cookies.set(SESSION_COOKIE, ana.browser.session!)
      expect((await act()).status).toBeLessThan(300)
      await isOut(former)
      expect(seen).not.toContain(ana.browser.session)
      seen.push(ana.browser.session!)
      expect((await ana.browser.ask('GET /account')).status).toBe(200)
    }
  },
)

control(
  'SESSION-9',
  'S-03 a session ends an hour after its last use, and a day after it began however much it was used',
  async () => {
    const idle = await world.person()
    world.clock.shiftMs += 61 * 60_000
    await isOut(idle.browser)
    world.clock.shiftMs = 0
    const busy = await world.person()
    for (let hours = 0; hours < 24 * 2; hours++) {
      expect((await busy.browser.ask('GET /account')).status).toBe(200)
      world.clock.shiftMs += 30 * 60_000
    }
    await isOut(busy.browser)
    world.clock.shiftMs = 0
  },
)

control('SESSION-10', 'a team sets how long sessions in it may be idle and how old they get', async () => {
  const ana = await world.person()
  const { body: team } = await ana.browser.ask('POST /teams', { name: 'Strict' })
  await ana.browser.ask('PUT /sessions/current/team', { team_id: team.id })
  const policy = { session_idle_seconds: 120, session_seconds: 600 }
  expect((await ana.browser.ask(`PATCH /teams/${team.id}`, policy, { 'if-match': '"1"' })).status).toBe(200)
  world.clock.shiftMs += 121_000
  await isOut(ana.browser)
  world.clock.shiftMs = 0
})

control('SESSION-11', 'S-04 a cookie that was signed out is nobody, also where its token is remembered', async () => {
  const { browser } = await world.person()
  const copy = world.browser()
  copy.cookies.set(SESSION_COOKIE, browser.session!)
  expect((await copy.ask('GET /account')).status).toBe(200)
  expect((await browser.ask('DELETE /sessions/current')).status).toBe(204)
  expect(browser.session).toBeUndefined()
  await isOut(copy)
})

control(
  'SESSION-12',
  'S-05 people see where they are signed in and end it there; nobody ends a session of somebody else',
  async () => {
    const ana = await world.person()
    const second = world.browser()
    await second.ask('POST /sessions', { email: ana.email, password: ana.password })
    const { body } = await ana.browser.ask('GET /sessions')
    expect(
      body.items.map(({ is_current, methods }: { is_current: boolean; methods: string[] }) => [is_current, methods]),
    ).toEqual([
      [false, ['pwd']],
      [true, ['pwd']],
    ])
    expect(JSON.stringify(body)).not.toContain(second.session)
    const bob = await world.person()
    expectProblem(await bob.browser.ask(`DELETE /sessions/${body.items[0].id}`), 'NOT_FOUND')
    expect((await ana.browser.ask(`DELETE /sessions/${body.items[0].id}`)).status).toBe(204)
    await isOut(second)
    await second.ask('POST /sessions', { email: ana.email, password: ana.password })
    expect((await ana.browser.ask('DELETE /sessions')).status).toBe(204)
    await isOut(second)
    expect((await ana.browser.ask('GET /account')).status).toBe(200)
    const ended = (await world.entriesAbout(ana.id)).filter(({ action }) => action === 'session.ended')
    expect(ended.length).toBeGreaterThanOrEqual(2)
  },
)

control(
  'SESSION-13',
  'M-05 with the first factor alone there is no session: no cookie, and the challenge opens nothing',
  async () => {
    const ana = await withApp()
    const { browser, challenge } = await challenged(ana)
    expect(browser.session).toBeUndefined()
    for (const call of ['GET /account', 'GET /sessions', 'GET /sessions/current', 'GET /teams'] as const) {
      expectProblem(await browser.ask(call), 'NOT_AUTHENTICATED')
      browser.cookies.set(SESSION_COOKIE, challenge)
      expectProblem(await browser.ask(call), 'SESSION_ENDED')
      expectProblem(await browser.ask(call, undefined, { authorization: `Bearer ${challenge}` }), 'TOKEN_INVALID')
      browser.cookies.delete(SESSION_COOKIE)
    }
    expect((await browser.ask('POST /sessions/mfa', { challenge, totp: ana.code() })).body.status).toBe('authenticated')
    expect((await browser.ask('GET /sessions/current')).body).toMatchObject({ assurance: 'multi', methods: ['pwd', 'otp'] })
  },
)

control(
  'SESSION-14',
  'M-02 one code and one challenge make one session, also when sixty come at once, in each of ten rounds',
  async () => {
    const ana = await withApp()
    for (let round = 0; round < 10; round++) {
      const { browser, challenge } = await challenged(ana)
      const totp = ana.code()
      const answers = await Promise.all(Array.from({ length: 60 }, () => browser.ask('POST /sessions/mfa', { challenge, totp })))
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
      expect(answers.filter(({ status }) => ![200, 401, 429].includes(status))).toEqual([])
      expectProblem(await browser.ask('POST /sessions/mfa', { challenge, totp: ana.code() }), 'SECOND_FACTOR_REFUSED')
      world.clock.shiftMs += 16 * 60_000
    }
  },
)

control('SESSION-15', 'G-05 a challenge bears five wrong answers; then even the right one is too late', async () => {
  const ana = await withApp()
  const { browser, challenge } = await challenged(ana)
  for (let guess = 0; guess < 5; guess++)
    expectProblem(await browser.ask('POST /sessions/mfa', { challenge, totp: '000000' }), 'SECOND_FACTOR_REFUSED')
  expectProblem(await browser.ask('POST /sessions/mfa', { challenge, totp: ana.code() }), 'SECOND_FACTOR_REFUSED')
  const again = await challenged(ana)
  expect((await again.browser.ask('POST /sessions/mfa', { challenge: again.challenge, totp: ana.code() })).status).toBe(200)
})

control('SESSION-16', 'a sign-in that waits ends with the password that it proved, and after ten minutes', async () => {
  const ana = await withApp()
  const late = await challenged(ana)
  world.clock.shiftMs += 10 * 60_000
  expectProblem(
    await late.browser.ask('POST /sessions/mfa', { challenge: late.challenge, totp: ana.code() }),
    'SECOND_FACTOR_REFUSED',
  )
  const waiting = await challenged(ana)
  const visitor = world.browser()
  await visitor.ask('POST /password-resets', { email: ana.email })
  const reset = { email: ana.email, code: await world.codeFor(ana.email), password: 'quite another passphrase' }
  expect((await visitor.ask('POST /password-resets/confirm', reset)).status).toBe(204)
  expectProblem(
    await waiting.browser.ask('POST /sessions/mfa', { challenge: waiting.challenge, totp: ana.code() }),
    'SECOND_FACTOR_REFUSED',
  )
})

control(
  'SESSION-17',
  'G-01 G-02 ten wrong passwords from ten addresses slow strangers down, and neither others nor a browser that the owner knows',
  async () => {
    const ana = await world.person()
    const bob = await world.person()
    let last = await world.browser().ask('GET /permissions')
    for (let guess = 0; guess < 10; guess++) {
      last = await world.browser().ask('POST /sessions', { email: ana.email, password: `wrong guess ${guess}` })
    }
    expectProblem(last, 'RATE_LIMITED')
    expect(Number(last.headers['retry-after'])).toBeGreaterThan(0)
    expectProblem(await world.browser().ask('POST /sessions', { email: ana.email, password: ana.password }), 'RATE_LIMITED')
    expect((await world.browser().ask('POST /sessions', { email: bob.email, password: bob.password })).status).toBe(200)
    const known = world.browser()
    known.cookies.set(DEVICE_COOKIE, ana.browser.cookies.get(DEVICE_COOKIE)!)
    expect((await known.ask('POST /sessions', { email: ana.email, password: ana.password })).body.status).toBe('authenticated')
    world.clock.shiftMs += (Number(last.headers['retry-after']) + 1) * 1_000
    expect((await world.browser().ask('POST /sessions', { email: ana.email, password: ana.password })).status).toBe(200)
  },
)

control('SESSION-18', 'a page of another site can neither sign a browser in nor out', async () => {
  const ana = await world.person()
  const theirs = { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' }
  expectProblem(
    await world.browser().ask('POST /sessions', { email: ana.email, password: ana.password }, theirs),
    'CROSS_SITE_REFUSED',
  )
  expectProblem(await ana.browser.ask('DELETE /sessions/current', undefined, theirs), 'CROSS_SITE_REFUSED')
  expect((await ana.browser.ask('GET /account')).status).toBe(200)
})

test('a passkey signs in alone, as second factor, and proves again who somebody is', async () => {
  const ana = await world.person()
  const authenticator = new SoftwareAuthenticator(ORIGIN)
  const begun = await ana.browser.ask('POST /account/passkeys/options')
  const response = authenticator.register(begun.body.options)
  const added = await ana.browser.ask('POST /account/passkeys', { challenge: begun.body.challenge, name: 'Key', response })
  expect(added.status).toBe(201)
  expect((await ana.browser.ask('GET /sessions/current')).body).toMatchObject({ assurance: 'multi', methods: ['pwd', 'passkey'] })

  const alone = world.browser()
  const options = (await alone.ask('POST /sessions/passkeys/options', {})).body
  const shown = { passkey_challenge: options.passkey_challenge, response: authenticator.answer(options.options) }
  expect((await alone.ask('POST /sessions/passkeys', shown)).body.status).toBe('authenticated')
  expectProblem(await world.browser().ask('POST /sessions/passkeys', shown), 'SIGN_IN_REFUSED')
  expect((await alone.ask('GET /sessions/current')).body).toMatchObject({ assurance: 'multi', methods: ['passkey'] })

  const { browser, challenge } = await challenged(ana)
  const second = (await browser.ask('POST /sessions/passkeys/options', { challenge })).body
  const answer = { challenge, passkey_challenge: second.passkey_challenge, response: authenticator.answer(second.options) }
  expect((await browser.ask('POST /sessions/passkeys', answer)).body.status).toBe('authenticated')

  const again = (await browser.ask('POST /sessions/step-up/options')).body
  const proof = { passkey_challenge: again.passkey_challenge, response: authenticator.answer(again.options) }
  expect((await browser.ask('POST /sessions/step-up', proof)).status).toBe(204)
  expectProblem(await browser.ask('POST /sessions/step-up', { password: ana.password }), 'SECOND_FACTOR_REFUSED')
})

test('a recovery code takes the place of the app, once', async () => {
  const ana = await withApp()
  const first = await challenged(ana)
  const recovery_code = ana.recovery[0]
  expect((await first.browser.ask('POST /sessions/mfa', { challenge: first.challenge, recovery_code })).status).toBe(200)
  const second = await challenged(ana)
  expectProblem(
    await second.browser.ask('POST /sessions/mfa', { challenge: second.challenge, recovery_code }),
    'SECOND_FACTOR_REFUSED',
  )
  expect((await ana.browser.ask('GET /account')).body.second_factors).toEqual({ totp: true, passkeys: 0, recovery_codes_left: 9 })
})

test('the next sign-in is in the team where the person was last', async () => {
  const ana = await world.person()
  const names = ['First', 'Second']
  const teams = await Promise.all(names.map(async (name) => (await ana.browser.ask('POST /teams', { name })).body))
  await ana.browser.ask('PUT /sessions/current/team', { team_id: teams[1].id })
  expect((await ana.browser.ask('GET /sessions/current')).body.team).toEqual({ id: teams[1].id, name: 'Second' })
  const browser = world.browser()
  await browser.ask('POST /sessions', { email: ana.email, password: ana.password })
  expect((await browser.ask('GET /sessions/current')).body.team.name).toBe('Second')
  const bob = await world.person()
  expectProblem(await bob.browser.ask('PUT /sessions/current/team', { team_id: teams[0].id }), 'NOT_FOUND')
})
