import { ConnectionCare } from '../../../features/connections/connection-care.ts'
import { anAzureConnection } from '../../../testing/automation-world.ts'
import { type Acts, called, system, worked } from './act.ts'
import type { ActsWorld } from './acts-world.ts'
import type { Hand } from './hand.ts'

const ifMatch = { 'if-match': '"1"' }
/** The role that the check asks for, as somebody makes it at Azure. */
const ROLE_ID = 'b6a1f3c0-0000-4000-8000-000000000001'

async function withConnection(world: ActsWorld) {
  const one = await world.crew()
  const asked = anAzureConnection({}, world.outside.connection)
  return { ...one, id: (await one.hand.does('POST /connections', asked)).body.id as string }
}

/** Registers certificates of a connection at Azure: in place of the upload. */
async function registered({ outside }: ActsWorld, hand: Hand, id: string, ...states: string[]): Promise<void> {
  const pems = states.map(async (state) => (await hand.does(`GET /connections/${id}/certificate?state=${state}`)).text)
  outside.azure.control.application({ id: outside.application.id, certificates: await Promise.all(pems) })
}

/** A connection that passed its check. */
async function ready(world: ActsWorld) {
  const one = await withConnection(world)
  await registered(world, one.hand, one.id, 'active')
  const { custom_role } = (await one.hand.does(`POST /connections/${one.id}/check`)).body
  const { control } = world.outside.azure
  control.role_definition({ id: ROLE_ID, name: custom_role.Name, actions: custom_role.Actions, not_actions: [] })
  for (const scope of custom_role.AssignableScopes)
    control.assign({ object_id: world.outside.application.object_id, role: custom_role.Name, scope })
  await one.hand.does(`POST /connections/${one.id}/check`)
  return one
}

export const connectionActs = {
  'connection.created': {
    about: 'connection',
    tells: ['after'],
    async prepare({ crew, outside }) {
      const { hand, team, doer } = await crew()
      const asked = anAzureConnection({}, outside.connection)
      return called(doer, team, () => hand.does('POST /connections', asked))
    },
  },
  'connection.updated': {
    about: 'connection',
    tells: ['before', 'after'],
    async prepare(world) {
      const { hand, team, doer, id } = await withConnection(world)
      return called(doer, team, () => hand.does(`PATCH /connections/${id}`, { name: 'Other' }, ifMatch))
    },
  },
  'connection.deleted': {
    about: 'connection',
    tells: ['before', 'machines', 'schedules'],
    async prepare(world) {
      const { hand, team, doer, id } = await withConnection(world)
      return called(doer, team, () => hand.does(`DELETE /connections/${id}`, undefined, ifMatch))
    },
  },
  'connection.checked': {
    about: 'connection',
    tells: ['before', 'after'],
    async prepare(world) {
      const { hand, team, doer, id } = await ready(world)
      return called(doer, team, () => hand.does(`POST /connections/${id}/check`))
    },
  },
  'connection.sync_asked': {
    about: 'connection',
    tells: ['lanes'],
    async prepare(world) {
      const { hand, team, doer, id } = await ready(world)
      return called(doer, team, () => hand.does(`POST /connections/${id}/sync`))
    },
  },
  'connection.certificate_made': {
    about: 'connection',
    tells: ['after'],
    async prepare(world) {
      const { hand, team, doer, id } = await withConnection(world)
      return called(doer, team, () => hand.does(`POST /connections/${id}/certificate`, { bits: 2_048 }))
    },
  },
  'connection.certificate_activated': {
    about: 'connection',
    tells: ['before', 'after'],
    // The key signs from the check on that it passed.
    beside: ['connection.checked'],
    async prepare(world) {
      const { hand, team, doer, id } = await ready(world)
      await hand.does(`POST /connections/${id}/certificate`, { bits: 2_048 })
      await registered(world, hand, id, 'active', 'next')
      return called(doer, team, () => hand.does(`POST /connections/${id}/certificate/activate`))
    },
  },
  'connection.certificate_destroyed': {
    about: 'connection',
    tells: ['before'],
    async prepare(world) {
      const { hand, team, doer, id } = await withConnection(world)
      const next = (await hand.does(`POST /connections/${id}/certificate`, { bits: 2_048 })).body.id
      return called(doer, team, () => hand.does(`DELETE /connections/${id}/certificates/${next}`))
    },
  },
  'connection.certificate_expiring': {
    about: 'connection',
    tells: ['thumbprint', 'not_after', 'days_left'],
    async prepare(world) {
      const { team, id } = await withConnection(world)
      const { core, automation, admin, clock } = world
      const [db, scheduler] = [await core.open('skykeep_automation', 2), await core.open('skykeep_scheduler', 1)]
      const { connections, notifications } = automation
      const { audit, log } = core
      const care = new ConnectionCare({ db, scheduler, audit, clock, log, connections, tell: notifications.tell })
      await admin.query(`update automation.connection_keys set not_after = now() + interval '6 days' where connection_id = $1`, [
        id,
      ])
      await admin.query(`update automation.connections set care_due_at = case when id = $1 then now() else 'infinity' end`, [id])
      return worked(system('automation'), team, () => care.round())
    },
  },
} satisfies Acts
