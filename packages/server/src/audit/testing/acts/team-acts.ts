import { newId } from '../../../lib/new-id.ts'
import { type Acts, called } from './act.ts'
import type { ActsWorld } from './acts-world.ts'

const ifMatch = { 'if-match': '"1"' }

async function withRole({ crew }: ActsWorld) {
  const one = await crew()
  const role = { name: 'Dispatcher', description: 'For trial', permissions: ['aircraft:read'] }
  return { ...one, role: (await one.hand.does('POST /roles', role)).body.id as string }
}

export const teamActs = {
  'team.created': {
    about: 'team',
    tells: ['after'],
    beside: ['member.joined'],
    async prepare({ person }) {
      const { hand, doer } = await person()
      // Which team it is shows when it is there.
      const prepared = called(await doer(), null, async () => {
        const heard = await hand.does('POST /teams', { name: 'The team' })
        prepared.team = heard.body.id
        return heard
      })
      return prepared
    },
  },
  'team.updated': {
    about: 'team',
    tells: ['before', 'after'],
    async prepare({ crew }) {
      const { hand, team, doer } = await crew()
      return called(doer, team, () => hand.does(`PATCH /teams/${team}`, { name: 'Other name' }, ifMatch))
    },
  },
  'team.policy_changed': {
    about: 'team',
    tells: ['before', 'after'],
    async prepare({ crew }) {
      const { hand, team, doer } = await crew()
      return called(doer, team, () => hand.does(`PATCH /teams/${team}`, { session_seconds: 3_600 }, ifMatch))
    },
  },
  'team.deleted': {
    about: 'team',
    tells: ['before', 'data_keys_destroyed', 'members'],
    async prepare({ crew }) {
      const { hand, team, doer } = await crew()
      return called(doer, team, () => hand.does(`DELETE /teams/${team}`, undefined, ifMatch))
    },
  },
  'data_key.destroyed': {
    about: 'team',
    tells: ['data_keys_destroyed'],
    beside: ['team.deleted'],
    async prepare({ crew }) {
      const { hand, team, doer } = await crew()
      // Its first secret: the key that seals the answer, for whoever asks again.
      await hand.does('POST /clients', { name: 'Client', roles: ['reader'] }, { 'idempotency-key': newId() })
      return called(doer, team, () => hand.does(`DELETE /teams/${team}`, undefined, ifMatch))
    },
  },
  'member.joined': {
    about: 'account',
    tells: ['after', 'invitation_id', 'invited_by'],
    async prepare({ crew, person, invitation }) {
      const { team } = await crew()
      const bob = await person()
      const { token } = await invitation(team, bob.email, ['reader'])
      return called(await bob.doer(), team, () => bob.hand.does('POST /invitations/accept', { token }))
    },
  },
  'member.roles_changed': {
    about: 'account',
    tells: ['before', 'after'],
    async prepare({ crew, member }) {
      const { hand, team, doer } = await crew()
      const { id } = await member(team, ['reader'])
      return called(doer, team, () => hand.does(`PATCH /teams/${team}/members/${id}`, { roles: ['operator'] }, ifMatch))
    },
  },
  'member.removed': {
    about: 'account',
    tells: ['before'],
    async prepare({ crew, member }) {
      const { hand, team, doer } = await crew()
      const { id } = await member(team, ['reader'])
      return called(doer, team, () => hand.does(`DELETE /teams/${team}/members/${id}`, undefined, ifMatch))
    },
  },
  'member.left': {
    about: 'account',
    tells: ['before'],
    async prepare({ crew, member }) {
      const { team } = await crew()
      const bob = await member(team, ['reader'])
      const call = () => bob.hand.does(`DELETE /teams/${team}/members/${bob.id}`, undefined, ifMatch)
      return called(await bob.doer(), team, call)
    },
  },
  'invitation.created': {
    about: 'invitation',
    tells: ['after', 'email'],
    async prepare({ crew }) {
      const { hand, team, doer } = await crew()
      const invited = { email: `${newId()}@skykeep.test`, roles: ['reader'] }
      return called(doer, team, () => hand.does(`POST /teams/${team}/invitations`, invited))
    },
  },
  'invitation.revoked': {
    about: 'invitation',
    tells: ['before', 'email'],
    async prepare({ crew, invitation }) {
      const { hand, team, doer } = await crew()
      const { id } = await invitation(team, `${newId()}@skykeep.test`, ['reader'])
      return called(doer, team, () => hand.does(`DELETE /teams/${team}/invitations/${id}`))
    },
  },
  'invitation.declined': {
    about: 'invitation',
    tells: ['before'],
    async prepare({ crew, person, invitation }) {
      const { team } = await crew()
      const bob = await person()
      const { token } = await invitation(team, bob.email, ['reader'])
      return called(await bob.doer(), team, () => bob.hand.does('POST /invitations/decline', { token }))
    },
  },
  'invitation.refused': {
    about: 'invitation',
    outcome: 'denied',
    tells: [],
    async prepare({ crew, person, invitation }) {
      const { team } = await crew()
      const bob = await person()
      const { token } = await invitation(team, `${newId()}@skykeep.test`, ['reader'])
      return called(await bob.doer(), team, () => bob.hand.isRefused(404, 'POST /invitations/accept', { token }))
    },
  },
  'role.created': {
    about: 'role',
    tells: ['after'],
    async prepare({ crew }) {
      const { hand, team, doer } = await crew()
      const role = { name: 'Dispatcher', permissions: ['aircraft:read'] }
      return called(doer, team, () => hand.does('POST /roles', role))
    },
  },
  'role.updated': {
    about: 'role',
    tells: ['before', 'after'],
    async prepare(world) {
      const { hand, team, doer, role } = await withRole(world)
      const change = { permissions: ['aircraft:read', 'client:read'] }
      return called(doer, team, () => hand.does(`PATCH /roles/${role}`, change, ifMatch))
    },
  },
  'role.deleted': {
    about: 'role',
    tells: ['before'],
    async prepare(world) {
      const { hand, team, doer, role } = await withRole(world)
      return called(doer, team, () => hand.does(`DELETE /roles/${role}`, undefined, ifMatch))
    },
  },
  'audit.exported': {
    about: 'team',
    tells: [],
    async prepare({ crew }) {
      const { hand, team, doer } = await crew()
      return called(doer, team, () => hand.does('GET /audit/export'))
    },
  },
} satisfies Acts
