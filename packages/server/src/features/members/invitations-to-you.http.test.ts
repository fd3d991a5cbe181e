import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { control } from '../../testing/control.ts'
import { type CrewWorld, crewWorld } from '../../testing/crew.ts'
import { expectProblem, withoutTrace } from '../../testing/http.ts'
import { invitationMail } from './invitation-mail.ts'
import { newInvitationToken } from './invitation-token.ts'

let world: CrewWorld
beforeAll(async () => {
  world = await crewWorld()
})
afterAll(() => world.close())

async function invited(...roles: string[]) {
  const crew = await world.crew(`Crew of ${newId()}`)
  const bob = await world.person('Bob')
  const made = await crew.owner(`POST /teams/${crew.id}/invitations`, { body: { email: bob.email, roles } })
  return { crew, bob, made, token: world.tokenTo(bob.email) }
}

test('whoever is invited sees the team, the roles by their names, and who invites them: in the list and by the token', async () => {
  const crew = await world.crew()
  const role = await crew.role('Night watch', 'aircraft:read')
  const bob = await world.person('Bob')
  await crew.owner(`POST /teams/${crew.id}/invitations`, { body: { email: bob.email, roles: ['reader', role.id] } })
  const other = await world.crew()
  await other.owner(`POST /teams/${other.id}/invitations`, { body: { email: bob.email, roles: ['operator'] } })

  const { status, body } = await bob.in()('GET /invitations')
  expect(status).toBe(200)
  expect(body).toMatchObject({
    items: [
      {
        team: { id: crew.id, name: expect.stringContaining('Crew') },
        invited_by: 'Fay',
        roles: [
          { id: 'reader', name: 'Reader' },
          { id: role.id, name: 'Night watch' },
        ],
        email: bob.email,
      },
      { team: { id: other.id } },
    ],
    next_cursor: null,
  })
  const looked = await bob.in()('POST /invitations/look', { body: { token: world.tokenTo(bob.email) } })
  expect(looked.body).toEqual(body.items[1])

  await bob.in()('POST /invitations/accept', { body: { token: world.tokenTo(bob.email) } })
  expect((await bob.in()('GET /invitations')).body.items).toMatchObject([{ team: { id: crew.id } }])
  expect((await crew.owner(`DELETE /teams/${crew.id}`)).status).toBe(204)
  expect((await bob.in()('GET /invitations')).body.items).toEqual([])
})

test('an invitation that was declined is over, is gone from both lists, and leaves an entry', async () => {
  const { crew, bob, token } = await invited('reader')
  const decline = () => bob.in()('POST /invitations/decline', { body: { token } })
  expect((await decline()).status).toBe(204)
  expectProblem(await decline(), 'INVITATION_ENDED')
  expectProblem(await bob.in()('POST /invitations/accept', { body: { token } }), 'INVITATION_ENDED')
  expectProblem(await bob.in()('POST /invitations/look', { body: { token } }), 'INVITATION_ENDED')
  expect((await bob.in()('GET /invitations')).body.items).toEqual([])
  expect((await crew.owner(`GET /teams/${crew.id}/invitations`)).body.items).toEqual([])
  const declined = (await world.entriesOf(crew.id)).filter(({ action }) => action === 'invitation.declined')
  expect(declined).toMatchObject([{ actor: { type: 'account', id: bob.id }, outcome: 'success' }])
  const again = { body: { email: bob.email, roles: ['reader'] } }
  expect((await crew.owner(`POST /teams/${crew.id}/invitations`, again)).status).toBe(201)
})

control(
  'MEMBER-20',
  'what an invitation says is shown to the account with its address alone, and only the token of the mail lets in',
  async () => {
    const { crew, bob, made, token } = await invited('reader')
    const stranger = await world.person('Eve')
    expect((await stranger.in()('GET /invitations')).body.items).toEqual([])
    for (const path of ['look', 'decline', 'accept']) {
      const ask = (body: object) => stranger.in()(`POST /invitations/${path}`, { body })
      const theirs = await ask({ token })
      expectProblem(theirs, 'NOT_FOUND')
      for (const never of [newInvitationToken(crew.id).token, newInvitationToken(newId()).token, 'nonsense']) {
        expect(withoutTrace(await ask({ token: never }))).toEqual(withoutTrace(theirs))
      }
      expectProblem(await bob.in()(`POST /invitations/${path}`, { body: { token: made.body.id } }), 'NOT_FOUND')
      expectProblem(await bob.in()(`POST /invitations/${path}`, { body: { invitation_id: made.body.id } }), 'VALIDATION_FAILED')
      const delegated = bob.in(undefined, { client_id: newId(), scope: ['member:write'] })
      expectProblem(await delegated(`POST /invitations/${path}`, { body: { token } }), 'PERMISSION_DENIED')
    }
    // Nothing of all that used it up.
    expect(JSON.stringify((await bob.in()('GET /invitations')).body)).not.toContain(token.split('.')[1])
    expect((await bob.in()('GET /invitations')).body.items).toMatchObject([{ id: made.body.id }])

    await world.admin.query(`update identity.accounts set email = $2 where id = $1`, [bob.id, `${newId()}@skykeep.test`])
    expect((await bob.in()('GET /invitations')).body.items).toEqual([])
  },
)

control('MEMBER-20', 'an invitation whose author lost what it gives, or whose time is over, is shown to nobody', async () => {
  const crew = await world.crew()
  const author = await crew.add('Adam', 'admin')
  const bob = await world.person('Bob')
  await author.in(crew.id)(`POST /teams/${crew.id}/invitations`, { body: { email: bob.email, roles: ['operator'] } })
  expect((await bob.in()('GET /invitations')).body.items).toHaveLength(1)
  world.clock.aheadMs = 7 * 86_400_000 + 1_000
  const late = await bob.in()('GET /invitations')
  const looked = await bob.in()('POST /invitations/look', { body: { token: world.tokenTo(bob.email) } })
  world.clock.aheadMs = 0
  expect(late.body.items).toEqual([])
  expectProblem(looked, 'INVITATION_ENDED')
  await crew.owner(`PATCH /teams/${crew.id}/members/${author.id}`, { body: { roles: ['reader'] } })
  expect((await bob.in()('GET /invitations')).body.items).toEqual([])
})

control('MEMBER-21', 'the link of an invitation holds its token behind the #, which no browser sends to anybody', () => {
  const { token } = newInvitationToken(newId())
  const url = new URL(invitationMail({ team: 'Blue', origin: 'https://skykeep.test', token }).link!)
  expect(url.hash).toBe(`#${token}`)
  url.hash = ''
  expect(url.href).toBe('https://skykeep.test/console/invitation')
})
