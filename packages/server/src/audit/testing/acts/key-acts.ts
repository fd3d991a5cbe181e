import { type Acts, operator, system, worked } from './act.ts'
import type { ActsWorld } from './acts-world.ts'
import { aCertificate } from './certificates.ts'

const user = operator.id
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** A team whose only secret is the key of its authority. */
async function withSecret(world: ActsWorld) {
  const { team, hand } = await world.crew()
  const aircraft = await world.aircraft(team)
  await aCertificate(hand, `aircraft/${aircraft.id}`)
  return team
}

/** One rotation is a step of three keys: the next, the present and the former one. */
const steps = ['signing_key.announced', 'signing_key.activated', 'signing_key.retired'] as const
const besides = (own: (typeof steps)[number]) => steps.filter((step) => step !== own)
const rotatesSigning = async ({ keys }: ActsWorld) => worked(operator, null, () => keys.rotate('checkpoint', user, { now: true }))

/** What else an operator's `keys retire` may find at the end of its time. */
const retired = ['data_key.retired', 'root_key.retired', 'local_key.retired', 'authority.removed'] as const

export const keyActs = {
  'signing_key.withdrawn': {
    about: 'signing_key',
    tells: ['kind'],
    beside: ['signing_key.announced', 'signing_key.activated'],
    prepare: async ({ keys }) => worked(operator, null, () => keys.emergency('checkpoint', user)),
  },
  'signing_key.announced': {
    about: 'signing_key',
    tells: ['kind'],
    beside: besides('signing_key.announced'),
    prepare: rotatesSigning,
  },
  'signing_key.activated': {
    about: 'signing_key',
    tells: ['kind'],
    beside: besides('signing_key.activated'),
    prepare: rotatesSigning,
  },
  'signing_key.retired': {
    about: 'signing_key',
    tells: ['kind'],
    beside: besides('signing_key.retired'),
    prepare: rotatesSigning,
  },
  'signing_key.destroyed': {
    about: 'signing_key',
    tells: ['kind'],
    async prepare({ keys, identity, clock }) {
      await keys.rotate('token', user, { now: true })
      // Its last token has ended.
      clock.aheadMs += 60 * MINUTE_MS
      return worked(system('keys'), null, () => identity.signingKeys.advance())
    },
  },
  'data_key.rotated': {
    about: 'data_key',
    tells: ['purpose', 'version', 'owner'],
    async prepare(world) {
      const team = await withSecret(world)
      return worked(operator, null, () => world.keys.rotate('data', user, { team }))
    },
  },
  'envelopes.resealed': {
    about: null,
    tells: ['purpose', 'resealed'],
    async prepare(world) {
      await world.keys.reencrypt(user)
      const team = await withSecret(world)
      await world.keys.rotate('data', user, { team })
      return worked(operator, team, () => world.keys.reencrypt(user))
    },
  },
  'data_key.retired': {
    about: null,
    tells: ['ids'],
    async prepare(world) {
      await world.keys.rotate('data', user, { team: await withSecret(world) })
      await world.keys.reencrypt(user)
      world.clock.aheadMs += 11 * MINUTE_MS
      return worked(operator, null, () => world.keys.retire(user))
    },
  },
  'root_key.activated': {
    about: 'root_key',
    tells: [],
    beside: ['root_key.rotated'],
    prepare: async ({ keys }) => worked(operator, null, () => keys.rotate('root', user)),
  },
  'root_key.rotated': {
    about: 'root_key',
    tells: ['rewrapped', 'former'],
    beside: ['root_key.activated'],
    prepare: async ({ keys }) => worked(operator, null, () => keys.rotate('root', user)),
  },
  'root_key.retired': {
    about: null,
    tells: ['ids'],
    beside: retired,
    async prepare({ keys }) {
      await keys.rotate('root', user)
      return worked(operator, null, () => keys.retire(user))
    },
  },
  'local_key.rotated': {
    about: null,
    tells: ['kind'],
    prepare: async ({ keys }) => worked(operator, null, () => keys.rotate('cookies', user)),
  },
  'local_key.retired': {
    about: null,
    tells: ['kind', 'dropped'],
    beside: retired,
    async prepare({ keys, clock }) {
      await keys.rotate('cookies', user)
      clock.aheadMs += 61 * MINUTE_MS
      return worked(operator, null, () => keys.retire(user))
    },
  },
  'authority.removed': {
    about: null,
    tells: ['ids'],
    beside: retired,
    async prepare(world) {
      const team = await withSecret(world)
      await world.keys.rotate('authority', user, { team })
      world.clock.aheadMs += 40 * DAY_MS
      return worked(operator, team, () => world.keys.retire(user))
    },
  },
} satisfies Acts
