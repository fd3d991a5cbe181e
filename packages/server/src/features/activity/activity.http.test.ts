import type { Activity } from '@skykeep/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemActor } from '../../audit/fact.ts'
import { Sequencer } from '../../audit/sequencer.ts'
import { silentLog } from '../../db/log.ts'
import { openPool } from '../../db/pool.ts'
import { newId } from '../../lib/new-id.ts'
import { control } from '../../testing/control.ts'
import { type CrewWorld, crewWorld } from '../../testing/crew.ts'
import { type Asks, expectProblem } from '../../testing/http.ts'

let world: CrewWorld
let sequencer: Sequencer
let stop: () => Promise<void>
beforeAll(async () => {
  world = await crewWorld()
  const pool = openPool({ url: world.database.appUrl, role: 'skykeep_audit', applicationName: 'skykeep test', max: 4 })
  sequencer = new Sequencer({ pool, seal: world.seal, clock: world.clock, log: silentLog })
  sequencer.start()
  stop = async () => {
    await sequencer.stop()
    await pool.end()
  }
})
afterAll(async () => {
  await stop()
  await world.close()
})

async function activityOf(ask: Asks, query = ''): Promise<{ items: Activity[]; next_cursor: string | null }> {
  await sequencer.settle()
  return (await ask(`GET /account/activity${query}`)).body
}

test('a person reads what they did and what was done to them, the newest first, page by page', async () => {
  const crew = await world.crew()
  const bob = await crew.add('Bob', 'admin')
  await bob.in(crew.id)('POST /roles', { body: { name: 'Watch', permissions: ['aircraft:read'] } })
  await crew.owner(`PATCH /teams/${crew.id}/members/${bob.id}`, { body: { roles: ['reader'] } })
  await world.db.withoutTeam((tx) =>
    world.audit.write(tx, systemActor('test'), {
      action: 'session.refused',
      outcome: 'denied',
      resource: { type: 'account', id: bob.id },
      details: { factor: 'password' },
      personal: { address: '192.0.2.7' },
    }),
  )
  const { items } = await activityOf(bob.in())
  expect(items.map(({ action, by }) => [action, by])).toEqual([
    ['session.refused', 'the installation'],
    ['member.roles_changed', 'somebody else'],
    ['role.created', 'you'],
    ['member.joined', 'you'],
  ])
  expect(items[0]).toMatchObject({
    team_id: null,
    outcome: 'denied',
    details: { factor: 'password' },
    meaning: expect.stringMatching(/\.$/),
  })
  expect(items[1]).toMatchObject({ team_id: crew.id, details: { before: { roles: ['admin'] }, after: { roles: ['reader'] } } })
  expect(items[3]).toMatchObject({ credential: { type: 'session' }, address: '127.0.0.1' })

  const seen: Activity[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await activityOf(bob.in(), `?limit=1${cursor && `&cursor=${cursor}`}`)
    seen.push(...page.items)
    cursor = page.next_cursor
  }
  expect(seen).toEqual(items)
})

control(
  'MEMBER-11',
  'activity shows nobody else: no ids, addresses or details of what others did or what was done to others',
  async () => {
    const crew = await world.crew()
    const [bob, cleo] = [await crew.add('Bob', 'admin'), await crew.add('Cleo', 'reader')]
    const secretAddress = `${newId()}@canary.test`
    await bob.in(crew.id)(`POST /teams/${crew.id}/invitations`, { body: { email: secretAddress, roles: ['reader'] } })
    await bob.in(crew.id)('POST /clients', { body: { name: 'Canary client' } })
    await bob.in(crew.id)(`PATCH /teams/${crew.id}/members/${cleo.id}`, { body: { roles: ['contributor'] } })
    await crew.owner(`PATCH /teams/${crew.id}/members/${bob.id}`, { body: { roles: ['reader'] } })
    await crew.owner(`PATCH /teams/${crew.id}/members/${cleo.id}`, { body: { roles: ['operator'] } })
    const other = await world.crew()
    await other.add('Dora', 'reader')

    const { items } = await activityOf(bob.in(crew.id))
    const text = JSON.stringify(items)
    for (const canary of [crew.founder.id, crew.founder.email, cleo.id, secretAddress, 'Canary client', other.id]) {
      expect(text).not.toContain(canary)
    }
    expect(items.find(({ action }) => action === 'member.roles_changed')).toMatchObject({ credential: null, address: null })
    expect(items.find(({ action }) => action === 'client.created')).toMatchObject({ by: 'you', details: {} })
    // A client that acts for them does not get it, nor does a machine, nor anybody without a token.
    expectProblem(
      await bob.in(crew.id, { client_id: newId(), scope: ['audit:read'] })('GET /account/activity'),
      'PERMISSION_DENIED',
    )
    expectProblem(await crew.may('audit:read')('GET /account/activity'), 'PERMISSION_DENIED')
    expectProblem(await world.nobody('GET /account/activity'), 'NOT_AUTHENTICATED')
    // What happens in a team is its own again once somebody has left it.
    await crew.owner(`DELETE /teams/${crew.id}/members/${bob.id}`)
    expect((await activityOf(bob.in())).items).toEqual([])
  },
)

test('a refused sign-in of nobody known shows from where it came', async () => {
  const bob = await world.person('Bob')
  const nobody = { kind: 'anonymous' as const, id: 'unknown', token_id: null, trace_id: null, address: '192.0.2.9' }
  await world.db.withoutTeam((tx) =>
    world.audit.write(tx, nobody, { action: 'session.refused', outcome: 'denied', resource: { type: 'account', id: bob.id } }),
  )
  expect((await activityOf(bob.in())).items).toMatchObject([{ by: 'unknown', address: '192.0.2.9' }])
})
