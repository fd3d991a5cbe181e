import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { control } from '../../testing/control.ts'
import { type CrewWorld, crewWorld } from '../../testing/crew.ts'
import { type Answer, expectProblem, withoutTrace } from '../../testing/http.ts'
import type { TestPerson } from '../../testing/people.ts'
import { newInvitationToken, readInvitationToken } from './invitation-token.ts'

let world: CrewWorld
beforeAll(async () => {
  world = await crewWorld()
})
afterAll(() => world.close())

const DAY_MS = 86_400_000
const anAddress = () => `${newId()}@skykeep.test`
const accept = (who: TestPerson, token: string): Promise<Answer> => who.in()('POST /invitations/accept', { body: { token } })

async function invited(...roles: string[]) {
  const crew = await world.crew()
  const bob = await world.person('Bob')
  const made = await crew.owner(`POST /teams/${crew.id}/invitations`, { body: { email: bob.email, roles } })
  return { crew, bob, made, token: world.tokenTo(bob.email) }
}

test('an invitation goes by mail, is listed, and makes a member with all of its roles', async () => {
  const { crew, bob, made, token } = await invited('reader', 'auditor', 'reader')
  expect(made.status).toBe(201)
  expect(made.body).toEqual({
    id: expect.any(String),
    email: bob.email,
    roles: ['reader', 'auditor'],
    invited_by: crew.founder.id,
    status: 'open',
    created_at: expect.any(String),
    expires_at: expect.any(String),
  })
  expect(Date.parse(made.body.expires_at) - Date.parse(made.body.created_at)).toBe(7 * DAY_MS)
  const mail = world.mailbox.newestTo(bob.email)!
  expect(mail.link).toBe(`https://skykeep.test/console/invitation#${token}`)
  expect(mail.lines.join('\n')).toContain(token)
  expect((await crew.owner(`GET /teams/${crew.id}/invitations`)).body).toEqual({ items: [made.body], next_cursor: null })

  const accepted = await accept(bob, token)
  expect(accepted.body).toEqual({ team_id: crew.id, team_name: expect.stringContaining('Crew'), roles: ['reader', 'auditor'] })
  expect((await bob.in(crew.id)('GET /teams')).body.items).toMatchObject([{ id: crew.id, roles: ['reader', 'auditor'] }])
  expect((await crew.owner(`GET /teams/${crew.id}/invitations`)).body.items).toEqual([])
  const joined = (await world.entriesOf(crew.id)).at(-1)
  expect(joined).toMatchObject({
    action: 'member.joined',
    actor: { type: 'account', id: bob.id },
    details: { invitation_id: made.body.id, invited_by: crew.founder.id, after: { roles: ['reader', 'auditor'] } },
  })
})

test('an address is taken in one spelling, and what is no address is refused', async () => {
  const crew = await world.crew()
  const invite = (email: unknown) => crew.owner(`POST /teams/${crew.id}/invitations`, { body: { email, roles: ['reader'] } })
  expect((await invite(' Ana.Ｂ＠Example.TEST ')).body.email).toBe('ana.b@example.test')
  expectProblem(await invite('ana.b@EXAMPLE.test'), 'ALREADY_MEMBER')
  for (const wrong of [
    '',
    'ana',
    '@x.test',
    'a@b',
    'a b@x.test',
    'a@x..test',
    'a@x.test, b@x.test',
    `${'a'.repeat(65)}@x.test`,
    'a\u202e@x.test',
    1,
  ]) {
    const answer = await invite(wrong)
    expectProblem(answer, 'VALIDATION_FAILED')
    expect(answer.body.errors[0].pointer).toBe('#/email')
  }
})

test('whoever is a member, or has an open invitation, is not invited again; afterwards they can be', async () => {
  const { crew, bob, made, token } = await invited('reader')
  const invite = () => crew.owner(`POST /teams/${crew.id}/invitations`, { body: { email: bob.email, roles: ['operator'] } })
  expectProblem(await invite(), 'ALREADY_MEMBER')
  const cleo = anAddress()
  const both = await Promise.all(
    Array.from({ length: 5 }, () =>
      crew.owner(`POST /teams/${crew.id}/invitations`, { body: { email: cleo, roles: ['reader'] } }),
    ),
  )
  expect(both.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409])

  expect((await crew.owner(`DELETE /teams/${crew.id}/invitations/${made.body.id}`)).status).toBe(204)
  expectProblem(await crew.owner(`DELETE /teams/${crew.id}/invitations/${made.body.id}`), 'NOT_FOUND')
  expect((await invite()).status).toBe(201)
  expectProblem(await accept(bob, token), 'INVITATION_ENDED')
  expect((await accept(bob, world.tokenTo(bob.email))).body.roles).toEqual(['operator'])
  expectProblem(await invite(), 'ALREADY_MEMBER')
  expect((await world.entriesOf(crew.id)).map(({ action }) => action)).toEqual(
    expect.arrayContaining(['invitation.created', 'invitation.revoked', 'invitation.refused', 'member.joined']),
  )
})

test('a call that comes twice under one key invites once, and sends one mail that works', async () => {
  const crew = await world.crew()
  const bob = await world.person()
  const headers = { 'idempotency-key': newId() }
  const invite = () =>
    crew.owner(`POST /teams/${crew.id}/invitations`, { body: { email: bob.email, roles: ['reader'] }, headers })
  const [one, two] = [await invite(), await invite()]
  expect(two.body).toEqual(one.body)
  expect((await accept(bob, world.tokenTo(bob.email))).status).toBe(200)
})

control(
  'MEMBER-7',
  'T-11 an invitation is refused to another address, after its time, used, taken back, or when its author lost what it gives',
  async () => {
    const { crew, bob, token } = await invited('reader')
    const stranger = await world.person('Eve')
    const other = await accept(stranger, token)
    expectProblem(other, 'NOT_FOUND')
    // To anybody else it looks like one that never was: in this team, in another, in none, and what is no token at all.
    for (const never of [newInvitationToken(crew.id).token, newInvitationToken(newId()).token, `${token}x`, 'nonsense']) {
      expect(withoutTrace(await accept(stranger, never))).toEqual(withoutTrace(other))
    }
    expectProblem(await accept(bob, newInvitationToken(crew.id).token), 'NOT_FOUND')
    const delegated = bob.in(undefined, { client_id: newId(), scope: ['member:write'] })
    expectProblem(await delegated('POST /invitations/accept', { body: { token } }), 'PERMISSION_DENIED')
    expectProblem(await crew.may('member:write')('POST /invitations/accept', { body: { token } }), 'PERMISSION_DENIED')

    world.clock.aheadMs = 7 * DAY_MS + 1_000
    const late = await accept(bob, token)
    world.clock.aheadMs = 0
    expectProblem(late, 'INVITATION_ENDED')
    await world.admin.query(`update identity.accounts set status = 'disabled' where id = $1`, [bob.id])
    expectProblem(await accept(bob, token), 'NOT_FOUND')
    await world.admin.query(`update identity.accounts set status = 'active' where id = $1`, [bob.id])
    expect((await accept(bob, token)).status).toBe(200)
    expectProblem(await accept(bob, token), 'INVITATION_ENDED')

    const refused = (await world.entriesOf(crew.id)).filter(({ action }) => action === 'invitation.refused')
    expect(refused).toHaveLength(4)
    expect(refused[0]).toMatchObject({ outcome: 'denied', actor: { id: stranger.id }, reason: 'it is for another address' })
  },
)

control('MEMBER-7', 'T-11 an invitation gives no more than its author has when it is accepted', async () => {
  const crew = await world.crew()
  const role = await crew.role('Watch', 'aircraft:read')
  const author = await crew.add('Adam', 'admin')
  const [bob, cleo, dora] = [await world.person(), await world.person(), await world.person()]
  const invite = (who: TestPerson, ...roles: string[]) =>
    author.in(crew.id)(`POST /teams/${crew.id}/invitations`, { body: { email: who.email, roles } })
  expectProblem(await invite(bob, 'owner'), 'PERMISSION_DENIED')
  await invite(bob, 'operator')
  await invite(cleo, role.id)
  await invite(dora, 'reader')
  // The role grows beyond what the author had when they gave it.
  await crew.owner(`PATCH /roles/${role.id}`, { body: { permissions: ['aircraft:read', 'team:delete'] } })
  expectProblem(await accept(cleo, world.tokenTo(cleo.email)), 'INVITATION_ENDED')
  await crew.owner(`PATCH /teams/${crew.id}/members/${author.id}`, { body: { roles: ['reader'] } })
  expectProblem(await accept(bob, world.tokenTo(bob.email)), 'INVITATION_ENDED')
  await crew.owner(`DELETE /teams/${crew.id}/members/${author.id}`)
  expectProblem(await accept(dora, world.tokenTo(dora.email)), 'INVITATION_ENDED')
  expect((await crew.owner(`GET /teams/${crew.id}/members`)).body.items).toHaveLength(1)
})

test('an author whose account was closed, and a machine that was deleted, invite nobody any more', async () => {
  const crew = await world.crew()
  const author = await crew.add('Adam', 'admin')
  const bob = await world.person()
  await author.in(crew.id)(`POST /teams/${crew.id}/invitations`, { body: { email: bob.email, roles: ['reader'] } })
  await world.admin.query(`update identity.accounts set status = 'disabled' where id = $1`, [author.id])
  expectProblem(await accept(bob, world.tokenTo(bob.email)), 'INVITATION_ENDED')

  const cleo = await world.person()
  const client = (await crew.owner('POST /clients', { body: { name: 'Inviter', roles: ['admin'] } })).body
  const machine = world.as(await world.principals.of({ ...world.claimsOf(client.id, crew.id), sid: undefined }))
  const body = { email: cleo.email, roles: ['reader'] }
  expect((await machine(`POST /teams/${crew.id}/invitations`, { body })).body).toMatchObject({ invited_by: client.id })
  await crew.owner(`PATCH /clients/${client.id}`, { body: { roles: [], permissions: ['member:write'] } })
  expectProblem(await accept(cleo, world.tokenTo(cleo.email)), 'INVITATION_ENDED')
  await crew.owner(`PATCH /clients/${client.id}`, { body: { roles: ['admin'] } })
  expect((await accept(cleo, world.tokenTo(cleo.email))).status).toBe(200)
})

control('MEMBER-8', 'an invitation is accepted once, when sixty try at once: ten rounds', async () => {
  for (let round = 0; round < 10; round++) {
    const { crew, bob, token } = await invited('reader')
    const answers = await Promise.all(Array.from({ length: 60 }, () => accept(bob, token)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ body }) => body.code === 'INVITATION_ENDED')).toHaveLength(59)
    const joined = (await world.entriesOf(crew.id)).filter(
      ({ action, resource }) => action === 'member.joined' && resource?.id === bob.id,
    )
    expect(joined).toHaveLength(1)
  }
})

control(
  'MEMBER-9',
  'the token of an invitation is in the mail and nowhere else: not in an answer, a row, an entry or a log',
  async () => {
    const { crew, bob, token } = await invited('reader')
    const secret = token.split('.')[1]!.slice(14, 50)
    const rows = await world.admin.query('select * from directory.invitations where team_id = $1', [crew.id])
    const answers = [await crew.owner(`GET /teams/${crew.id}/invitations`), await accept(bob, token)]
    const kept = JSON.stringify([rows.rows, answers, await world.entriesOf(crew.id), world.lines])
    expect(kept).not.toContain(secret)
    expect(rows.rows[0].token_hash).toMatch(/^sha256:/)
    const { team_id } = readInvitationToken(token)!
    expect(team_id).toBe(crew.id)
    for (let at = 0; at < token.length; at += 3) {
      const changed = token.slice(0, at) + (token[at] === 'x' ? 'y' : 'x') + token.slice(at + 1)
      expect(readInvitationToken(changed)?.hash).not.toBe(readInvitationToken(token)!.hash)
    }
  },
)

control('MEMBER-13', 'a team sends two hundred invitations a day and no more, however they are taken back', async () => {
  const crew = await world.crew()
  await world.admin.query(
    `insert into directory.invitations (team_id, id, email, roles, token_hash, created_at, expires_at, revoked_at)
      select $1, gen_random_uuid(), 'a' || n || '@skykeep.test', '{reader}', 'hash ' || n, now() - interval '23 hours', now() + interval '6 days', now()
      from generate_series(1, 199) n`,
    [crew.id],
  )
  const invite = () => crew.owner(`POST /teams/${crew.id}/invitations`, { body: { email: anAddress(), roles: ['reader'] } })
  expect((await invite()).status).toBe(201)
  const refused = await invite()
  expectProblem(refused, 'RATE_LIMITED')
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3_500)
  world.clock.aheadMs = Number(refused.headers['retry-after']) * 1_000
  const later = await invite()
  world.clock.aheadMs = 0
  expect(later.status).toBe(201)
})

test('one that ran out is told as such, gives up its place, and is forgotten after a month', async () => {
  const { crew, bob, made } = await invited('reader')
  world.clock.aheadMs = 8 * DAY_MS
  const list = (await crew.owner(`GET /teams/${crew.id}/invitations`)).body
  const again = await crew.owner(`POST /teams/${crew.id}/invitations`, { body: { email: bob.email, roles: ['reader'] } })
  world.clock.aheadMs = 40 * DAY_MS
  await crew.owner(`POST /teams/${crew.id}/invitations`, { body: { email: anAddress(), roles: ['reader'] } })
  world.clock.aheadMs = 0
  expect(list.items).toMatchObject([{ id: made.body.id, status: 'expired' }])
  expect(again.status).toBe(201)
  const { rows } = await world.admin.query('select id from directory.invitations where team_id = $1', [crew.id])
  expect(rows.map(({ id }) => id)).not.toContain(made.body.id)
})
