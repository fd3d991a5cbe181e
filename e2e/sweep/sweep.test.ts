import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Api, newFolder, removeFolder, type StartedServer, startServer, unlimited } from '../bench/server.ts'
import { until } from '../bench/until.ts'
import { skykeep } from '../prove/command.ts'
import { bodyOf, hasPathIds, membersOf, type Operation, operations, sample } from './operations.ts'

/**
 * Every operation of `openapi.json` is asked the same questions, so a new route is covered the day it is born: nobody → 401, without
 * the permission → 403, an unknown field → 400, another team's id → 404 (and the same words as for nobody's), nonsense → never a 5xx.
 */
const folder = newFolder()
let server: StartedServer
let owner: Api
let powerless: Api
let stranger: Api
/** Ids that exist in the demo team, by the name of the path parameter. */
let ids: Record<string, string>

beforeAll(async () => {
  server = await startServer({ ...unlimited, SKYKEEP_LIMIT_FAILED_AUTHENTICATION_PER_MINUTE: '1000000' }, folder)
  const { start } = server
  owner = await Api.of(start)
  const made = await owner.call<{ id: string; client_secret: string }>('POST', '/clients', {
    name: 'Powerless',
    roles: ['service'],
  })
  powerless = await Api.of({ ...start, client_id: made.body.id, client_secret: made.body.client_secret })
  stranger = await strangerOf(start)
  const aircraft = await owner.aircraft('SWEEP-1')
  const event = { aircraft_id: aircraft.aircraft_id, event_id: randomUUID(), ts: new Date().toISOString(), metrics: {} }
  await new Api(start.url, aircraft.token).call('POST', '/telemetry/ingest', event)
  const role = await owner.call<{ id: string }>('POST', '/roles', { name: 'Sweep', permissions: ['aircraft:read'] })
  const invitation = await owner.call<{ id: string }>('POST', `/teams/${start.team_id}/invitations`, {
    email: 'invited@skykeep.test',
    roles: ['reader'],
  })
  const azure = { tenant_id: randomUUID(), client_id: randomUUID() }
  const connection = await owner.call<{ id: string }>('POST', '/connections', { name: 'Sweep', provider: 'azure', azure })
  const calendar = await owner.call<{ id: string }>('POST', '/calendars', { name: 'Sweep', exceptions: [] })
  const schedule = await owner.call<{ id: string }>('POST', '/schedules', {
    name: 'Sweep',
    enabled: true,
    time_zone: 'UTC',
    targets: { connection_id: connection.body.id },
  })
  const until_at = new Date(Date.now() + 3_600_000).toISOString()
  const overrides = `/schedules/${schedule.body.id}/overrides`
  const override = await owner.call<{ id: string }>('POST', overrides, { state: 'on', until: until_at })
  for (const { status } of [connection, calendar, schedule, override]) expect(status).toBe(201)
  ids = {
    connection_id: connection.body.id,
    calendar_id: calendar.body.id,
    schedule_id: schedule.body.id,
    override_id: override.body.id,
    role_id: role.body.id,
    invitation_id: invitation.body.id,
    team_id: start.team_id,
    client_id: made.body.id,
    aircraft_id: aircraft.aircraft_id,
    event_id: event.event_id,
    index: '0',
    serial: '0a0b0c',
  }
}, 120_000)
afterAll(async () => {
  await server.stop()
  removeFolder(folder)
})

async function strangerOf(start: StartedServer['start']): Promise<Api> {
  const team = JSON.parse((await skykeep(folder, 'teams', 'create', 'Strangers', '--json')).output) as { id: string }
  const made = await skykeep(folder, 'clients', 'create', '--team', team.id, '--name', 'Stranger', '--role', 'owner', '--json')
  const { client_id, client_secret } = JSON.parse(made.output) as { client_id: string; client_secret: string }
  return Api.of({ ...start, client_id, client_secret })
}

const titled = (list: readonly Operation[]) =>
  list.map((operation) => [`${operation.method} ${operation.path}`, operation] as const)
const guarded = operations.filter(({ isPublic }) => !isPublic)

/** Paths that end the connection only when told to: asked for their head. */
const isStream = ({ path }: Operation) => path.endsWith('/stream')

describe('an operation that is not public', () => {
  test.each(titled(guarded))('%s is not for nobody', async (_name, operation) => {
    expect(await refusal(new Api(server.start.url), operation)).toEqual({ status: 401, code: 'NOT_AUTHENTICATED' })
  })

  test.each(titled(guarded.filter(({ rule }) => rule !== 'any principal')))(
    '%s is not for a principal without the permission',
    async (_name, operation) => {
      expect(await refusal(powerless, operation)).toEqual({ status: 403, code: 'PERMISSION_DENIED' })
    },
  )
})

// The OAuth endpoints ignore what they do not know, as RFC 6749 §3.1 demands.
// What is for people only, no machine gets far enough to try.
const strict = operations.filter(
  ({ path, rule }) => !path.startsWith('/oauth/') && !path.startsWith('/.well-known/') && rule !== 'person',
)
/** What the server alone decides, in whatever call it is sent. */
const protectedFields = ['id', 'team_id', 'role', 'version', 'created_at', 'sub', 'is_admin', 'secret_hash']
const writesEvents = ({ path }: Operation) => path === '/telemetry/ingest' || path === '/telemetry/batches'

test.each(titled(strict.filter(({ body, path }) => body && path !== '/telemetry/batches')))(
  'R-05 %s refuses an unknown field, and every field that is not the caller’s to say',
  async (_name, operation) => {
    const api = writesEvents(operation) ? await anAircraft() : owner
    const least = sample(operation.body!) as object
    const known = membersOf(operation.body!)
    for (const name of ['unknown_field', ...protectedFields.filter((field) => !known.has(field))]) {
      const answer = await api.call<Refusal>(operation.method, pathOf(operation), { ...least, [name]: 1 })
      expect([name, answer.status]).toEqual([name, 400])
      expect(answer.body.errors.map(({ pointer }) => pointer)).toContain(`#/${name}`)
    }
  },
)

test.each(
  titled(strict.filter(({ method, parameters }) => method === 'GET' && parameters.some((parameter) => parameter.in === 'query'))),
)('%s refuses an unknown query parameter', async (_name, operation) => {
  const answer = await owner.call<Refusal>('GET', `${pathOf(operation)}?unknown_parameter=1`)
  expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 400, code: 'VALIDATION_FAILED' })
})

/** A certificate that is the same for everybody, and is to be got often. */
const isForEverybody = ({ path }: Operation) => path === '/pki/root.pem'

test.each(titled(operations))('S-10 %s answers with every security header, whatever it answers', async (_name, operation) => {
  const { headers, body } = await fetch(`${server.start.url}${pathOf(operation)}`, {
    method: operation.method,
    redirect: 'manual',
  })
  await body?.cancel()
  expect(Object.fromEntries(headers)).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    'cache-control': isForEverybody(operation) ? expect.any(String) : expect.stringContaining('no-store'),
  })
})

describe('another team', () => {
  test.each(titled(operations.filter((operation) => hasPathIds(operation) && operation.rule === 'permission')))(
    'T-01 %s has nothing of it',
    async (_name, operation) => {
      const body = bodyOf(operation)
      const version = { 'if-match': '"1"' }
      const before = await whatIsThere()
      const theirs = await stranger.call<Refusal>(operation.method, pathOf(operation), body, version)
      const nobodys = await stranger.call<Refusal>(operation.method, pathOf(operation, unusedIds), body, version)
      expect(theirs.status).toBe(404)
      expect(withoutTrace(theirs.body)).toEqual(withoutTrace(nobodys.body))
      expect(await whatIsThere()).toEqual(before)
      await until(async () => (await triedBy(stranger)).has(`${operation.method} ${operation.path}`), 10_000)
    },
  )
})

describe('nonsense', () => {
  test.each(titled(operations.filter((operation) => !isStream(operation))))(
    '%s never fails on our side',
    { timeout: 60_000 },
    async (_name, operation) => {
      const texts = fc.string({ unit: 'binary', maxLength: 60 })
      const nonsense = fc.record({
        path: texts,
        query: texts,
        value: texts,
        body: fc.oneof(fc.json(), texts, fc.constant('{"metrics":{"gps":[1]}}')),
      })
      const api = writesEvents(operation) ? await anAircraft() : owner
      await fc.assert(
        fc.asyncProperty(nonsense, async ({ path, query, value, body }) => {
          const url = `${operation.path.replace(/\{[^}]+\}/g, () => encodeURIComponent(path.toWellFormed()) || '-')}?${new URLSearchParams([[query, value]])}`
          const status = await api.send(operation.method, url, operation.method === 'GET' ? undefined : body)
          expect(status).toBeLessThan(500)
        }),
        { numRuns: 12 },
      )
    },
  )
})

/** What the demo team has of the things whose ids are tried. */
async function whatIsThere(): Promise<unknown[]> {
  const paths = ['/teams', '/clients', '/aircraft', `/aircraft/${ids.aircraft_id}/certificates`, '/telemetry/events']
  return Promise.all(paths.map(async (path) => stillness((await owner.call<object>('GET', path)).body)))
}

/** Without what the passing of time changes. */
const stillness = (body: object): unknown =>
  JSON.parse(JSON.stringify(body, (name, value) => (name === 'last_used_at' || name === 'trace_id' ? undefined : value)))

/** The calls that the trail of a caller's own team calls denied, by method and path. */
async function triedBy(api: Api): Promise<Set<string>> {
  const { body } = await api.call<{ items: { entry: { details: { method: string; route: string } } }[] }>(
    'GET',
    '/audit/entries?action=authorization.not_found&limit=200',
  )
  return new Set(body.items.map(({ entry: { details } }) => `${details.method} ${details.route.replace(/:(\w+)/g, '{$1}')}`))
}

interface Refusal {
  code: string
  errors: { pointer: string }[]
}

async function refusal(api: Api, operation: Operation): Promise<{ status: number; code: string }> {
  const { status, body } = await api.call<Refusal>(
    operation.method,
    pathOf(operation),
    operation.body ? sample(operation.body) : undefined,
  )
  return { status, code: body.code }
}

function pathOf({ path }: Operation, from: (name: string) => string = (name) => ids[name] ?? randomUUID()): string {
  return path.replace(/\{([^}]+)\}/g, (_, name: string) => from(name))
}

const unusedIds = (name: string): string => (name === 'index' ? '999999999' : name === 'serial' ? 'ffffff' : randomUUID())

let flying: Promise<Api> | undefined
function anAircraft(): Promise<Api> {
  flying ??= owner.aircraft('SWEEP-2').then(({ token }) => new Api(server.start.url, token))
  return flying
}

function withoutTrace(body: object): object {
  return { ...body, trace_id: 'any' }
}
