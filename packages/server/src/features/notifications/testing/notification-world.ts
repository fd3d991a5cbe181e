import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Permission, permissionNames } from '@skykeep/contract'
import { KeyRing } from '@skykeep/keyring'
import type { Caller, Principal } from '../../../auth/principal.ts'
import { openPool } from '../../../db/pool.ts'
import { openDatabase, type TeamTx } from '../../../db/tenancy.ts'
import { dataKeyStore } from '../../../keys/data-key-store.ts'
import { blockListOf } from '../../../lib/networks.ts'
import { newId } from '../../../lib/new-id.ts'
import { onceOnly } from '../../../lib/once-only.ts'
import { ORIGIN } from '../../../testing/bare-app.ts'
import { testApp } from '../../../testing/http.ts'
import { mailService } from '../../mail/mail.service.ts'
import { openMail } from '../../mail/sealed-mail.ts'
import { scheduleWorld } from '../../schedules/testing/schedule-world.ts'
import { keepRoutes } from '../keep.routes.ts'
import { keepService } from '../keep.service.ts'
import type { NotificationEvent } from '../notification-event.ts'
import type { NotificationPolicy } from '../notification-needs.ts'
import { NotificationWorker } from '../notification-worker.ts'
import { notificationsRoutes } from '../notifications.routes.ts'
import { notificationService } from '../notifications.service.ts'
import { messageSender } from '../send-message.ts'
import { StopNoticeWorker } from '../stop-notice-worker.ts'

export type NotificationWorld = Awaited<ReturnType<typeof notificationWorld>>

/** What the operator of the tests allows: to write to webhooks on this machine. */
const allowing: NotificationPolicy = { mailDomains: ['mail.example'], webhookNetworks: blockListOf(['127.0.0.0/8']) }

/** Notifications of teams with schedules, behind the real pipeline; the clock stands until it is moved. */
export async function notificationWorld(policy: NotificationPolicy = allowing) {
  const world = await scheduleWorld()
  const { database, admin, audit, root } = world.registry
  const pool = openPool({ url: database.appUrl, role: 'skykeep_automation', applicationName: 'skykeep test', max: 8 })
  const schedulerPool = openPool({ url: database.appUrl, role: 'skykeep_scheduler', applicationName: 'skykeep test', max: 2 })
  const db = openDatabase({ pool })
  const scheduler = openDatabase({ pool: schedulerPool })
  const { clock, schedules } = world
  const keyRing = new KeyRing({ root, store: dataKeyStore(db), clock: { now: () => new Date() } })
  const once = onceOnly({ db, keyRing, clock })
  const http = testApp()
  const told: object[] = []
  const tell = (about: object | string, text?: string) =>
    void told.push(typeof about === 'string' ? { text: about } : { ...about, text })
  const log = { info: tell, warn: tell, error: tell }
  const names = new Map<string, string[]>()
  const common = { db, audit, clock, newId, once, keyRing, policy, log }
  const mail = mailService(common)
  const sender = messageSender({
    ...{ ...common, mail, metrics: http.metrics, origin: ORIGIN },
    resolve: async (name) => names.get(name) ?? Promise.reject(new Error('There is no such name.')),
  })
  const notifications = notificationService({ ...common, sendNow: sender.sendNow })
  const keep = keepService({ ...common, overrides: schedules.overrides })
  const noticing = new StopNoticeWorker({ db, scheduler, clock, log, schedules, notifications })
  keepRoutes(http.app, { keep })
  const worker = () => new NotificationWorker({ db, scheduler, clock, log, sender })
  notificationsRoutes(http.app, { notifications })
  await http.app.ready()
  const principalOf = (team_id: string, permissions: Iterable<Permission>): Principal => ({
    ...{ kind: 'client', id: newId(), team_id, token_id: newId(), thumbprint: null },
    permissions: new Set(permissions),
  })

  return {
    ...http,
    ...{ database, db, scheduler, admin, clock, keyRing, schedules, notifications, sender, worker, noticing, log },
    /** What the log was told. */
    told,
    /** Names of servers, and where they lead. */
    names,

    /** What is in the outbox, opened. */
    async mails(): Promise<{ to: string; subject: string; lines: string[]; link?: string }[]> {
      const { rows } = await admin.query('select id, sealed from identity.mails order by id')
      const opened = await Promise.all(rows.map(({ id, sealed }) => openMail(keyRing, id, sealed)))
      return opened.map(({ to, message }) => ({ to, ...message }))
    },

    async team() {
      const team = await world.team()
      const { id } = team
      const may = (...permissions: Permission[]) => http.as(principalOf(id, permissions))
      const caller: Caller = { ...principalOf(id, permissionNames), trace_id: null, address: null }
      const as = <T>(work: (tx: TeamTx) => Promise<T>) => db.asTeam(id, work)
      return {
        ...team,
        ...{ may, owner: may(...permissionNames), caller, as },
        /** Somebody who asks the part that has the schedules. */
        schedules: team.owner,
        tell: (event: Partial<NotificationEvent> = {}) => as((tx) => notifications.tell(tx, anEvent(clock.now(), event))),

        /** Somebody who is in the team, by their address. */
        async member(address = `${newId()}@skykeep.test`): Promise<string> {
          const account = newId()
          const about = '(id, email, name, created_at, updated_at) values ($1, $2, $3, now(), now())'
          await admin.query(`insert into identity.accounts ${about}`, [account, address, 'Somebody'])
          await admin.query('insert into identity.account_teams (account_id, member_of) values ($1, $2)', [account, id])
          const roles = `(team_id, account_id, roles, created_at, updated_at) values ($1, $2, '{reader}', now(), now())`
          await admin.query(`insert into directory.memberships ${roles}`, [id, account])
          return address
        },

        async leaves(address: string): Promise<void> {
          const account = 'account_id = (select id from identity.accounts where email = $1)'
          await admin.query(`delete from directory.memberships where ${account}`, [address])
        },

        async rows() {
          const text = 'select * from automation.notifications where team_id = $1 order by id'
          return (await admin.query(text, [id])).rows
        },
      }
    },

    async close(): Promise<void> {
      await http.app.close()
      await Promise.all([pool.end(), schedulerPool.end()])
      await world.close()
    },
  }
}

export const anEvent = (at: Date, more: Partial<NotificationEvent> = {}): NotificationEvent => ({
  ...{ event: 'machine.failed', at, title: 'The machine “db-1” did not start', detail: { class: 'capacity' } },
  ...more,
})

export const aWebhook = (url = 'https://hooks.example/skykeep', more: object = {}) => ({
  ...{ name: `Hook ${newId()}`, events: ['machine.failed'], channel: { type: 'webhook', url } },
  ...more,
})

export const mailsTo = (to: string[], more: object = {}) => ({
  ...{ name: `Mail ${newId()}`, events: ['machine.failed'], channel: { type: 'email', to } },
  ...more,
})

export interface Received {
  headers: IncomingHttpHeaders
  body: string
  path: string
}

/** Somebody’s server that takes webhooks; what it answers is handed in. */
export async function startReceiver(
  answer: (nth: number) => { status: number; headers?: Record<string, string> } = () => ({ status: 204 }),
) {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    received.push({ headers: request.headers, body: Buffer.concat(chunks).toString(), path: request.url ?? '' })
    const { status, headers } = answer(received.length)
    response.writeHead(status, headers).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    received,
    url: `http://127.0.0.1:${port}/hook`,
    port,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
