import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CrewWorld, crewWorld } from '../../testing/crew.ts'
import { expectProblem } from '../../testing/http.ts'

let world: CrewWorld
beforeAll(async () => {
  world = await crewWorld()
})
afterAll(() => world.close())

test('whom a demand for a second factor would keep out is told by name: nobody who has one that works', async () => {
  const crew = await world.crew()
  const [bob, cleo, dora] = [await crew.add('Bob', 'reader'), await crew.add('Cleo', 'reader'), await crew.add('Dora', 'reader')]
  const has = (id: string, disabled: string) =>
    world.admin.query(
      `insert into identity.totp_factors (account_id, sealed_secret, created_at, confirmed_at, disabled_at)
        values ($1, 'sealed', now(), now(), ${disabled})`,
      [id],
    )
  await has(bob.id, 'null')
  await has(cleo.id, 'now()')
  const answer = await crew.owner(`GET /teams/${crew.id}/without-second-factor`)
  expect(answer.status).toBe(200)
  expect(answer.body).toEqual({
    count: 3,
    people: [
      { account_id: cleo.id, name: 'Cleo', email: cleo.email },
      { account_id: dora.id, name: 'Dora', email: dora.email },
      { account_id: crew.founder.id, name: 'Fay', email: crew.founder.email },
    ],
  })
  await world.admin.query(`update identity.accounts set status = 'disabled' where id = $1`, [dora.id])
  expect((await crew.owner(`GET /teams/${crew.id}/without-second-factor`)).body.count).toBe(2)
})

test('it is told to nobody who may not see the members, and of no other team', async () => {
  const [crew, other] = [await world.crew(), await world.crew()]
  const bob = await crew.add('Bob', 'reader')
  expectProblem(await bob.in(crew.id)(`GET /teams/${crew.id}/without-second-factor`), 'PERMISSION_DENIED')
  expectProblem(await crew.owner(`GET /teams/${other.id}/without-second-factor`), 'NOT_FOUND')
})
