import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { type AutomationWorld, anAzureConnection, automationWorld } from '../../testing/automation-world.ts'
import { control } from '../../testing/control.ts'
import { InventoryWorker } from './inventory-worker.ts'

let world: AutomationWorld
beforeAll(async () => {
  world = await automationWorld()
})
afterAll(() => world.close())

const worker = () => new InventoryWorker({ ...world, log: pino({ level: 'silent' }) })

/** A team whose subscription has these machines, checked and never read. */
async function subscriptionWith(...names: string[]) {
  const team = await world.team()
  const scope = newId()
  world.cloud.scopes.set(scope, { id: scope, name: 'Trial', state: 'enabled' })
  for (const name of names) world.cloud.add(scope, name)
  const made = await team.owner('POST /connections', { body: anAzureConnection({}, { subscription_ids: [scope] }) })
  const connection = made.body.id as string
  await team.owner(`POST /connections/${connection}/check`)
  const namesNow = async () =>
    (await team.owner('GET /machines?limit=200')).body.items.map(({ name }: { name: string }) => name).sort()
  return { ...team, connection, scope, namesNow }
}

test('machines of every lane that is due are read once, however many processes look, and again when their time comes', async () => {
  const [one, other] = [await subscriptionWith('vm-a', 'vm-b'), await subscriptionWith('vm-c')]
  const read = await Promise.all([worker().round(), worker().round(), worker().round()])
  expect(read.reduce((sum, count) => sum + count)).toBe(2)
  expect([await one.namesNow(), await other.namesNow()]).toEqual([['vm-a', 'vm-b'], ['vm-c']])
  expect(await worker().round()).toBe(0)

  world.cloud.add(one.scope, 'vm-d')
  expect((await one.owner(`POST /connections/${one.connection}/sync`)).status).toBe(202)
  world.clock.aheadMs += 1_000
  expect(await worker().round()).toBe(1)
  expect(await one.namesNow()).toEqual(['vm-a', 'vm-b', 'vm-d'])
  world.clock.aheadMs += 5 * 60_000
  expect(await worker().round()).toBe(2)
})

control('MACHINE-4', 'a connection that is paused is not used to read machines, and holds up no other', async () => {
  const [paused, other] = [await subscriptionWith('vm-a'), await subscriptionWith('vm-b')]
  const { body, headers } = await paused.owner(`GET /connections/${paused.connection}`)
  expect(body.paused_at ?? null).toBeNull()
  const changed = await paused.owner(`PATCH /connections/${paused.connection}`, {
    body: { paused: true },
    headers: { 'if-match': headers.etag as string },
  })
  expect(changed.status).toBe(200)
  world.clock.aheadMs += 1_000
  await worker().round()
  expect([await paused.namesNow(), await other.namesNow()]).toEqual([[], ['vm-b']])
})

test('the page of a machine shows the overrides that its plan rests on, and none that ended', async () => {
  const { id: team, owner } = await subscriptionWith('vm-a')
  world.clock.aheadMs += 1_000
  await worker().round()
  const machine = (await owner('GET /machines?q=vm-a')).body.items[0].id
  const [ours, ended, others] = [newId(), newId(), newId()]
  for (const [id, until] of [
    [ours, 3_600_000],
    [ended, -60_000],
    [others, 3_600_000],
  ] as const) {
    const from = world.clock.now().getTime() - 120_000
    await world.admin.query(
      `insert into automation.overrides (team_id, id, machine_ids, state, from_at, until_at, created_by, created_at) values ($1, $2, $3, 'on', $4, $5, '{}', now())`,
      [team, id, [machine], new Date(from), new Date(world.clock.now().getTime() + until)],
    )
  }
  await world.admin.query(`insert into automation.plans (team_id, machine_id, wanted, override_ids) values ($1, $2, 'on', $3)`, [
    team,
    machine,
    [ours, ended],
  ])
  expect((await owner(`GET /machines/${machine}`)).body.overrides.map(({ id }: { id: string }) => id)).toEqual([ours])
})
