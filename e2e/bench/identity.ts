/**
 * `npm run bench -- identity`: tokens for machines, calls with a checked token, sign-ins, and what a storm of sign-ins does to other calls,
 * with generator, server and database on the same cores. Rates are medians of the repeats.
 *
 *     npm run bench -- identity [--seconds 5] [--repeats 3] [--quick]
 */
import { argon2, randomBytes } from 'node:crypto'
import { parseArgs, promisify } from 'node:util'
import { type Mailbox, startMailbox } from '@skykeep/simulator'
import { type LoadResult, load, request } from './generator.ts'
import { Api, removeFolder, type StartedServer, startServer, unlimited } from './server.ts'

const PEOPLE = 20
/** What one process lets hash at a time on two cores; the bare rate is measured in the same way. */
const HASHES_AT_ONCE = 1
/** Calls a second while nobody else and while everybody signs in: far from what the server can do, so that waiting is the storm's. */
const CALM_RATE = 300
const STORM_CONNECTIONS = 50

interface Person {
  email: string
  password: string
}

export async function benchIdentity(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: 'string', default: '5' },
      repeats: { type: 'string', default: '3' },
      quick: { type: 'boolean', default: false },
    },
  })
  const seconds = values.quick ? 2 : Number(values.seconds)
  const repeats = values.quick ? 1 : Number(values.repeats)
  const mailbox = await startMailbox()
  const server = await startServer({
    ...unlimited,
    SKYKEEP_LIMIT_MAILS_PER_MINUTE: '1000000',
    SKYKEEP_SMTP_URL: mailbox.smtpUrl,
    SKYKEEP_MAIL_FROM: 'bench@skykeep.test',
  })
  try {
    await measure(server, mailbox, seconds, repeats)
  } finally {
    await server.stop()
    await mailbox.close()
    removeFolder(server.folder)
  }
}

async function measure(server: StartedServer, mailbox: Mailbox, seconds: number, repeats: number): Promise<void> {
  const { start } = server
  const port = Number(new URL(start.url).port)
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const secret = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: start.client_id,
    client_secret: start.client_secret,
    scope: 'team:read',
  })
  const token = request('POST', '/oauth/token', form, secret.toString())
  const owner = await Api.of(start)
  const asked = await owner.call<{ access_token: string }>('GET', '/teams')
  if (asked.status !== 200) throw new Error(`the gate: GET /teams answered ${asked.status}`)
  const bearer = await bearerOf(start)
  // Nothing is asked of the database for it: what is measured is the way to the handler.
  const call = request('GET', '/permissions', { authorization: bearer }, '')
  const people = await register(start.url, mailbox)

  const fewTokens: number[] = []
  const tokens: number[] = []
  const calls: number[] = []
  const signIns: number[] = []
  const hashes: number[] = []
  const calm: number[] = []
  const storm: number[] = []
  await load({ port, connections: 16, seconds: 1, next: () => call })
  for (let round = 0; round < repeats; round++) {
    fewTokens.push(rateOf('tokens, 16 connections', await load({ port, connections: 16, seconds, next: () => token })))
    tokens.push(rateOf('tokens, 64 connections', await load({ port, connections: 64, seconds, next: () => token })))
    calls.push(rateOf('calls', await load({ port, connections: 64, seconds, next: () => call })))
    hashes.push(await bareHashes(seconds))
    signIns.push(rateOf('sign-ins', await load({ port, connections: 4, seconds, next: signInOf(people) })))
    calm.push((await load({ port, connections: 64, seconds, rate: CALM_RATE, next: () => call })).p99)
    const storming = load({ port, connections: STORM_CONNECTIONS, seconds, next: signInOf(people) })
    storm.push((await load({ port, connections: 64, seconds, rate: CALM_RATE, next: () => call })).p99)
    await storming
  }
  const rows = [
    ['tokens by client credentials, 16 connections', `${Math.round(median(fewTokens))}/s`, ''],
    ['tokens by client credentials, 64 connections', `${Math.round(median(tokens))}/s`, '800/s'],
    ['calls with a checked token, 64 connections', `${Math.round(median(calls))}/s`, '4,000/s'],
    ['sign-ins with address and password', `${median(signIns).toFixed(1)}/s`, 'the hash alone'],
    ['bare argon2id hashes of the same cost', `${median(hashes).toFixed(1)}/s`, ''],
    [`p99 of calls at ${CALM_RATE}/s, nobody signs in`, `${median(calm).toFixed(1)} ms`, ''],
    [
      `p99 of calls at ${CALM_RATE}/s, ${STORM_CONNECTIONS} sign in at once`,
      `${median(storm).toFixed(1)} ms`,
      '3 times the calm one',
    ],
    ['storm against calm', `${(median(storm) / median(calm)).toFixed(1)} ×`, '3 ×'],
  ]
  process.stdout.write(`\n| measured | here | wanted |\n| --- | --- | --- |\n`)
  for (const row of rows) process.stdout.write(`| ${row.join(' | ')} |\n`)
}

async function bearerOf({ url, client_id, client_secret }: StartedServer['start']): Promise<string> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret })
  const response = await fetch(`${url}/oauth/token`, { method: 'POST', body })
  return `Bearer ${((await response.json()) as { access_token: string }).access_token}`
}

/** Accounts with passwords that stand alone, made as anybody makes one. */
async function register(url: string, mailbox: Mailbox): Promise<Person[]> {
  const api = new Api(url)
  const people: Person[] = []
  for (let n = 0; n < PEOPLE; n++) {
    const email = `bench-${n}@skykeep.test`
    const password = `pass phrase ${randomBytes(9).toString('hex')}`
    await api.call('POST', '/accounts', { email })
    const mail = await mailbox.waitFor(({ to }) => to === email)
    const code = /\b[0-9A-Z]{4}-[0-9A-Z]{4}\b/.exec(mail.text)![0]
    const { status } = await api.call('POST', '/accounts/confirm', { email, code, password, name: `Bench ${n}` })
    if (status !== 201) throw new Error(`the gate: registering answered ${status}`)
    people.push({ email, password })
  }
  return people
}

function signInOf(people: readonly Person[]): () => Buffer {
  let turn = 0
  return () => {
    const body = JSON.stringify(people[turn++ % people.length])
    return request('POST', '/sessions', { 'content-type': 'application/json' }, body)
  }
}

/** What the hash alone would allow. */
async function bareHashes(seconds: number): Promise<number> {
  const hash = promisify(argon2)
  const salt = randomBytes(16)
  const end = performance.now() + seconds * 1_000
  let done = 0
  const one = async () => {
    while (performance.now() < end) {
      await hash('argon2id', { message: 'a pass phrase', nonce: salt, memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 })
      done++
    }
  }
  await Promise.all(Array.from({ length: HASHES_AT_ONCE }, one))
  return done / seconds
}

function rateOf(name: string, { perSecond, byStatus, p99 }: LoadResult): number {
  const good = byStatus[200] ?? 0
  const all = Object.values(byStatus).reduce((sum, count) => sum + count, 0)
  process.stdout.write(`${name}: ${perSecond.toFixed(1)}/s, p99 ${p99.toFixed(1)} ms, answers ${JSON.stringify(byStatus)}\n`)
  if (good < all * 0.9) throw new Error(`${name}: ${JSON.stringify(byStatus)}`)
  return perSecond
}

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
