import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Mailbox, startMailbox } from '@skykeep/simulator'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { databaseUrl } from '../bench/database.ts'
import { Api, newFolder, removeFolder, type StartedServer, startServer, unlimited } from '../bench/server.ts'
import { Browser } from './browser.ts'
import { stepAt, totpOf } from './totp.ts'

/**
 * Two people, their team and its machines do everything that makes or uses a secret, each of which is noted. Then everything that the
 * installation keeps, writes, tells or mails is searched for them.
 */
const folder = newFolder()
let server: StartedServer
let mailbox: Mailbox
/** What must be found nowhere, by what it is. */
const secrets = new Map<string, string>()
const note = (name: string, value: string): string => {
  expect(value.length).toBeGreaterThan(5)
  secrets.set(name, value)
  return value
}
/** Names of a team that others must never see. */
const planted = `Canary${randomBytes(6).toString('hex')}`
let told = ''

beforeAll(async () => {
  mailbox = await startMailbox()
  const limits = { ...unlimited, SKYKEEP_LIMIT_MAILS_PER_MINUTE: '1000000', SKYKEEP_LIMIT_ACCOUNT_PER_MINUTE: '1000000' }
  const mail = { SKYKEEP_SMTP_URL: mailbox.smtpUrl, SKYKEEP_MAIL_FROM: 'no-reply@skykeep.test' }
  server = await startServer({ ...limits, ...mail, SKYKEEP_LOG_LEVEL: 'debug' }, folder)
}, 120_000)
afterAll(async () => {
  await server.stop()
  await mailbox.close()
  removeFolder(folder)
})

const codeIn = async (email: string, subject: RegExp): Promise<string> => {
  const mail = await mailbox.waitFor(({ to, subject: about }) => to === email && subject.test(about))
  return note(`a code to ${email} ${subject}`, /\b[0-9A-Z]{4}-[0-9A-Z]{4}\b/.exec(mail.text)![0])
}

async function register(email: string, name: string): Promise<{ browser: Browser; password: string }> {
  const browser = new Browser(server.start.url)
  const password = note(`the password of ${name}`, `pass phrase ${randomBytes(9).toString('hex')}`)
  await browser.ask('POST', '/accounts', { email })
  const wrong = note(`a wrong code of ${name}`, 'ZZZZ-2222')
  await browser.ask('POST', '/accounts/confirm', { email, code: wrong, password, name })
  const code = await codeIn(email, /Your code for Skykeep/)
  expect((await browser.ask('POST', '/accounts/confirm', { email, code, password, name })).status).toBe(201)
  return { browser, password }
}

async function person(): Promise<{ browser: Browser; email: string }> {
  const email = `ana-${randomBytes(4).toString('hex')}@skykeep.test`
  const { browser, password } = await register(email, 'Ana')
  const { secret } = (await browser.ask<{ secret: string }>('POST', '/account/totp')).body
  note('the secret of the authenticator app', secret)
  const step = stepAt(Date.now())
  const confirmed = await browser.ask<{ recovery_codes: string[] }>('POST', '/account/totp/confirm', {
    code: totpOf(secret, step),
  })
  expect(confirmed.status).toBe(200)
  confirmed.body.recovery_codes.forEach((code, at) => {
    note(`recovery code ${at}`, code)
  })
  await browser.ask('DELETE', '/sessions/current')

  const wrong = note('a wrong password', `wrong phrase ${randomBytes(9).toString('hex')}`)
  await browser.ask('POST', '/sessions', { email, password: wrong })
  const waiting = await browser.ask<{ challenge: string }>('POST', '/sessions', { email, password })
  const challenge = note('the challenge of a sign-in', waiting.body.challenge)
  // The next step's code: that of this one was used to set the app up.
  const totp = totpOf(secret, step + 1)
  expect((await browser.ask('POST', '/sessions/mfa', { challenge, totp })).status).toBe(200)

  await browser.ask('POST', '/password-resets', { email })
  const next = note('the next password of Ana', `next phrase ${randomBytes(9).toString('hex')}`)
  const code = await codeIn(email, /new password/)
  expect((await browser.ask('POST', '/password-resets/confirm', { email, code, password: next })).status).toBe(204)
  const again = await browser.ask<{ challenge: string }>('POST', '/sessions', { email, password: next })
  const recovery_code = secrets.get('recovery code 0')
  const done = await browser.ask('POST', '/sessions/mfa', {
    challenge: note('another challenge', again.body.challenge),
    recovery_code,
  })
  expect(done.status).toBe(200)
  return { browser, email }
}

async function team(browser: Browser): Promise<string> {
  const made = await browser.ask<{ id: string }>('POST', '/teams', { name: planted })
  expect(made.status).toBe(201)
  await browser.ask('PUT', '/sessions/current/team', { team_id: made.body.id })
  const bob = `bob-${randomBytes(4).toString('hex')}@skykeep.test`
  await browser.ask('POST', `/teams/${made.body.id}/invitations`, { email: bob, roles: ['operator'] })
  const invited = await mailbox.waitFor(({ to, text }) => to === bob && text.includes('/console/invitation#'))
  const token = note('the token of an invitation', /\/console\/invitation#([\w.-]+)/.exec(invited.text)![1]!)
  const guest = await register(bob, 'Bob')
  expect((await guest.browser.ask('POST', '/invitations/accept', { token })).status).toBeLessThan(300)
  guest.browser.seen.forEach((value, at) => {
    note(`cookie ${at} of Bob`, value)
  })
  return made.body.id
}

async function machines(browser: Browser): Promise<void> {
  const client = await browser.ask<{ id: string; client_secret: string }>('POST', '/clients', {
    name: planted,
    roles: ['operator'],
  })
  expect(client.status).toBe(201)
  note('the secret of a client', client.body.client_secret)
  const rotated = await browser.ask<{ client_secret: string }>('POST', `/clients/${client.body.id}/secret`, {
    overlap_seconds: 60,
  })
  const client_secret = note('the next secret of a client', rotated.body.client_secret)
  const token = await fetch(`${server.start.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: client.body.id, client_secret }),
  })
  const { access_token } = (await token.json()) as { access_token: string }
  note('the token of a client', access_token)
  const aircraft = await browser.ask<{ id: string }>('POST', '/aircraft', { registration: planted.slice(0, 12).toUpperCase() })
  const secret = await browser.ask<{ client_secret: string }>('POST', `/aircraft/${aircraft.body.id}/secret`)
  note('the secret of an aircraft', secret.body.client_secret)
}

/** Lets the command line act for the person, by the code with PKCE; then the refresh token rotates. */
async function clientOfPerson(browser: Browser): Promise<void> {
  const verifier = note('the verifier of a code', randomBytes(32).toString('base64url'))
  const redirect_uri = 'http://127.0.0.1:9/callback'
  const query = new URLSearchParams({
    ...{
      client_id: 'skykeep-cli',
      response_type: 'code',
      redirect_uri,
      code_challenge_method: 'S256',
      state: 's',
      prompt: 'consent',
    },
    ...{ scope: 'openid offline_access team:read', code_challenge: createHash('sha256').update(verifier).digest('base64url') },
  })
  const asked = await browser.ask('GET', `/oauth/authorize?${query}`)
  const uid = new URL(asked.location!, server.start.url).pathname.split('/').at(-1)!
  const approved = await browser.ask<{ redirect_to: string }>('POST', `/oauth/interactions/${uid}/approve`, {})
  expect(approved.status).toBe(200)
  const back = await browser.ask('GET', approved.body.redirect_to)
  const code = note('an authorization code', new URL(back.location!).searchParams.get('code')!)
  const tokenFor = async (parameters: Record<string, string>) => {
    const body = new URLSearchParams({ client_id: 'skykeep-cli', ...parameters })
    const response = await fetch(`${server.start.url}/oauth/token`, { method: 'POST', body })
    expect(response.status).toBe(200)
    return (await response.json()) as { access_token: string; refresh_token: string; id_token?: string }
  }
  const first = await tokenFor({ grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri })
  note('the token of a person', first.access_token)
  note('an id token', first.id_token!)
  const refresh_token = note('a refresh token', first.refresh_token)
  const second = await tokenFor({ grant_type: 'refresh_token', refresh_token })
  note('the next token of a person', second.access_token)
  note('the next refresh token', second.refresh_token)
  const begun = await fetch(`${server.start.url}/oauth/device_authorization`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: 'skykeep-cli', scope: 'openid' }),
  })
  const device = (await begun.json()) as { device_code: string; user_code: string }
  note('the code of a device', device.device_code)
  note('the short code of a device', device.user_code)
}

test('the acts', { timeout: 120_000 }, async () => {
  const { browser } = await person()
  await team(browser)
  await machines(browser)
  await clientOfPerson(browser)
  browser.seen.forEach((value, at) => {
    note(`cookie ${at} of Ana`, value)
  })
  const entries = await browser.ask<string>('GET', '/audit/export')
  const activity = await browser.ask('GET', '/account/activity?limit=200')
  const metrics = await (await fetch(`${server.start.operations_url}/metrics`)).text()
  told = [JSON.stringify(entries.body), JSON.stringify(activity.body), metrics].join('\n')
  expect(secrets.size).toBeGreaterThan(40)
})

test('[CANARY-1] L-02 K-01 no table of the database holds a secret in clear', async () => {
  const admin = new pg.Client({ connectionString: databaseUrl(folder, 'skykeep_admin') })
  await admin.connect()
  const tables = await admin.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  )
  for (const { name } of tables.rows) {
    const { rows } = await admin.query<{ text: string }>(`select string_agg(t::text, E'\\n') as text from ${name} t`)
    expect(leaks(rows[0]?.text ?? ''), name).toEqual([])
  }
  await admin.end()
})

test('[CANARY-2] L-02 neither logs, nor metrics, nor the audit trail, nor what a person is shown of it holds a secret', () => {
  // Written to the screen once, for whoever starts a demo.
  expect(leaks(server.output())).toEqual([])
  expect(leaks(told)).toEqual([])
})

test('[CANARY-3] L-02 a mail holds the code or the token that it brings, and no other secret', () => {
  for (const mail of mailbox.messages()) {
    const text = `${mail.subject}\n${mail.text}\n${mail.html}`
    const brought = leaks(text).filter((name) => !/^a code to|^the token of an invitation/.test(name))
    expect(brought, mail.subject).toEqual([])
  }
})

test('[CANARY-4] T-09 what a team calls its things is in no label of a metric, in no file beside the database and in no answer to others', async () => {
  const metrics = await (await fetch(`${server.start.operations_url}/metrics`)).text()
  expect(metrics).not.toContain(planted)
  expect(metrics).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/)
  for (const file of readdirSync(folder, { withFileTypes: true })) {
    if (file.isFile()) expect(readFileSync(join(folder, file.name), 'latin1'), file.name).not.toContain(planted)
  }
  const owner = await Api.of(server.start)
  for (const path of [
    '/teams',
    '/clients',
    '/aircraft',
    '/audit/entries?limit=200',
    '/roles',
    '/telemetry/positions',
    '/admin/',
  ]) {
    const { status, body } = await owner.call('GET', path)
    expect(status, path).toBe(200)
    expect(JSON.stringify(body), path).not.toContain(planted)
  }
})

/** The secrets that a text holds, as they are or as PostgreSQL shows bytes. */
function leaks(text: string): string[] {
  const found = [...secrets].filter(
    ([, value]) =>
      text.includes(value) || text.includes(Buffer.from(value).toString('hex')) || text.includes(value.replaceAll('-', '')),
  )
  return found.map(([name]) => name)
}
