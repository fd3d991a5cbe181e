import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CloudMachine } from '../../cloud/cloud-provider.ts'
import { newId } from '../../lib/new-id.ts'
import { type AutomationWorld, anAzureConnection, automationWorld } from '../../testing/automation-world.ts'
import { control } from '../../testing/control.ts'
import { expectProblem } from '../../testing/http.ts'

let world: AutomationWorld
beforeAll(async () => {
  world = await automationWorld()
})
afterAll(() => world.close())

/** A team with a connection to one subscription that passed its check, and what reads its machines. */
async function aSubscription() {
  const team = await world.team()
  const scope = newId()
  world.cloud.scopes.set(scope, { id: scope, name: 'Trial', state: 'enabled' })
  const made = await team.owner('POST /connections', { body: anAzureConnection({}, { subscription_ids: [scope] }) })
  const connection = made.body.id as string
  await team.owner(`POST /connections/${connection}/check`)
  const [lane] = await world.lanesOf(connection)
  return {
    ...team,
    ...{ scope, connection, lane: lane! },
    add: (name: string, more: Partial<CloudMachine> = {}) => world.cloud.add(scope, name, more),
    async sync() {
      // Two readings within one millisecond could not be told apart.
      world.clock.aheadMs += 60_000
      await world.machines.sync(team.id, lane!, await world.connections.session(team.id, connection), AbortSignal.timeout(20_000))
    },
    async machine(name: string) {
      const { items } = (await team.owner(`GET /machines?q=${name}`)).body
      return items.find((one: { name: string }) => one.name === name)
    },
    events: () => world.told.filter((event) => event.connection_id === connection && event.event === 'machine.manual_change'),
  }
}

test('an inventory finds machines of all pages, and what changed about them', async () => {
  const trial = await aSubscription()
  world.cloud.pageSize = 3
  for (let n = 0; n < 8; n++) trial.add(`vm-${n}`, { tags: { env: n % 2 === 0 ? 'dev' : 'prod' } })
  await trial.sync()
  world.cloud.pageSize = 100
  const { body } = await trial.owner('GET /machines?limit=200')
  expect(body.items.map(({ name }: { name: string }) => name).sort()).toEqual(Array.from({ length: 8 }, (_, n) => `vm-${n}`))
  const first = await trial.machine('vm-0')
  expect(first).toMatchObject({
    scope: trial.scope,
    power: { state: 'running', changed_by: null },
    plan: null,
    tags: { env: 'dev' },
  })
  expect(world.replanned).toContain(first.id)

  world.cloud.set(first.provider_id.toLowerCase(), { tags: { env: 'test' }, size: 'Standard_D4s_v5' })
  const before = world.replanned.length
  await trial.sync()
  expect(await trial.machine('vm-0')).toMatchObject({ id: first.id, size: 'Standard_D4s_v5', tags: { env: 'test' } })
  expect(world.replanned.slice(before)).toEqual([first.id])
  const { body: history } = await trial.owner(`GET /machines/${first.id}/history`)
  expect(history.items.map(({ size }: { size: string }) => size)).toEqual(['Standard_D4s_v5', 'Standard_D2s_v5'])
  expect(history.items[0].until).toBeNull()
  expect(history.items[1].until).toBe(history.items[0].since)
  expect((await trial.owner(`GET /connections/${trial.connection}`)).body.lanes).toMatchObject([
    { machines: 8, last_failure: null },
  ])
})

control('MACHINE-1', 'a list that lacks a machine proves nothing: it is gone only when the cloud says so of itself', async () => {
  const trial = await aSubscription()
  const machine = trial.add('vm-1')
  await trial.sync()
  const { id } = await trial.machine('vm-1')
  world.cloud.remove(machine.provider_id)
  for (const [kind, code] of [
    ['authorization', 'UNPROVEN_ABSENCE'],
    ['configuration', 'ResourceGroupNotFound'],
    ['defect', 'HTTP_404'],
  ] as const) {
    const lift = world.cloud.fail({ call: 'read', kind, code, about: machine.provider_id })
    await trial.sync()
    lift()
    expect((await trial.machine('vm-1')).id).toBe(id)
  }
  const away = world.cloud.fail({ call: 'list', kind: 'transient', about: trial.scope })
  await expect(trial.sync()).rejects.toThrow(expect.objectContaining({ kind: 'transient' }))
  away()
  expect((await trial.machine('vm-1')).id).toBe(id)

  await trial.sync()
  expect(await trial.machine('vm-1')).toBeUndefined()
  expect((await trial.owner(`GET /machines/${id}`)).body).toMatchObject({
    gone_at: expect.any(String),
    why: [expect.stringMatching(/gone/)],
  })
  expect((await trial.owner(`GET /machines/${id}/history`)).body.items[0].until).not.toBeNull()
})

control(
  'MACHINE-2',
  'another machine under the same name is another machine: what was meant for the first never reaches it',
  async () => {
    const trial = await aSubscription()
    const machine = trial.add('vm-1')
    await trial.sync()
    const first = await trial.machine('vm-1')
    world.cloud.set(machine.provider_id, { incarnation: newId() })
    await trial.sync()
    const second = await trial.machine('vm-1')
    expect(second.id).not.toBe(first.id)
    expect((await trial.owner(`GET /machines/${first.id}`)).body.gone_at).not.toBeNull()
    // The first one again, as after a restored back-up of our database: it is known.
    world.cloud.set(machine.provider_id, { incarnation: machine.incarnation })
    await trial.sync()
    expect(await trial.machine('vm-1')).toMatchObject({ id: first.id, gone_at: null })
  },
)

test('a change by hand is told once, with who it was, and its schedule is asked to react', async () => {
  const trial = await aSubscription()
  const machine = trial.add('vm-1')
  await trial.sync()
  const { id } = await trial.machine('vm-1')
  const schedule = newId()
  await world.admin.query(
    `insert into automation.schedules (team_id, id, name, enabled, targets, rule, effective_rule, on_manual_change, start_order, notify, created_at, updated_at)
      values ($1, $2, 'Office hours', true, '{}', '{"time_zone": "Europe/Paris"}', '{"time_zone": "Europe/Paris"}', '{"policy": "keep_for", "minutes": 90}', '[]', '{}', now(), now())`,
    [trial.id, schedule],
  )
  await world.admin.query(
    `insert into automation.plans (team_id, machine_id, schedule_id, rank, wanted) values ($1, $2, $3, 'tag', 'on')`,
    [trial.id, id, schedule],
  )
  world.cloud.traces.push({
    provider_id: machine.provider_id,
    at: world.clock.now(),
    action: 'deallocate',
    by: 'ana@example.test',
    correlation_id: null,
  })
  world.cloud.set(machine.provider_id, { power: 'deallocating' })
  await trial.sync()
  world.cloud.set(machine.provider_id, { power: 'unknown' })
  await trial.sync()
  world.cloud.set(machine.provider_id, { power: 'deallocated' })
  await trial.sync()
  expect(trial.events()).toMatchObject([
    { machine_ids: [id], schedule_id: schedule, detail: { did: 'stopped', by: 'ana@example.test', wanted: 'on' } },
  ])
  expect(world.manual.filter((change) => change.machine_id === id)).toMatchObject([
    {
      did: 'stopped',
      by: 'ana@example.test',
      wanted: 'on',
      reaction: { policy: 'keep_for', minutes: 90 },
      schedule: { name: 'Office hours' },
    },
  ])
  const { body } = await trial.owner(`GET /machines/${id}`)
  expect(body.power).toMatchObject({ state: 'deallocated', changed_by: 'other' })
  expect(body.schedule).toEqual({ id: schedule, name: 'Office hours', rank: 'tag' })
  expect(body.why[0]).toMatch(/It is deallocated because somebody changed it .*Europe\/Paris/)
  expect(body.why[1]).toBe('The schedule “Office hours” wants it on now.')

  // Back on its own: told as another change.
  world.cloud.set(machine.provider_id, { power: 'running' })
  await trial.sync()
  expect(trial.events().map(({ detail }) => detail.did)).toEqual(['stopped', 'started'])
})

test('a change that one of our own actions explains is ours, and one of a spot machine may be an eviction', async () => {
  const trial = await aSubscription()
  const [ours, spot] = [trial.add('vm-ours'), trial.add('vm-spot', { is_spot: true })]
  await trial.sync()
  const { id } = await trial.machine('vm-ours')
  const run = newId()
  await world.admin.query(
    `insert into automation.runs (team_id, id, cause, at, state, created_by, started_at) values ($1, $2, 'manual', now(), 'off', '{}', now())`,
    [trial.id, run],
  )
  await world.admin.query(
    `insert into automation.transitions (team_id, id, run_id, machine_id, lane_id, at, action, cause, status, called_at, give_up_at)
      values ($1, $2, $3, $4, $5, now(), 'deallocate', 'manual', 'working', now(), now())`,
    [trial.id, newId(), run, id, trial.lane.id],
  )
  for (const one of [ours, spot]) world.cloud.set(one.provider_id, { power: 'deallocated' })
  await trial.sync()
  expect(trial.events()).toMatchObject([{ detail: { name: 'vm-spot', may_be_eviction: true } }])
  const { body } = await trial.owner(`GET /machines/${id}`)
  expect(body.power.changed_by).toBe('skykeep')
  expect(body.transitions).toMatchObject([{ run_id: run, action: 'deallocate', status: 'working' }])
  expect(body.why[0]).toMatch(/“deallocate” of .* is under way/)
})

test('a reading that is older than the one that is kept says nothing', async () => {
  const trial = await aSubscription()
  trial.add('vm-1')
  await trial.sync()
  const { id } = await trial.machine('vm-1')
  const observe = (power: 'stopped' | 'deallocated', at: Date) =>
    world.db.asTeam(trial.id, (tx) => world.machines.observe(tx, [{ machine_id: id, power }], at, 'skykeep'))
  const later = new Date(world.clock.now().getTime() + 1_000)
  expect(await observe('deallocated', later)).toMatchObject([
    { machine_id: id, from: 'running', to: 'deallocated', by: 'skykeep', manual: null },
  ])
  expect(await observe('stopped', new Date(later.getTime() - 500))).toEqual([])
  expect((await trial.machine('vm-1')).power.state).toBe('deallocated')
})

test('a refused list is kept at its lane, and its connection is looked after', async () => {
  const trial = await aSubscription()
  const lift = world.cloud.fail({ call: 'list', kind: 'authorization', code: 'AADSTS700027', about: trial.scope })
  await expect(trial.sync()).rejects.toThrow(expect.objectContaining({ code: 'AADSTS700027' }))
  lift()
  const { body } = await trial.owner(`GET /connections/${trial.connection}`)
  expect(body).toMatchObject({ status: 'failing', lanes: [{ last_failure: { kind: 'authorization', reason: 'AADSTS700027' } }] })
  expect((await world.lanesOf(trial.connection))[0]!.sync_due_at).toBeNull()
})

test('a subscription that a connection is not for any more is let go with its machines, and found again as it was', async () => {
  const trial = await aSubscription()
  trial.add('vm-1')
  await trial.sync()
  const { id } = await trial.machine('vm-1')
  const azure = { tenant_id: newId(), client_id: newId() }
  const lead = (subscription_ids: string[]) =>
    trial.owner(`PATCH /connections/${trial.connection}`, { body: { azure: { ...azure, subscription_ids } } })
  await lead([newId()])
  expect(await trial.machine('vm-1')).toBeUndefined()
  expect(world.replanned.at(-1)).toBe(id)
  await lead([trial.scope])
  await trial.owner(`POST /connections/${trial.connection}/check`)
  await trial.sync()
  expect((await trial.machine('vm-1')).id).toBe(id)
  const { items } = (await trial.owner(`GET /machines/${id}/history`)).body
  expect(items.map(({ until }: { until: string | null }) => until === null)).toEqual([true, false])
})

test('machines are found by connection, tag, state, region and part of a name, a page at a time', async () => {
  const trial = await aSubscription()
  trial.add('web-1', { tags: { Env: 'dev', team: 'a=b' }, region: 'northeurope' })
  trial.add('web-2', { power: 'deallocated' })
  trial.add('db-1', { managed_by: 'scale set' })
  await trial.sync()
  const names = async (query: string) =>
    (await trial.owner(`GET /machines?${query}`)).body.items.map(({ name }: { name: string }) => name).sort()
  expect(await names('q=WEB')).toEqual(['web-1', 'web-2'])
  expect(await names('q=%25')).toEqual([])
  expect(await names('tag=env%3Ddev')).toEqual(['web-1'])
  expect(await names('tag=team%3Da%3Db')).toEqual(['web-1'])
  expect(await names('tag=env')).toEqual(['web-1'])
  expect(await names('tag=env%3DDEV')).toEqual([])
  expect(await names('state=deallocated')).toEqual(['web-2'])
  expect(await names('region=northeurope')).toEqual(['web-1'])
  expect(await names(`connection_id=${trial.connection}`)).toHaveLength(3)
  expect(await names(`connection_id=${newId()}`)).toEqual([])
  expect(await names(`schedule_id=${newId()}`)).toEqual([])
  const first = (await trial.owner('GET /machines?limit=2')).body
  const rest = (await trial.owner(`GET /machines?limit=2&cursor=${first.next_cursor}`)).body
  expect([first.items.length, rest.items.length, rest.next_cursor]).toEqual([2, 1, null])
  for (const query of ['state=on', 'limit=0', 'colour=red', 'cursor=x'])
    expectProblem(await trial.owner(`GET /machines?${query}`), 'VALIDATION_FAILED')
  const managed = await trial.machine('db-1')
  expect((await trial.owner(`GET /machines/${managed.id}`)).body.why[1]).toBe(
    'It is managed by scale set, and so it is left alone.',
  )
})

control('MACHINE-3', 'machines of another team are not there, and reading them needs its permission', async () => {
  const [ours, theirs] = [await aSubscription(), await aSubscription()]
  theirs.add('vm-1')
  await theirs.sync()
  const { id } = await theirs.machine('vm-1')
  for (const call of [`GET /machines/${id}`, `GET /machines/${id}/history`] as const) {
    expectProblem(await ours.owner(call), 'NOT_FOUND')
    expectProblem(await theirs.may('connection:read')(call), 'PERMISSION_DENIED')
    expectProblem(await world.nobody(call), 'NOT_AUTHENTICATED')
    expect((await theirs.may('machine:read')(call)).status).toBe(200)
  }
  expect((await ours.owner(`GET /machines?connection_id=${theirs.connection}`)).body.items).toEqual([])
  expect(await world.db.asTeam(ours.id, (tx) => world.machines.find(tx, [id]))).toEqual([])
  expect(await world.db.asTeam(theirs.id, (tx) => world.machines.find(tx, [id]))).toMatchObject([
    { id, name: 'vm-1', power: 'running' },
  ])
})
