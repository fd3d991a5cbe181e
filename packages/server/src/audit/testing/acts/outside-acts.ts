import { type Acts, called } from './act.ts'
import type { ActsWorld } from './acts-world.ts'
import type { Hand } from './hand.ts'

/** What a person does at Google: they consent, and are sent back with a code. */
async function consents(authorization_url: string): Promise<string> {
  const back = await fetch(`${authorization_url}&approve=1`, { redirect: 'manual' })
  return new URL(back.headers.get('location')!).search
}

async function begun(hand: Hand): Promise<string> {
  return (await hand.does('POST /contacts/oauth/initiate', {})).body.authorization_url
}

async function withContacts(world: ActsWorld) {
  const one = await world.crew()
  await one.hand.does(`GET /contacts/oauth/callback${await consents(await begun(one.hand))}`)
  return one
}

export const outsideActs = {
  'weather.read': {
    about: null,
    tells: ['lat', 'lon'],
    async prepare({ crew }) {
      const { hand, team, doer } = await crew()
      return called(doer, team, () => hand.does('GET /weather/current?lat=47.4&lon=8.5'))
    },
  },
  'contacts.link_started': {
    about: null,
    tells: ['aircraft_id'],
    async prepare({ crew }) {
      const { hand, team, doer } = await crew()
      return called(doer, team, () => hand.does('POST /contacts/oauth/initiate', {}))
    },
  },
  'contacts.link_completed': {
    about: 'contacts_link',
    tells: ['aircraft_id'],
    async prepare({ crew }) {
      const { hand, team, doer } = await crew()
      const back = await consents(await begun(hand))
      return called(doer, team, () => hand.does(`GET /contacts/oauth/callback${back}`))
    },
  },
  'contacts.link_failed': {
    about: null,
    outcome: 'failure',
    tells: [],
    async prepare({ crew }) {
      const { hand, team, doer } = await crew()
      const state = new URL(await begun(hand)).searchParams.get('state')
      return called(doer, team, () => hand.isRefused(403, `GET /contacts/oauth/callback?state=${state}&error=access_denied`))
    },
  },
  'contacts.read': {
    about: 'contacts_link',
    tells: ['contacts'],
    async prepare(world) {
      const { hand, team, doer } = await withContacts(world)
      return called(doer, team, () => hand.does('GET /contacts/?person_fields=names'))
    },
  },
  'contacts.link_revoked': {
    about: 'contacts_link',
    tells: [],
    async prepare(world) {
      const { hand, team, doer } = await withContacts(world)
      return called(doer, team, () => hand.does('POST /contacts/oauth/revoke', {}))
    },
  },
} satisfies Acts
