import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { control } from '../../testing/control.ts'
import { expectProblem, withoutTrace } from '../../testing/http.ts'
import { type PeopleWorld, peopleWorld } from '../../testing/people-world.ts'

let world: PeopleWorld
beforeAll(async () => {
  world = await peopleWorld()
})
afterAll(() => world.close())

const subjectsOf = (mails: readonly { subject: string }[]): string[] => mails.map(({ subject }) => subject)
const anAddress = () => `${newId()}@skykeep.test`
const confirmation = (email: string, code: string, more: object = {}) => ({
  ...{ email, code, name: 'Ana Ortiz', password: `a passphrase of ${newId()}` },
  ...more,
})

async function asked(email = anAddress()) {
  const browser = world.browser()
  await browser.ask('POST /accounts', { email })
  return { email, browser, code: await world.codeFor(email) }
}

control('ACCOUNT-1', 'A-01 nine characters are refused, ten need a second factor before any data, fifteen do not', async () => {
  const { email, browser, code } = await asked()
  const nine = await browser.ask('POST /accounts/confirm', confirmation(email, code, { password: 'ninechars' }))
  expectProblem(nine, 'PASSWORD_REFUSED')
  expect(nine.body.errors[0].pointer).toBe('#/password')
  const ten = await browser.ask('POST /accounts/confirm', confirmation(email, code, { password: 'tenxyzchar' }))
  expect([ten.status, ten.body.second_factor_needed]).toEqual([201, true])
  expectProblem(await browser.ask('POST /teams', { name: 'Early' }), 'SECOND_FACTOR_REQUIRED')
  expectProblem(await browser.ask('GET /teams/0198f2d3-0000-7000-8000-000000000001'), 'SECOND_FACTOR_REQUIRED')
  expect((await browser.ask('GET /sessions/current')).body).toMatchObject({ assurance: 'enrolment', second_factor_needed: true })
  const long = await world.person('fifteen letters')
  expect((await long.browser.ask('POST /teams', { name: 'Crew' })).status).toBe(201)
})

control('ACCOUNT-2', 'A-02 every character of a long password counts, and any character may stand in it', async () => {
  for (const length of [64, 128]) {
    const password = [...'päss wörd 🛩 '.repeat(12)].slice(0, length).join('')
    const { email, browser } = await world.person(password)
    const changed = [...password].with(length - 20, '#').join('')
    expectProblem(await browser.ask('POST /sessions', { email, password: changed }), 'SIGN_IN_REFUSED')
    expect((await browser.ask('POST /sessions', { email, password })).body.status).toBe('authenticated')
  }
})

control(
  'ACCOUNT-3',
  'A-05 A-04 a password made of what is known of a person, or known to everybody, is refused wherever one is set',
  async () => {
    const { email, browser, code } = await asked(`ottokar.lindqvist.${newId().slice(-6)}@skykeep.test`)
    for (const password of [
      email,
      'skykeepskykeep',
      'OttokarLindqvist',
      'Ana Ortiz 123',
      'password123',
      'qwertyuiop',
      '1234567890',
    ]) {
      const answer = await browser.ask('POST /accounts/confirm', confirmation(email, code, { password }))
      expect([password, answer.body.code]).toEqual([password, 'PASSWORD_REFUSED'])
    }
    const ana = await world.person()
    const change = { current_password: ana.password, new_password: 'qwertyuiopasdfgh' }
    expectProblem(await ana.browser.ask('POST /account/password', change), 'PASSWORD_REFUSED')
    const visitor = world.browser()
    await visitor.ask('POST /password-resets', { email: ana.email })
    const reset = { email: ana.email, code: await world.codeFor(ana.email), password: 'iloveyou1234' }
    expectProblem(await visitor.ask('POST /password-resets/confirm', reset), 'PASSWORD_REFUSED')
  },
)

control(
  'ACCOUNT-4',
  'A-11 registering an address that has an account is answered like any other, and its owner is told by mail',
  async () => {
    const ana = await world.person()
    const [known, unknown] = [world.browser(), world.browser()]
    const stranger = anAddress()
    const answers = [
      await known.ask('POST /accounts', { email: ana.email }),
      await unknown.ask('POST /accounts', { email: stranger }),
    ]
    const [theirs, nobodys] = answers.map((answer) => {
      const { headers, ...rest } = withoutTrace(answer)
      const { 'set-cookie': cookie, ...others } = headers as Record<string, string>
      return { ...rest, headers: others, cookie: String(cookie).replace(/=[^;]+/, '=…') }
    })
    expect(theirs).toEqual(nobodys)
    expect(subjectsOf(await world.mailsTo(ana.email))).toContain('You have an account already')
    expect(subjectsOf(await world.mailsTo(stranger))).toContain('Your code for Skykeep')
    const guess = await known.ask('POST /accounts/confirm', confirmation(ana.email, 'AAAA-BBBB'))
    expectProblem(guess, 'CODE_REFUSED')
  },
)

control(
  'ACCOUNT-5',
  'A-11 A-12 known and unknown addresses cause the same work: as many statements, hashes and mails',
  async () => {
    const ana = await world.person()
    const work = async (act: () => Promise<unknown>) => {
      const count = async () => {
        const { rows } = await world.admin.query<{ codes: string; mails: number }>(
          `select (select count(*) from identity.mail_codes)::text as codes, (select count(*)::int from audit.pending) as mails`,
        )
        return rows[0]!
      }
      const before = await count()
      await act()
      const after = await count()
      return after.mails - before.mails
    }
    const visitor = world.browser()
    const known = await work(() => visitor.ask('POST /password-resets', { email: ana.email }))
    const unknown = await work(() => visitor.ask('POST /password-resets', { email: anAddress() }))
    expect([known, unknown]).toEqual([1, 1])
  },
)

control('ACCOUNT-6', 'A-12 an unknown address and a wrong password cannot be told apart', async () => {
  const ana = await world.person()
  const wrong = await world.browser().ask('POST /sessions', { email: ana.email, password: 'not the right one' })
  const nobody = await world.browser().ask('POST /sessions', { email: anAddress(), password: 'not the right one' })
  expectProblem(wrong, 'SIGN_IN_REFUSED')
  expect(withoutTrace(wrong)).toEqual(withoutTrace(nobody))
})

control(
  'ACCOUNT-7',
  'A-13 a code from a mail counts once, for ten minutes, in the browser that asked, and not after five wrong guesses',
  async () => {
    const twice = await asked()
    expect((await twice.browser.ask('POST /accounts/confirm', confirmation(twice.email, twice.code))).status).toBe(201)
    expectProblem(await twice.browser.ask('POST /accounts/confirm', confirmation(twice.email, twice.code)), 'CODE_REFUSED')

    const late = await asked()
    world.clock.shiftMs += 10 * 60_000 + 1_000
    expectProblem(await late.browser.ask('POST /accounts/confirm', confirmation(late.email, late.code)), 'CODE_REFUSED')
    world.clock.shiftMs = 0

    const elsewhere = await asked()
    const other = (await asked()).browser
    expectProblem(await other.ask('POST /accounts/confirm', confirmation(elsewhere.email, elsewhere.code)), 'CODE_REFUSED')
    expect((await elsewhere.browser.ask('POST /accounts/confirm', confirmation(elsewhere.email, elsewhere.code))).status).toBe(
      201,
    )

    const guessed = await asked()
    for (let guess = 0; guess < 5; guess++)
      expectProblem(
        await guessed.browser.ask('POST /accounts/confirm', confirmation(guessed.email, `AAAA-AAA${guess + 2}`)),
        'CODE_REFUSED',
      )
    expectProblem(await guessed.browser.ask('POST /accounts/confirm', confirmation(guessed.email, guessed.code)), 'CODE_REFUSED')
  },
)

control(
  'ACCOUNT-8',
  'A-14 a reset works once, with the newest mail only, ends all sessions, and asks for the second factor all the same',
  async () => {
    const ana = await world.person()
    const visitor = world.browser()
    await visitor.ask('POST /password-resets', { email: ana.email })
    const older = await world.codeFor(ana.email)
    await visitor.ask('POST /password-resets', { email: ana.email })
    const code = await world.codeFor(ana.email)
    const password = `another passphrase ${newId()}`
    const reset = (given: string) => visitor.ask('POST /password-resets/confirm', { email: ana.email, code: given, password })
    expectProblem(await reset(older), 'CODE_REFUSED')
    expect((await reset(code)).status).toBe(204)
    expectProblem(await reset(code), 'CODE_REFUSED')
    expectProblem(await ana.browser.ask('GET /account'), 'SESSION_ENDED')
    expectProblem(await visitor.ask('POST /sessions', { email: ana.email, password: ana.password }), 'SIGN_IN_REFUSED')
    expect((await visitor.ask('POST /sessions', { email: ana.email, password })).body.status).toBe('authenticated')
    expect(subjectsOf(await world.mailsTo(ana.email))).toContain('Your password was changed')
  },
)

control(
  'ACCOUNT-9',
  'A-07 a password is changed with the current one only; then all other sessions are dead and a mail tells of it',
  async () => {
    const ana = await world.person()
    const second = world.browser()
    await second.ask('POST /sessions', { email: ana.email, password: ana.password })
    const new_password = `another passphrase ${newId()}`
    expectProblem(
      await ana.browser.ask('POST /account/password', { current_password: 'not the right one', new_password }),
      'SIGN_IN_REFUSED',
    )
    expect((await second.ask('GET /account')).status).toBe(200)
    const before = ana.browser.session
    const changed = await ana.browser.ask('POST /account/password', { current_password: ana.password, new_password })
    expect(changed.status).toBe(204)
    expect(ana.browser.session).not.toBe(before)
    expect((await ana.browser.ask('GET /account')).status).toBe(200)
    expectProblem(await second.ask('GET /account'), 'SESSION_ENDED')
    expect(subjectsOf(await world.mailsTo(ana.email))).toContain('Your password was changed')
  },
)

control(
  'ACCOUNT-10',
  'A-08 a password does not grow old: after 400 days it signs in, and nobody is asked to change it',
  async () => {
    const { email, password } = await world.person()
    world.clock.shiftMs += 400 * 86_400_000
    const answer = await world.browser().ask('POST /sessions', { email, password })
    world.clock.shiftMs = 0
    expect(answer.body).toEqual({ status: 'authenticated', second_factor_needed: false })
  },
)

control('ACCOUNT-11', 'A-10 a hash with the parameters of yesterday is made anew at the next sign-in', async () => {
  const { email, password, id } = await world.person()
  const stored = async () => {
    const { rows } = await world.admin.query<{ password_hash: string }>(
      'select password_hash from identity.accounts where id = $1',
      [id],
    )
    return rows[0]!.password_hash
  }
  const { HashQueue } = await import('../../auth/passwords/hash-queue.ts')
  const { passwordHasher } = await import('../../auth/passwords/password-hasher.ts')
  const old = await passwordHasher({ profile: 'pbkdf2-sha512', queue: new HashQueue() }).hash(password)
  await world.admin.query('update identity.accounts set password_hash = $1 where id = $2', [old, id])
  expect((await world.browser().ask('POST /sessions', { email, password })).status).toBe(200)
  expect(await stored()).toMatch(/^\$argon2id\$/)
  expect((await world.entriesAbout(id)).map(({ action }) => action)).toContain('account.password_upgraded')
  expect((await world.browser().ask('POST /sessions', { email, password })).status).toBe(200)
})

control(
  'ACCOUNT-12',
  'A-15 another address needs a fresh sign-in and a code from its mailbox; the former one is told',
  async () => {
    const ana = await world.person()
    const email = anAddress()
    world.clock.shiftMs += 11 * 60_000
    expectProblem(await ana.browser.ask('POST /account/email', { email }), 'STEP_UP_REQUIRED')
    expect((await ana.browser.ask('POST /sessions/step-up', { password: ana.password })).status).toBe(204)
    expect((await ana.browser.ask('POST /account/email', { email })).status).toBe(202)
    const code = await world.codeFor(email)
    const bob = await world.person()
    expectProblem(await bob.browser.ask('POST /account/email/confirm', { email, code }), 'CODE_REFUSED')
    expect((await ana.browser.ask('POST /account/email/confirm', { email, code })).body.email).toBe(email)
    const mails = await world.mailsTo(ana.email)
    world.clock.shiftMs = 0
    expect(subjectsOf(mails)).toContain('The address of your account was changed')
    expectProblem(await world.browser().ask('POST /sessions', { email: ana.email, password: ana.password }), 'SIGN_IN_REFUSED')
  },
)

control('ACCOUNT-13', 'A-16 however an address is spelled, it is one account', async () => {
  const email = `Zoe.${newId()}@Skykeep.Test`
  const { browser, code } = await asked(email.toLowerCase())
  await browser.ask('POST /accounts/confirm', confirmation(email.toUpperCase(), code, { password: 'the very first one' }))
  for (const spelling of [email, ` ${email.toUpperCase()} `, email.replace('@', '＠')]) {
    const answer = await world.browser().ask('POST /sessions', { email: spelling, password: 'the very first one' })
    expect([spelling, answer.body.status]).toEqual([spelling, 'authenticated'])
  }
  const { rows } = await world.admin.query('select from identity.accounts where email = $1', [email.toLowerCase()])
  expect(rows).toHaveLength(1)
})

control('ACCOUNT-14', 'A-17 a fresh installation knows nobody, and what lets the first person in counts once', async () => {
  const email = anAddress()
  const { code } = await world.administration.code(email, 'operator')
  const browser = world.browser()
  expect((await browser.ask('POST /accounts/confirm', confirmation(email, code))).status).toBe(201)
  expectProblem(await world.browser().ask('POST /accounts/confirm', confirmation(email, code)), 'CODE_REFUSED')
})

control('ACCOUNT-15', 'S-06 an account that an operator closes has no session any more, and cannot begin one', async () => {
  const ana = await world.person()
  await world.administration.disable(ana.email, 'operator')
  expectProblem(await ana.browser.ask('GET /account'), 'SESSION_ENDED')
  expectProblem(await ana.browser.ask('POST /sessions', { email: ana.email, password: ana.password }), 'SIGN_IN_REFUSED')
  await world.administration.enable(ana.email, 'operator')
  expect((await ana.browser.ask('POST /sessions', { email: ana.email, password: ana.password })).status).toBe(200)
})

control('ACCOUNT-16', 'a code that sixty redeem at once makes one account, in each of ten rounds', async () => {
  for (let round = 0; round < 10; round++) {
    const { email, browser, code } = await asked()
    const given = confirmation(email, code)
    const answers = await Promise.all(Array.from({ length: 60 }, () => browser.ask('POST /accounts/confirm', given)))
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 201)).toHaveLength(1)
    // Refused, or told that too many passwords wait to be hashed.
    expect(statuses.filter((status) => status !== 201 && status !== 400 && status !== 503)).toEqual([])
  }
})

test('a person sees and renames their account, and deletes it with everything', async () => {
  const ana = await world.person()
  const account = await ana.browser.ask('GET /account')
  expect(account.body).toMatchObject({ email: ana.email, name: 'Ana Ortiz', has_password: true, second_factor_needed: false })
  const renamed = await ana.browser.ask('PATCH /account', { name: 'Ana Maria' }, { 'if-match': String(account.headers.etag) })
  expect(renamed.body.name).toBe('Ana Maria')
  expectProblem(
    await ana.browser.ask('PATCH /account', { name: 'X' }, { 'if-match': String(account.headers.etag) }),
    'PRECONDITION_FAILED',
  )
  await ana.browser.ask('POST /teams', { name: 'Mine' })
  expectProblem(await ana.browser.ask('DELETE /account'), 'LAST_OWNER')
  const bob = await world.person()
  expect((await bob.browser.ask('DELETE /account')).status).toBe(204)
  expectProblem(await bob.browser.ask('GET /account'), 'NOT_AUTHENTICATED')
  expectProblem(await bob.browser.ask('POST /sessions', { email: bob.email, password: bob.password }), 'SIGN_IN_REFUSED')
  expect(subjectsOf(await world.mailsTo(bob.email))).toContain('Your account was deleted')
})

test('what does not fit is told by its field, and changes nothing', async () => {
  const browser = world.browser()
  for (const body of [{}, { email: 'no address' }, { email: 'a@b.test', role: 'owner' }, { email: ['a@b.test'] }]) {
    const answer = await browser.ask('POST /accounts', body)
    expectProblem(answer, 'VALIDATION_FAILED')
  }
  expect((await browser.ask('POST /accounts', { email: 'a@b.test', role: 'owner' })).body.errors[0].pointer).toBe('#/role')
})
