import { pino } from 'pino'
import { newId } from '../../../lib/new-id.ts'
import { startServer } from '../../../runtime/start.ts'
import { INSTALLATION } from '../../draft.ts'
import { systemActor } from '../../fact.ts'
import { RefusalQueue } from '../../refusal-queue.ts'
import { type Acts, system, worked } from './act.ts'
import type { ActsWorld } from './acts-world.ts'

const server = system('server')

/** Another process of the installation, perhaps with other settings. */
const startsAnother = ({ config, clock }: ActsWorld, settings: Partial<ActsWorld['config']> = {}) =>
  startServer({ ...config, ...settings }, pino({ level: 'silent' }), clock)

export const installationActs = {
  'service.started': {
    about: null,
    tells: ['roles', 'version'],
    // It ends again.
    beside: ['service.stopped'],
    prepare: async (world) => worked(server, null, async () => (await startsAnother(world)).stop()),
  },
  'service.stopped': {
    about: null,
    tells: ['roles', 'version'],
    async prepare(world) {
      const other = await startsAnother(world)
      return worked(server, null, () => other.stop())
    },
  },
  'configuration.changed': {
    about: null,
    tells: ['before', 'after', 'roles'],
    beside: ['service.started', 'service.stopped'],
    prepare: async (world) =>
      worked(server, null, async () => (await startsAnother(world, { SKYKEEP_RUNS_KEEP_DAYS: 30 })).stop()),
  },
  'database.migrated': {
    about: 'migration',
    tells: ['before', 'after', 'migrations'],
    beside: ['service.started', 'service.stopped', 'configuration.changed'],
    async prepare(world) {
      // As if the newest had been applied since the start before.
      await world.admin.query('delete from skykeep.migrations_told where number = (select max(number) from skykeep.migrations)')
      return worked(server, null, async () => (await startsAnother(world)).stop())
    },
  },
  'audit.pending_tampered': {
    about: 'pending_entry',
    outcome: 'denied',
    tells: ['found_sha256', 'found'],
    async prepare({ admin }) {
      const forged = `insert into audit.pending (team_id, id, draft, personal, mac) values ($1, $2, '{}', '{}', '\\x00')`
      return worked(system('sequencer'), null, () => admin.query(forged, [INSTALLATION, newId()]))
    },
  },
  'audit.refusals_lost': {
    about: null,
    outcome: 'error',
    tells: ['count'],
    beside: ['token.refused'],
    async prepare({ core }) {
      const queue = new RefusalQueue(core)
      const fact = { action: 'token.refused', outcome: 'denied' } as const
      // One more than it keeps.
      for (let nth = 0; nth <= 1_000; nth++) queue.add({ team_id: INSTALLATION, actor: systemActor('trial'), fact })
      return worked(system('refusals'), null, () => queue.write())
    },
  },
} satisfies Acts
