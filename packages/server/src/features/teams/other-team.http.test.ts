import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { expectProblem } from '../../testing/http.ts'
import { type RegistryWorld, registryWorld } from '../../testing/registry-world.ts'

let world: RegistryWorld
beforeAll(async () => {
  world = await registryWorld()
})
afterAll(() => world.close())

const lists = ['/teams', '/clients', '/aircraft'] as const

test('T-03 naming another team in the body, the query or a header never leads into it', async () => {
  const [ours, theirs] = [await world.team(), await world.team()]
  const content = async ({ owner }: typeof ours) =>
    Promise.all(lists.map(async (path) => (await owner(`GET ${path}`)).body.items))
  const before = [await content(ours), await content(theirs)]
  for (const name of ['team', 'team_id', 'tenant_id', 'owner_team']) {
    const bodies = [
      ['POST /clients', { name: 'Planted' }],
      ['POST /aircraft', { registration: 'HB-SPY' }],
      [`PATCH /teams/${ours.id}`, { name: 'Renamed' }],
    ] as const
    for (const [call, body] of bodies) {
      const answer = await ours.owner(call, { body: { ...body, [name]: theirs.id }, headers: { 'if-match': '*' } })
      expectProblem(answer, 'VALIDATION_FAILED')
      expect(answer.body.errors).toEqual([{ pointer: `#/${name}`, detail: 'is not a known field' }])
    }
    for (const path of lists) {
      const answer = await ours.owner(`GET ${path}?${name}=${theirs.id}`)
      expectProblem(answer, 'VALIDATION_FAILED')
      expect(answer.body.errors[0].pointer).toBe(`#/query/${name}`)
    }
  }
  for (const header of ['team', 'team-id', 'x-team', 'x-team-id', 'x-tenant-id', 'x-skykeep-team', 'skykeep-team-id']) {
    expect((await ours.owner('GET /teams', { headers: { [header]: theirs.id } })).body.items).toEqual(before[0]![0])
  }
  // The one header that names a team can only say that the caller means another one than it is in.
  for (const path of lists)
    expectProblem(await ours.owner(`GET ${path}`, { headers: { 'skykeep-team': theirs.id } }), 'TEAM_MISMATCH')
  expect((await ours.owner('GET /teams', { headers: { 'skykeep-team': ours.id } })).status).toBe(200)
  expect([await content(ours), await content(theirs)]).toEqual(before)
})

test('T-05 two teams may use the same registration and the same name, and neither learns of the other', async () => {
  const teams = [await world.team(), await world.team()]
  const [registration, name] = [`HB-${newId().slice(-6).toUpperCase()}`, `Tower ${newId()}`]
  const ids = new Set<string>()
  for (const { owner } of teams) {
    for (const [call, body] of [
      ['POST /aircraft', { registration }],
      ['POST /clients', { name }],
    ] as const) {
      const made = await owner(call, { body })
      expect(made.status).toBe(201)
      ids.add(made.body.id)
    }
    expectProblem(await owner('POST /aircraft', { body: { registration } }), 'AIRCRAFT_REGISTRATION_TAKEN')
    expectProblem(await owner('POST /clients', { body: { name } }), 'CLIENT_NAME_TAKEN')
  }
  expect(ids.size).toBe(4)
})
