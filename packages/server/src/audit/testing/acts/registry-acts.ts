import { newId } from '../../../lib/new-id.ts'
import { type Acts, called, operator, worked } from './act.ts'
import type { ActsWorld } from './acts-world.ts'
import { aCertificate, aRequest } from './certificates.ts'

const ifMatch = { 'if-match': '"1"' }

async function withClient(world: ActsWorld, auth_method = 'client_secret') {
  const one = await world.crew()
  const asked = { name: 'Client', roles: ['reader'], auth_method }
  return { ...one, client: (await one.hand.does('POST /clients', asked)).body.id as string }
}

async function withAircraft(world: ActsWorld) {
  const one = await world.crew()
  const asked = { registration: `A${newId().slice(-10)}`.toUpperCase() }
  return { ...one, aircraft: (await one.hand.does('POST /aircraft', asked)).body.id as string }
}

export const registryActs = {
  'client.created': {
    about: 'client',
    tells: ['after'],
    async prepare({ crew }) {
      const { hand, team, doer } = await crew()
      return called(doer, team, () => hand.does('POST /clients', { name: 'Client', roles: ['reader'] }))
    },
  },
  'client.updated': {
    about: 'client',
    tells: ['before', 'after'],
    async prepare(world) {
      const { hand, team, doer, client } = await withClient(world)
      return called(doer, team, () => hand.does(`PATCH /clients/${client}`, { roles: ['operator'] }, ifMatch))
    },
  },
  'client.deleted': {
    about: 'client',
    tells: ['before'],
    async prepare(world) {
      const { hand, team, doer, client } = await withClient(world)
      return called(doer, team, () => hand.does(`DELETE /clients/${client}`, undefined, ifMatch))
    },
  },
  'client.secret_rotated': {
    about: 'client',
    tells: ['overlap_seconds', 'former_valid_until'],
    async prepare(world) {
      const { hand, team, doer, client } = await withClient(world)
      return called(doer, team, () => hand.does(`POST /clients/${client}/secret`, { overlap_seconds: 60 }))
    },
  },
  'client.certificate_issued': {
    about: 'client',
    tells: ['serial', 'thumbprint', 'not_after'],
    beside: ['authority.created'],
    async prepare(world) {
      const { hand, team, doer, client } = await withClient(world, 'tls_client_auth')
      const { body } = await aRequest()
      return called(doer, team, () => hand.does(`POST /clients/${client}/certificates`, body))
    },
  },
  'client.certificate_revoked': {
    about: 'client',
    tells: ['serial'],
    async prepare(world) {
      const { hand, team, doer, client } = await withClient(world, 'tls_client_auth')
      const { serial } = await aCertificate(hand, `clients/${client}`)
      return called(doer, team, () => hand.does(`DELETE /clients/${client}/certificates/${serial}`))
    },
  },
  'aircraft.registered': {
    about: 'aircraft',
    tells: ['after'],
    async prepare({ crew }) {
      const { hand, team, doer } = await crew()
      return called(doer, team, () => hand.does('POST /aircraft', { registration: `A${newId().slice(-10)}`.toUpperCase() }))
    },
  },
  'aircraft.updated': {
    about: 'aircraft',
    tells: ['before', 'after'],
    async prepare(world) {
      const { hand, team, doer, aircraft } = await withAircraft(world)
      return called(doer, team, () => hand.does(`PATCH /aircraft/${aircraft}`, { tier: 'premium' }, ifMatch))
    },
  },
  'aircraft.deleted': {
    about: 'aircraft',
    tells: ['before'],
    async prepare(world) {
      const { hand, team, doer, aircraft } = await withAircraft(world)
      return called(doer, team, () => hand.does(`DELETE /aircraft/${aircraft}`, undefined, ifMatch))
    },
  },
  'aircraft.revoked': {
    about: 'aircraft',
    tells: ['before', 'after'],
    async prepare(world) {
      const { hand, team, doer, aircraft } = await withAircraft(world)
      return called(doer, team, () => hand.does(`POST /aircraft/${aircraft}/revoke`, { reason: 'sold' }))
    },
  },
  'aircraft.secret_issued': {
    about: 'aircraft',
    // A secret is named by nothing: there is one at a time.
    tells: [],
    async prepare(world) {
      const { hand, team, doer, aircraft } = await withAircraft(world)
      return called(doer, team, () => hand.does(`POST /aircraft/${aircraft}/secret`, {}))
    },
  },
  'aircraft.certificate_issued': {
    about: 'aircraft',
    tells: ['serial', 'thumbprint', 'not_after'],
    async prepare(world) {
      const { hand, team, doer, aircraft } = await withAircraft(world)
      await aCertificate(hand, `aircraft/${aircraft}`)
      const { body } = await aRequest()
      return called(doer, team, () => hand.does(`POST /aircraft/${aircraft}/certificates`, body))
    },
  },
  'aircraft.certificate_revoked': {
    about: 'aircraft',
    tells: ['serial'],
    async prepare(world) {
      const { hand, team, doer, aircraft } = await withAircraft(world)
      const { serial } = await aCertificate(hand, `aircraft/${aircraft}`)
      return called(doer, team, () => hand.does(`POST /aircraft/${aircraft}/revoke`, { serial }))
    },
  },
  'authority.created': {
    about: 'authority',
    tells: ['after'],
    // It is made for the first certificate.
    beside: ['aircraft.certificate_issued'],
    async prepare(world) {
      const { hand, team, doer, aircraft } = await withAircraft(world)
      const { body } = await aRequest()
      return called(doer, team, () => hand.does(`POST /aircraft/${aircraft}/certificates`, body))
    },
  },
  'authority.rotated': {
    about: 'authority',
    tells: ['former'],
    async prepare(world) {
      const { hand, team, aircraft } = await withAircraft(world)
      await aCertificate(hand, `aircraft/${aircraft}`)
      return worked(operator, team, () => world.keys.rotate('authority', operator.id, { team }))
    },
  },
} satisfies Acts
