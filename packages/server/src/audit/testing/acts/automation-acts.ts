import { furnishedCloud } from '../../../testing/furnished-cloud.ts'
import { type Acts, called, system, worked } from './act.ts'
import type { ActsWorld } from './acts-world.ts'

const ifMatch = { 'if-match': '"1"' }
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString()

/** A team with a machine that runs, behind a connection that is asked for nothing. */
async function withMachine(world: ActsWorld) {
  const one = await world.crew()
  const { machine_id: machine } = await furnishedCloud(world.admin, one.team, 'acts')
  return { ...one, machine: machine! }
}

/** Of machines that nobody has, unless some are given. */
const aSchedule = (more: object = {}) => ({ name: 'Office', time_zone: 'UTC', targets: { tags: { env: 'none' } }, ...more })
const aCalendar = { name: 'Holidays', exceptions: [] }

async function withSchedule(world: ActsWorld) {
  const one = await world.crew()
  return { ...one, id: (await one.hand.does('POST /schedules', aSchedule())).body.id as string }
}

async function withCalendar(world: ActsWorld) {
  const one = await world.crew()
  return { ...one, id: (await one.hand.does('POST /calendars', aCalendar)).body.id as string }
}

/** Its machines are left alone: none of them is started or stopped by it. */
const handsOff = (machine: string) => ({ machine_ids: [machine], state: 'none', until: inAnHour() })

export const automationActs = {
  'run.began': {
    about: 'run',
    tells: ['cause', 'state', 'at', 'machines'],
    beside: ['override.created'],
    async prepare(world) {
      const { hand, team, machine } = await withMachine(world)
      const override = { ...handsOff(machine), state: 'off' }
      return worked(system('automation'), team, () => hand.does('POST /overrides', override))
    },
  },
  'run.cancelled': {
    about: 'run',
    tells: ['machines'],
    async prepare(world) {
      const { hand, team, doer, machine } = await withMachine(world)
      const { run_id } = (await hand.does(`POST /machines/${machine}/actions`, { action: 'restart' })).body
      return called(doer, team, () => hand.does(`POST /runs/${run_id}/cancel`))
    },
  },
  'machine.action_asked': {
    about: 'machine',
    tells: ['before', 'after', 'run_id'],
    async prepare(world) {
      const { hand, team, doer, machine } = await withMachine(world)
      return called(doer, team, () => hand.does(`POST /machines/${machine}/actions`, { action: 'restart' }))
    },
  },
  'savings.settings_changed': {
    about: 'team',
    tells: ['before', 'after'],
    async prepare({ crew }) {
      const { hand, team, doer } = await crew()
      const { headers } = await hand.does('GET /savings/settings')
      const change = { currency: 'CHF', discount_percent: 10 }
      return called(doer, team, () => hand.does('PUT /savings/settings', change, { 'if-match': headers.get('etag')! }))
    },
  },
  'schedule.created': {
    about: 'schedule',
    tells: ['after'],
    async prepare({ crew }) {
      const { hand, team, doer } = await crew()
      return called(doer, team, () => hand.does('POST /schedules', aSchedule()))
    },
  },
  'schedule.updated': {
    about: 'schedule',
    tells: ['before', 'after'],
    async prepare(world) {
      const { hand, team, doer, id } = await withSchedule(world)
      return called(doer, team, () => hand.does(`PUT /schedules/${id}`, aSchedule({ name: 'Other' }), ifMatch))
    },
  },
  'schedule.deleted': {
    about: 'schedule',
    tells: ['before'],
    async prepare(world) {
      const { hand, team, doer, id } = await withSchedule(world)
      return called(doer, team, () => hand.does(`DELETE /schedules/${id}`, undefined, ifMatch))
    },
  },
  'schedule.applied': {
    about: 'schedule',
    tells: ['run_ids', 'machines'],
    // It is applied by whoever saves it; the run that follows is the program's.
    beside: ['schedule.created', 'run.began'],
    async prepare(world) {
      const { hand, team, doer, machine } = await withMachine(world)
      const always = { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], start: '00:00', end: '00:01' }
      const schedule = aSchedule({ targets: { machine_ids: [machine] }, weekly: [always], apply_now: true })
      return called(doer, team, () => hand.does('POST /schedules', schedule))
    },
  },
  'override.created': {
    about: 'override',
    tells: ['after'],
    async prepare(world) {
      const { hand, team, doer, machine } = await withMachine(world)
      return called(doer, team, () => hand.does('POST /overrides', handsOff(machine)))
    },
  },
  'override.ended': {
    about: 'override',
    tells: ['before'],
    async prepare(world) {
      const { hand, team, doer, machine } = await withMachine(world)
      const { id } = (await hand.does('POST /overrides', handsOff(machine))).body
      return called(doer, team, () => hand.does(`DELETE /overrides/${id}`))
    },
  },
  'calendar.created': {
    about: 'calendar',
    tells: ['after'],
    async prepare({ crew }) {
      const { hand, team, doer } = await crew()
      return called(doer, team, () => hand.does('POST /calendars', aCalendar))
    },
  },
  'calendar.updated': {
    about: 'calendar',
    tells: ['before', 'after', 'schedule_ids'],
    async prepare(world) {
      const { hand, team, doer, id } = await withCalendar(world)
      return called(doer, team, () => hand.does(`PUT /calendars/${id}`, { ...aCalendar, name: 'Other' }, ifMatch))
    },
  },
  'calendar.deleted': {
    about: 'calendar',
    tells: ['before'],
    async prepare(world) {
      const { hand, team, doer, id } = await withCalendar(world)
      return called(doer, team, () => hand.does(`DELETE /calendars/${id}`, undefined, ifMatch))
    },
  },
} satisfies Acts
