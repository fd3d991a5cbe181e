import { operatorOf } from '../../../auth/principal.ts'
import { StopNoticeWorker } from '../../../features/notifications/stop-notice-worker.ts'
import { anEvent, aWebhook, startReceiver } from '../../../features/notifications/testing/notification-world.ts'
import { furnishedCloud } from '../../../testing/furnished-cloud.ts'
import { furnishedNotifications } from '../../../testing/furnished-notifications.ts'
import { type Acts, called, type Doer, system, worked } from './act.ts'
import type { ActsWorld } from './acts-world.ts'
import { form } from './hand.ts'

const ifMatch = { 'if-match': '"1"' }

/** A rule whose webhook answers with this status. */
async function withRule(world: ActsWorld, status = 204) {
  const one = await world.crew()
  const { url } = await startReceiver(() => ({ status }))
  return { ...one, id: (await one.hand.does('POST /notifications/rules', aWebhook(url))).body.id as string }
}

/** The link that somebody got whose machine is about to be stopped by its schedule. */
async function withLink(world: ActsWorld) {
  const { team, hand, founder } = await world.crew()
  const { admin, core, clock, automation, outside } = world
  const { machine_id: machine } = await furnishedCloud(admin, team, 'acts')
  await admin.query('update automation.machines set tags = $2 where id = $1', [machine, { owner: founder.email }])
  const stop = { at: new Date(Date.now() + 20 * 60_000).toISOString(), state: 'off' }
  const schedule = { name: 'Office', time_zone: 'UTC', targets: { machine_ids: [machine] }, one_shots: [stop] }
  await hand.does('POST /schedules', { ...schedule, notify: { before_stop_minutes: 30 } })
  const [db, scheduler] = [await core.open('skykeep_automation', 2), await core.open('skykeep_scheduler', 1)]
  await new StopNoticeWorker({ db, scheduler, clock, log: core.log, ...automation }).round()
  const mail = await outside.mailbox.waitFor(({ to, text }) => to === founder.email && text.includes('/keep/'))
  const path = `/keep/${/\/keep\/([\w.-]+)/.exec(mail.text)![1]}` as const
  const { rows } = await admin.query('select id from automation.keep_links where team_id = $1', [team])
  const by: Doer = { type: 'anonymous', id: 'keep link', credential: { type: 'keep_link', id: rows[0].id } }
  return { team, by, path, keep: form({ machine: machine!, hours: '2' }) }
}

export const notificationActs = {
  'notification_rule.created': {
    about: 'notification_rule',
    tells: ['after'],
    async prepare({ crew }) {
      const { hand, team, doer } = await crew()
      return called(doer, team, () => hand.does('POST /notifications/rules', aWebhook()))
    },
  },
  'notification_rule.updated': {
    about: 'notification_rule',
    tells: ['before', 'after'],
    async prepare(world) {
      const { hand, team, doer, id } = await withRule(world)
      return called(doer, team, () => hand.does(`PATCH /notifications/rules/${id}`, { name: 'Other' }, ifMatch))
    },
  },
  'notification_rule.deleted': {
    about: 'notification_rule',
    tells: ['before'],
    async prepare(world) {
      const { hand, team, doer, id } = await withRule(world)
      return called(doer, team, () => hand.does(`DELETE /notifications/rules/${id}`, undefined, ifMatch))
    },
  },
  'notification_rule.disabled': {
    about: 'notification_rule',
    tells: ['before', 'after'],
    async prepare(world) {
      const { team } = await withRule(world, 410)
      const db = await world.core.open('skykeep_automation', 2)
      const { notifications } = world.automation
      const work = () => db.asTeam(team, (tx) => notifications.tell(tx, anEvent(world.clock.now())))
      return worked(system('notifications'), team, work)
    },
  },
  'notification_rule.secret_rotated': {
    about: 'notification_rule',
    tells: ['overlap_seconds'],
    async prepare(world) {
      const { hand, team, doer, id } = await withRule(world)
      return called(doer, team, () => hand.does(`POST /notifications/rules/${id}/rotate-secret`, { overlap_seconds: 60 }))
    },
  },
  'notification_rule.tested': {
    about: 'notification_rule',
    tells: [],
    async prepare(world) {
      const { hand, team, doer, id } = await withRule(world)
      return called(doer, team, () => hand.does(`POST /notifications/rules/${id}/test`))
    },
  },
  'notification.retried': {
    about: 'notification',
    tells: ['before', 'after', 'event'],
    async prepare({ crew, automation, admin }) {
      const { hand, team, doer } = await crew()
      const { notification_id } = await furnishedNotifications(automation, admin, operatorOf(team, 'trial'), 'acts')
      return called(doer, team, () => hand.does(`POST /notifications/${notification_id}/retry`))
    },
  },
  'keep_link.used': {
    about: 'keep_link',
    tells: ['machine_ids', 'until', 'override_id', 'told_to'],
    beside: ['override.created'],
    async prepare(world) {
      const { team, by, path, keep } = await withLink(world)
      return called(by, team, () => world.stranger().does(`POST ${path}`, keep))
    },
  },
  'keep_link.refused': {
    about: 'keep_link',
    outcome: 'denied',
    tells: ['told_to'],
    async prepare(world) {
      const { team, by, path, keep } = await withLink(world)
      await world.stranger().does(`POST ${path}`, keep)
      return called(by, team, () => world.stranger().isRefused(410, `POST ${path}`, keep))
    },
  },
} satisfies Acts
