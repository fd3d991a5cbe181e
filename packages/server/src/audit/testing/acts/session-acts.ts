import { newId } from '../../../lib/new-id.ts'
import { type Acts, called, stranger } from './act.ts'

export const sessionActs = {
  'session.started': {
    about: 'session',
    tells: ['methods', 'assurance'],
    async prepare(world) {
      const { email, password, bare } = await world.person()
      return called(bare, null, () => world.stranger().does('POST /sessions', { email, password }))
    },
  },
  'session.refused': {
    about: 'account',
    outcome: 'denied',
    tells: ['factor'],
    async prepare(world) {
      const { email } = await world.person()
      return called(stranger, null, () => world.stranger().isRefused(401, 'POST /sessions', { email, password: 'a guess at it' }))
    },
  },
  'session.stepped_up': {
    about: 'session',
    tells: ['methods', 'former'],
    async prepare(world) {
      const { hand, password, doer } = await world.person()
      return called(await doer(), null, () => hand.does('POST /sessions/step-up', { password }))
    },
  },
  'session.team_selected': {
    about: 'session',
    tells: [],
    alsoTold: 'to the team',
    async prepare(world) {
      const { hand, doer } = await world.person()
      const team: string = (await hand.does('POST /teams', { name: 'The team' })).body.id
      return called(await doer(), team, () => hand.does('PUT /sessions/current/team', { team_id: team }))
    },
  },
  'session.ended': {
    about: 'session',
    tells: [],
    async prepare(world) {
      const ana = await world.person()
      await ana.elsewhere()
      return called(await ana.doer(), null, () => ana.hand.does('DELETE /sessions'))
    },
  },
  'session.cross_site_refused': {
    about: null,
    outcome: 'denied',
    tells: ['route'],
    async prepare(world) {
      const { hand } = await world.person()
      const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example' }
      return called(stranger, null, () => hand.isRefused(403, 'DELETE /sessions', undefined, foreign))
    },
  },
  'session.guessing_slowed': {
    about: null,
    outcome: 'denied',
    tells: ['guesses_at', 'wait_seconds', 'email'],
    beside: ['session.refused'],
    async prepare(world) {
      // Nobody has it: what counts guesses does not know that.
      const guess = { email: `${newId()}@skykeep.test`, password: 'a guess at it' }
      const guesses = () => world.stranger().isRefused(401, 'POST /sessions', guess)
      for (let free = 0; free < 5; free++) await guesses()
      return called(stranger, null, guesses)
    },
  },
} satisfies Acts
