import { Problem, type ProblemCode } from '@skykeep/contract'
import type { FastifyRequest } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Principal } from '../auth/principal.ts'
import { noteRefusedToken } from '../auth/refused-token.ts'
import type { Log } from '../db/log.ts'
import type { Database } from '../db/tenancy.ts'
import { newId } from '../lib/new-id.ts'
import { bareApp, bearer } from '../testing/bare-app.ts'
import { control } from '../testing/control.ts'
import { trialRoutes } from '../testing/trial-routes.ts'
import { INSTALLATION } from './draft.ts'
import { refusalActions } from './refusal-actions.ts'
import { Refusals } from './refusals.ts'
import { aTeam, openTrail, type Trail } from './testing/trail.ts'

let trail: Trail
beforeAll(async () => {
  trail = await openTrail()
})
afterAll(() => trail.close())

const quiet: Log = { info() {}, warn() {}, error() {} }

function recorder(db: Database = trail.db) {
  const clock = { ms: Date.parse('2026-11-22T08:00:00Z'), now: () => new Date(clock.ms) }
  const lost: number[] = []
  const refusals = new Refusals({ db, audit: trail.audit, clock, log: quiet, onLost: (count) => lost.push(count) })
  return { refusals, clock, lost }
}

interface Asked {
  team?: string
  id?: string
  ip?: string
  route?: string
  authorization?: string
  params?: Record<string, string>
}

const aRequest = ({ team, id = newId(), ip = '192.0.2.1', route = '/audit/entries', authorization, params }: Asked = {}) =>
  ({
    method: 'GET',
    ip,
    headers: { authorization },
    params,
    routeOptions: { url: route },
    trace: { trace_id: 'b'.repeat(32) },
    certificate: null,
    principal: team ? ({ kind: 'aircraft', id, team_id: team, token_id: 'jti', thumbprint: null } as Partial<Principal>) : null,
  }) as unknown as FastifyRequest

async function entriesOf(team: string, where = 'true') {
  await trail.sequencer.settle()
  const { rows } = await trail.admin.query(
    `select leaf, personal from audit.entries where team_id = $1 and ${where} order by team_index`,
    [team],
  )
  return rows.map(({ leaf, personal }) => ({ ...JSON.parse(leaf), personal }))
}

control(
  'AUDIT-13',
  'a refusal is recorded at once with who and where; its repeats within a minute become one more entry',
  async () => {
    const team = aTeam()
    const id = newId()
    const { refusals, clock } = recorder()
    const denied = new Problem('PERMISSION_DENIED', { detail: 'It needs config:read.' })
    for (let n = 0; n < 40; n++) refusals.note(aRequest({ team, id }), denied)
    refusals.note(aRequest({ team, id, route: '/admin/' }), denied)
    await refusals.flush()

    const entries = await entriesOf(team)
    expect(entries.map(({ action, outcome, details }) => [action, outcome, details.route, details.repeated])).toEqual([
      ['authorization.denied', 'denied', '/audit/entries', undefined],
      ['authorization.denied', 'denied', '/admin/', undefined],
      ['authorization.denied', 'denied', '/audit/entries', 39],
    ])
    expect(entries[0]).toMatchObject({
      actor: { type: 'aircraft', id },
      credential: { type: 'access_token', id: 'jti' },
      reason: 'PERMISSION_DENIED',
      trace_id: 'b'.repeat(32),
      details: { method: 'GET', detail: 'It needs config:read.' },
      personal: { address: { value: '192.0.2.1' } },
    })

    // A new minute, a new first.
    clock.ms += 61_000
    refusals.note(aRequest({ team, id }), denied)
    await refusals.flush()
    expect(await entriesOf(team)).toHaveLength(4)
  },
)

test('what somebody tried in two teams is told to each of them, also within a minute', async () => {
  const teams = [aTeam(), aTeam()]
  const id = newId()
  const { refusals } = recorder()
  for (const team of teams) refusals.note(aRequest({ team, id }), new Problem('PERMISSION_DENIED'))
  await refusals.flush()
  for (const team of teams) {
    expect(await entriesOf(team)).toMatchObject([{ action: 'authorization.denied', outcome: 'denied', actor: { id } }])
  }
})

test('a genuine token that is refused is told to its team, and two teams at one address are told apart', async () => {
  const teams = [aTeam(), aTeam()]
  const { refusals } = recorder()
  for (const team of teams) {
    const problem = new Problem('CERTIFICATE_MISMATCH')
    noteRefusedToken(problem, { sub: `aircraft of ${team}`, team, jti: `jti of ${team}` })
    refusals.note(aRequest(), problem)
  }
  await refusals.flush()
  for (const team of teams) {
    expect(await entriesOf(team)).toMatchObject([
      {
        action: 'certificate.mismatched',
        actor: { type: 'anonymous' },
        credential: null,
        resource: { type: 'access_token', id: `jti of ${team}` },
        details: { subject: `aircraft of ${team}` },
      },
    ])
  }
})

test('each refusal that tells of an attack has its action, and the others are left to the metrics', async () => {
  const { refusals } = recorder()
  for (const code of Object.keys(refusalActions) as ProblemCode[]) {
    const team = aTeam()
    refusals.note(aRequest({ team }), new Problem(code))
    await refusals.flush()
    expect((await entriesOf(team)).map(({ action, reason }) => [action, reason])).toEqual([[refusalActions[code], code]])
  }
  const team = aTeam()
  for (const code of ['NOT_FOUND', 'VALIDATION_FAILED', 'NOT_AUTHENTICATED', 'INTERNAL'] as const) {
    refusals.note(aRequest({ team }), new Problem(code))
  }
  await refusals.flush()
  expect(await entriesOf(team)).toEqual([])
})

test('T-01 whoever asks by id for what their team has not is told of in their own trail, by route and without the id', async () => {
  const { refusals } = recorder()
  const [team, id] = [aTeam(), newId()]
  const absent = new Problem('NOT_FOUND')
  refusals.note(aRequest({ team, id, route: '/aircraft/:aircraft_id', params: { aircraft_id: newId() } }), absent)
  refusals.note(aRequest({ team, id, route: '/aircraft/:aircraft_id', params: { aircraft_id: newId() } }), absent)
  refusals.note(aRequest({ team, id, route: '/aircraft' }), absent)
  await refusals.flush()
  const entries = await entriesOf(team)
  expect(entries.map(({ action, reason, details }) => [action, reason, details.route, details.repeated])).toEqual([
    ['authorization.not_found', 'NOT_FOUND', '/aircraft/:aircraft_id', undefined],
    ['authorization.not_found', 'NOT_FOUND', '/aircraft/:aircraft_id', 1],
  ])
  expect(entries[0]).toMatchObject({ outcome: 'denied', actor: { id } })
})

test('nobody known is an entry of the installation, counted by address group', async () => {
  const { refusals } = recorder()
  const route = `/${newId()}`
  const bad = new Problem('TOKEN_INVALID')
  for (let n = 0; n < 30; n++) refusals.note(aRequest({ ip: `2001:db8::${n}`, route }), bad)
  refusals.note(aRequest({ ip: '2001:db8:1::1', route }), bad)
  refusals.note(aRequest({ route, authorization: 'nonsense' }), new Problem('NOT_AUTHENTICATED'))
  refusals.note(aRequest({ route }), new Problem('NOT_AUTHENTICATED'))
  await refusals.flush()
  const entries = (await entriesOf(INSTALLATION)).filter(({ details }) => details.route === route)
  expect(entries.map(({ action, details }) => [action, details.repeated])).toEqual([
    ['token.refused', undefined],
    ['token.refused', undefined],
    ['authentication.refused', undefined],
    ['token.refused', 29],
  ])
  expect(entries[0]).toMatchObject({ team_id: null, actor: { type: 'anonymous', id: 'unknown' }, credential: null })
})

control('AUDIT-17', 'a flood of refusals from ever new addresses costs bounded memory, and none goes uncounted', async () => {
  const written: number[] = []
  let isAway = true
  const db = {
    async asTeam(_team: string, work: (tx: never) => Promise<unknown>) {
      if (isAway) throw new Error('no database')
      return work(null as never)
    },
  } as unknown as Database
  const clock = { ms: 0, now: () => new Date(clock.ms) }
  let lost = 0
  const audit = {
    write: async (
      _tx: unknown,
      _who: unknown,
      { action, details = {} }: { action: string; details?: Record<string, unknown> },
    ) => {
      written.push(action === 'audit.refusals_lost' ? Number(details.count) : Number(details.repeated ?? 1))
    },
  } as never
  const refusals = new Refusals({ db, audit, clock, log: quiet, onLost: (count) => (lost += count) })
  const route = '/flood'
  for (let n = 0; n < 20_000; n++) {
    refusals.note(aRequest({ ip: `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`, route }), new Problem('TOKEN_INVALID'))
    if (n % 1_000 === 0) await refusals.flush()
  }
  await refusals.flush()
  expect(lost).toBeGreaterThan(0)
  isAway = false
  clock.ms += 61_000
  await refusals.flush()
  expect(written.reduce((sum, count) => sum + count, 0)).toBe(20_000)
  expect(written.length).toBeLessThan(1_100)
})

test('a failing database or a strange request is logged and never reaches the caller', async () => {
  const said = new Set<string | undefined>()
  const db = { asTeam: async () => Promise.reject(new Error('no database')) } as unknown as Database
  const log: Log = { ...quiet, error: (_about: unknown, message?: string) => said.add(message) }
  const refusals = new Refusals({ db, audit: trail.audit, clock: trail.clock, log })
  refusals.note(aRequest(), new Problem('TOKEN_INVALID'))
  refusals.note({} as FastifyRequest, new Problem('TOKEN_INVALID'))
  await refusals.flush()
  expect([...said].toSorted()).toEqual(['a refusal was not recorded', 'refusals wait to be recorded'])
})

test('through the pipeline: a call without the permission leaves an entry in the team of the principal', async () => {
  const { refusals } = recorder()
  const { app } = bareApp({}, { refusals })
  trialRoutes(app)
  await app.ready()
  const id = newId()
  const answer = await app.inject({ url: '/events', headers: { authorization: bearer(`aircraft:${id}`, 'telemetry:write') } })
  await refusals.flush()
  expect(answer.statusCode).toBe(403)
  const [entry] = await entriesOf('0198f2d3-0000-7000-8000-000000000001', `actor_id = '${id}'`)
  expect(entry).toMatchObject({ action: 'authorization.denied', trace_id: answer.headers['x-trace-id'] })
  await app.close()
})
