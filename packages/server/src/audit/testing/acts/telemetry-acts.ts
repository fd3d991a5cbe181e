import { Days } from '../../../features/telemetry/days.ts'
import { keepRetention } from '../../../features/telemetry/retention.ts'
import { anEvent } from '../../../testing/telemetry.ts'
import { type Acts, called, system, worked } from './act.ts'

export const telemetryActs = {
  'telemetry.batch_committed': {
    about: 'telemetry_batch',
    tells: ['batch_id', 'count', 'root'],
    async prepare({ crew, aircraft }) {
      const { team } = await crew()
      const { hand, id } = await aircraft(team)
      return worked(system('telemetry'), team, () => hand.does('POST /telemetry/ingest', anEvent({ aircraft_id: id })))
    },
  },
  'telemetry.conflict_refused': {
    about: null,
    outcome: 'denied',
    tells: ['route'],
    async prepare({ crew, aircraft }) {
      const { team } = await crew()
      const { hand, id, doer } = await aircraft(team)
      const event = anEvent({ aircraft_id: id })
      await hand.does('POST /telemetry/ingest', event)
      const other = { ...event, metrics: { speed: 1 } }
      return called(doer, team, () => hand.isRefused(409, 'POST /telemetry/ingest', other))
    },
  },
  'telemetry.position_implausible': {
    about: 'aircraft',
    tells: ['batch_id', 'events'],
    beside: ['telemetry.batch_committed'],
    async prepare({ crew, aircraft }) {
      const { team } = await crew()
      const { hand, id } = await aircraft(team)
      const at = (seconds: number) => ({ aircraft_id: id, ts: new Date(Date.now() - seconds * 1_000).toISOString() })
      await hand.does('POST /telemetry/ingest', anEvent(at(10)))
      const jump = anEvent(at(5), { gps: { lat: -33.9, lon: 151.2 } })
      return worked(system('telemetry'), team, () => hand.does('POST /telemetry/ingest', jump))
    },
  },
  'telemetry.day_expired': {
    about: 'telemetry_day',
    tells: [],
    async prepare({ core, admin }) {
      const db = await core.open('skykeep_telemetry', 2)
      const days = new Days(db.pool)
      const old = Date.UTC(2020, 1, 3)
      await days.ensure([{ ts: old * 1_000 }])
      await admin.query(`update telemetry.days set last_received_at = '2020-02-03' where day = '2020-02-03'`)
      const { audit, log } = core
      const work = async () => keepRetention({ retentionDays: 90, audit, log, db, days })()
      return worked(system('telemetry'), null, work)
    },
  },
} satisfies Acts
