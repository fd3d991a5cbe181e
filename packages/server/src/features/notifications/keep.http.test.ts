import { afterAll, beforeAll, expect, test } from 'vitest'
import { ORIGIN } from '../../testing/bare-app.ts'
import { control } from '../../testing/control.ts'
import { aSchedule } from '../schedules/testing/schedule-world.ts'
import { newKeepToken } from './keep-link.ts'
import { aWebhook, mailsTo, type NotificationWorld, notificationWorld, startReceiver } from './testing/notification-world.ts'

let world: NotificationWorld
beforeAll(async () => {
  world = await notificationWorld()
})
afterAll(() => world.close())

type Team = Awaited<ReturnType<NotificationWorld['team']>>
const HOUR_MS = 3_600_000
/** Office hours in Paris end at 18:30, which is 17:30 UTC in winter. */
const STOP = '2026-11-26T17:30:00.000Z'
const notify = { notify: { before_stop_minutes: 30 } }

/** Machines whose schedule stops them at 17:30, half an hour before it. */
async function soonStopped(team: Team, machines: Record<string, object>) {
  world.clock.set('2026-11-26T16:00:00Z')
  const ids: Record<string, string> = {}
  for (const [name, more] of Object.entries(machines)) ids[name] = await team.machine({ name, power: 'running', ...more })
  await team.schedules('POST /schedules', { body: aSchedule({ machine_ids: Object.values(ids) }, notify) })
  world.clock.set('2026-11-26T17:00:00Z')
  await world.noticing.round()
  return ids
}

const linksOf = async (to: string) => (await world.mails()).filter((mail) => mail.to === to).map(({ link }) => link!)
const pathOf = (link: string) => link.replace(ORIGIN, '') as `/${string}`

async function posts(link: string, fields: [string, string][]) {
  const payload = new URLSearchParams(fields).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await world.app.inject({ method: 'POST', url: pathOf(link), headers, payload })
  return { status: answer.statusCode, text: answer.body, headers: answer.headers }
}
const looks = async (link: string) => {
  const answer = await world.app.inject({ method: 'GET', url: pathOf(link) })
  return { status: answer.statusCode, text: answer.body, headers: answer.headers }
}

/** One person with one machine, and the link that they got. */
async function linked() {
  const team = await world.team()
  const ana = await team.member()
  const { one } = await soonStopped(team, { one: { tags: { Owner: ana } } })
  await world.worker().round()
  const [link] = await linksOf(ana)
  return { team, ana, machine: one!, link: link! }
}

test('before a stop each person gets one message with all their machines, and keeps some of them on by it until an hour', async () => {
  const team = await world.team()
  const [ana, bob] = [await team.member(), await team.member()]
  const ids = await soonStopped(team, {
    'db-1': { tags: { owner: ana.toUpperCase() } },
    'db-2': { tags: { Owner: ana } },
    'web-1': { tags: { owner: bob } },
    'web-2': {},
  })
  expect(await world.noticing.round()).toBe(0)
  await world.worker().round()
  const mails = (await world.mails()).filter(({ to }) => to === ana || to === bob)
  expect(mails).toHaveLength(2)
  const toAna = mails.find(({ to }) => to === ana)!
  expect(toAna.subject).toBe('2 machines stop at 2026-11-26 18:30 in Europe/Paris (17:30 UTC)')
  expect(toAna.lines.join()).toContain('until 2026-11-26 18:30 in Europe/Paris (17:30 UTC)')
  expect(toAna.lines).toContain('• db-1')
  expect(toAna.lines).toContain('• db-2')
  expect(toAna.lines.join()).not.toContain('web')

  const seen = await looks(toAna.link!)
  expect(seen.status).toBe(200)
  expect(seen.text).toContain('db-1')
  expect(seen.text).toContain('1 hour longer, until 2026-11-26 19:30 in Europe/Paris (18:30 UTC)')
  expect(seen.text).not.toContain('web-1')
  expect(seen.headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': expect.stringContaining('no-store') })
  expect(seen.headers['content-security-policy']).toContain("script-src 'self'")
  const done = await posts(toAna.link!, [
    ['machine', ids['db-1']!],
    ['hours', '2'],
  ])
  expect(done.status).toBe(200)
  expect(done.text).toContain('db-1')
  expect(done.text).toContain('Until 2026-11-26 20:30 in Europe/Paris (19:30 UTC)')

  const [override] = (await team.schedules('GET /overrides')).body.items
  expect(override).toMatchObject({
    ...{ machine_ids: [ids['db-1']], state: 'on', from: '2026-11-26T17:00:00.000Z', until: '2026-11-26T19:30:00.000Z' },
    created_by: { type: 'link' },
  })
  world.clock.set(STOP)
  world.clock.at += 1_000
  const due = await team.as((tx) => world.schedules.takeDue(tx, world.clock.now(), 100))
  const wanted = new Map(due.map((plan) => [plan.machine_id, plan.wanted]))
  expect([wanted.get(ids['db-1']!), wanted.get(ids['db-2']!), wanted.get(ids['web-1']!)]).toEqual(['on', 'off', 'off'])
  const entries = await team.entries('keep_link')
  expect(entries).toMatchObject([
    { action: 'keep_link.used', actor: { type: 'anonymous' }, details: { machine_ids: [ids['db-1']] } },
  ])
  expect((await team.entries('override')).map(({ action }) => action)).toEqual(['override.created'])
})

test('a rule and a tag that name the same address make one message, and a webhook gets one with a link of its own', async () => {
  const team = await world.team()
  const receiver = await startReceiver()
  const [ana, bob] = [await team.member(), await team.member()]
  const events = ['machine.before_stop']
  await team.owner('POST /notifications/rules', { body: mailsTo([ana, bob], { events, digest_seconds: 3_600 }) })
  await team.owner('POST /notifications/rules', { body: aWebhook(receiver.url, { events }) })
  const ids = await soonStopped(team, { one: { tags: { owner: ana } }, two: {} })
  await world.worker().round()
  const mails = (await world.mails()).filter(({ to }) => to === ana || to === bob)
  expect(mails).toHaveLength(2)
  expect(new Set(mails.map(({ link }) => link)).size).toBe(2)
  expect(receiver.received).toHaveLength(1)
  const { data } = JSON.parse(receiver.received[0]!.body)
  expect(data.detail.machines).toHaveLength(2)
  expect(data.keep.expires_at).toBe(STOP)
  expect(
    (
      await posts(data.keep.url, [
        ['machine', ids.two!],
        ['hours', '1'],
      ])
    ).status,
  ).toBe(200)
  await receiver.close()
})

control('NOTIFY-13', 'nobody but members of the team is told of its machines, whatever their tags say', async () => {
  const [team, other] = [await world.team(), await world.team()]
  const theirs = await other.member()
  await soonStopped(team, {
    one: { tags: { owner: theirs } },
    two: { tags: { owner: 'stranger@example.com' } },
    three: { tags: { owner: 'not an address\r\nBcc: x@example.com' } },
  })
  expect(await team.rows()).toEqual([])
})

control(
  'NOTIFY-14',
  'looking at a link changes nothing, however often: what reads mails for danger uses nothing up',
  async () => {
    const { team, machine, link } = await linked()
    for (let n = 0; n < 3; n++) expect((await looks(link)).status).toBe(200)
    expect((await team.schedules('GET /overrides')).body.items).toEqual([])
    expect(await team.entries('keep_link')).toEqual([])
    expect(
      (
        await posts(link, [
          ['machine', machine],
          ['hours', '1'],
        ])
      ).status,
    ).toBe(200)
  },
)

control('NOTIFY-15', 'a link works once: of many who come at once one is let in, and the others are in the trail', async () => {
  const { team, machine, link } = await linked()
  const answers = await Promise.all(
    Array.from({ length: 8 }, () =>
      posts(link, [
        ['machine', machine],
        ['hours', '1'],
      ]),
    ),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(410)])
  expect((await team.schedules('GET /overrides')).body.items).toHaveLength(1)
  expect((await looks(link)).status).toBe(410)
  const actions = (await team.entries('keep_link')).map(({ action }) => action)
  expect(actions.filter((action) => action === 'keep_link.used')).toHaveLength(1)
  expect(actions.filter((action) => action === 'keep_link.refused')).toHaveLength(7)
})

control('NOTIFY-16', 'a link ends when its machines stop', async () => {
  const { team, machine, link } = await linked()
  world.clock.set(STOP)
  expect((await looks(link)).status).toBe(410)
  expect(
    (
      await posts(link, [
        ['machine', machine],
        ['hours', '1'],
      ])
    ).status,
  ).toBe(410)
  expect((await team.schedules('GET /overrides')).body.items).toEqual([])
})

control(
  'NOTIFY-17',
  'a link keeps on machines of its message only, for hours that it offers, and what is refused leaves it good',
  async () => {
    const { team, machine, link } = await linked()
    const other = await team.machine({ power: 'running' })
    for (const fields of [
      [
        ['machine', other],
        ['hours', '1'],
      ],
      [['hours', '1']],
      [
        ['machine', machine],
        ['hours', '999'],
      ],
      [
        ['machine', machine],
        ['hours', '-1'],
      ],
      [
        ['machine', machine],
        ['hours', 'NaN'],
      ],
      [['machine', machine]],
    ] as [string, string][][]) {
      const refused = await posts(link, fields)
      expect(refused.status).toBe(400)
      expect(refused.text).toContain('role="alert"')
    }
    expect((await team.schedules('GET /overrides')).body.items).toEqual([])
    expect(
      (
        await posts(link, [
          ['machine', machine],
          ['machine', other],
          ['hours', '1'],
        ])
      ).status,
    ).toBe(200)
    expect((await team.schedules('GET /overrides')).body.items).toMatchObject([{ machine_ids: [machine] }])
  },
)

control(
  'NOTIFY-18',
  'a token that is changed, guessed or of another team leads nowhere, and all that lead nowhere look the same',
  async () => {
    const { team, machine, link } = await linked()
    const token = link.slice(link.lastIndexOf('/') + 1)
    const { rows } = await world.admin.query('select id from automation.keep_links where team_id = $1', [team.id])
    const other = await world.team()
    const wrong = [
      ...[newKeepToken(team.id, rows[0].id), newKeepToken(other.id, rows[0].id), newKeepToken(team.id, team.id)],
      ...[`${token}A`, token.slice(1), 'x', `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`, token.toLowerCase()],
    ]
    const bodies = new Set<string>()
    for (const one of wrong) {
      const [seen, sent] = [
        await looks(`/keep/${one}`),
        await posts(`/keep/${one}`, [
          ['machine', machine],
          ['hours', '1'],
        ]),
      ]
      expect([seen.status, sent.status]).toEqual([404, 404])
      bodies.add(seen.text).add(sent.text)
    }
    expect(bodies.size).toBe(1)
    expect((await looks(link)).status).toBe(200)
  },
)

control(
  'NOTIFY-19',
  'the token of a link is in the message alone: not in the database, the log, the metrics or the trail',
  async () => {
    const { team, machine, link } = await linked()
    const token = link.slice(link.lastIndexOf('/') + 1)
    await looks(link)
    await posts(link, [
      ['machine', machine],
      ['hours', 'x'],
    ])
    await posts(link, [
      ['machine', machine],
      ['hours', '1'],
    ])
    await posts(link, [
      ['machine', machine],
      ['hours', '1'],
    ])
    await world.app.inject({ method: 'POST', url: pathOf(link), headers: { 'content-type': 'application/json' }, payload: '{}' })
    await world.app.inject({ method: 'DELETE', url: pathOf(link) })
    const { rows: tables } = await world.admin.query(
      `select table_schema || '.' || table_name as name from information_schema.tables
      where table_schema in ('automation', 'audit', 'directory', 'identity') and table_type = 'BASE TABLE'`,
    )
    let dump = ''
    for (const { name } of tables) dump += JSON.stringify((await world.admin.query(`select * from ${name}`)).rows)
    expect(dump).toContain(machine)
    const said = [dump, JSON.stringify(world.lines), JSON.stringify(world.told), await world.metrics.registry.metrics()]
    // The random half of it: the first half names team and link.
    for (const text of said) expect(text).not.toContain(token.slice(-42))
    expect(world.lines.some(({ route }) => route === '/keep/:token')).toBe(true)
    expect((await team.entries('keep_link')).length).toBeGreaterThan(0)
  },
)

test('a stop that nobody could be told of in time is not told afterwards', async () => {
  const team = await world.team()
  const ana = await team.member()
  await soonStopped(team, { one: { tags: { owner: ana } } })
  world.clock.set(STOP)
  world.clock.at += HOUR_MS
  await world.worker().round()
  expect(await linksOf(ana)).toEqual([])
  expect(await team.rows()).toMatchObject([{ status: 'dead', last_failure: { class: 'over' } }])
})
