import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { control } from '../../testing/control.ts'
import { expectProblem, withoutTrace } from '../../testing/http.ts'
import { aWebhook, mailsTo, type NotificationWorld, notificationWorld } from './testing/notification-world.ts'

let world: NotificationWorld
beforeAll(async () => {
  world = await notificationWorld()
})
afterAll(() => world.close())

test('a rule is made, read, changed and deleted by its version, and the trail has it without addresses and paths', async () => {
  const team = await world.team()
  const url = 'https://hooks.example/secret-path'
  const made = await team.owner('POST /notifications/rules', { body: aWebhook(url, { name: 'Failures' }) })
  expect(made.status).toBe(201)
  const { secret, ...rule } = made.body
  expect(made.headers).toMatchObject({ location: `/notifications/rules/${rule.id}`, etag: '"1"' })
  expect(rule).toMatchObject({
    last_delivery: null,
    enabled: true,
    events: ['machine.failed'],
    only_about: {},
    channel: { type: 'webhook', url },
  })
  const path = `/notifications/rules/${rule.id}` as const
  expect((await team.owner(`GET ${path}`)).body).toEqual(rule)
  expect((await team.owner('GET /notifications/rules')).body).toEqual({ items: [rule], next_cursor: null })

  const stale = { 'if-match': '"7"' }
  expectProblem(await team.owner(`PATCH ${path}`, { body: { enabled: false }, headers: stale }), 'PRECONDITION_FAILED')
  const body = { enabled: false, events: ['run.finished', 'run.finished'], digest_seconds: 60 }
  const changed = await team.owner(`PATCH ${path}`, { body, headers: { 'if-match': '"1"' } })
  expect(changed.body).toMatchObject({ ...body, events: ['run.finished'], name: 'Failures', version: 2 })
  expectProblem(await team.owner(`DELETE ${path}`, { headers: { 'if-match': '"1"' } }), 'PRECONDITION_FAILED')
  expect((await team.owner(`DELETE ${path}`)).status).toBe(204)
  expectProblem(await team.owner(`GET ${path}`), 'NOT_FOUND')

  const entries = await team.entries('notification_rule')
  const actions = ['notification_rule.created', 'notification_rule.updated', 'notification_rule.deleted']
  expect(entries.map(({ action }) => action)).toEqual(actions)
  expect(entries[0]!.details).toMatchObject({ after: { channel: { origin: 'https://hooks.example' } } })
  expect(JSON.stringify(entries)).not.toContain('secret-path')
  expect(JSON.stringify(entries)).not.toContain(secret)
})

test('a creating call that comes twice makes one rule and shows the same secret', async () => {
  const team = await world.team()
  const body = aWebhook()
  const headers = { 'idempotency-key': newId() }
  const [one, two] = [
    await team.owner('POST /notifications/rules', { body, headers }),
    await team.owner('POST /notifications/rules', { body, headers }),
  ]
  expect(two.body).toEqual(one.body)
  expectProblem(await team.owner('POST /notifications/rules', { body }), 'NOTIFICATION_RULE_NAME_TAKEN')
  const path = `/notifications/rules/${one.body.id}/rotate-secret` as const
  expect((await team.owner(`POST ${path}`, { body: {}, headers })).body).toEqual(
    (await team.owner(`POST ${path}`, { body: {}, headers })).body,
  )
})

test.each([
  ['a rule for nothing', { events: [] }, '#/events'],
  ['an event that is none', { events: ['machine.exploded'] }, '#/events/0'],
  ['an address that is none', { channel: { type: 'email', to: ['nobody'] } }, '#/channel/to/0'],
  ['nobody to write to', { channel: { type: 'email', to: [] } }, '#/channel/to'],
  ['a page with a password', { channel: { type: 'webhook', url: 'https://me:pw@hooks.example/' } }, '#/channel/url'],
  ['no web page', { channel: { type: 'webhook', url: 'ftp://hooks.example/' } }, '#/channel/url'],
  ['another channel', { channel: { type: 'pigeon' } }, '#/channel/type'],
  ['a digest of two days', { digest_seconds: 172_800 }, '#/digest_seconds'],
  ['what the contract does not have', { colour: 'red' }, '#/colour'],
])('%s is refused with a pointer, and nothing is made', async (_what, more, pointer) => {
  const team = await world.team()
  const answer = await team.owner('POST /notifications/rules', { body: aWebhook(undefined, more) })
  expectProblem(answer, 'VALIDATION_FAILED')
  expect(answer.body.errors.map((fault: { pointer: string }) => fault.pointer)).toContain(pointer)
  expect((await team.owner('GET /notifications/rules')).body.items).toEqual([])
})

control(
  'NOTIFY-1',
  'mails go to members of the team and into domains of the operator: a rule for anybody else is refused',
  async () => {
    const [team, other] = [await world.team(), await world.team()]
    const [ours, theirs] = [await team.member(), await other.member()]
    const body = mailsTo([ours, theirs, 'stranger@example.com', 'anybody@mail.example'])
    const refused = await team.owner('POST /notifications/rules', { body })
    expectProblem(refused, 'VALIDATION_FAILED')
    expect(refused.body.errors.map((fault: { pointer: string }) => fault.pointer)).toEqual(['#/channel/to/1', '#/channel/to/2'])
    const to = [ours, 'anybody@mail.example']
    const made = await team.owner('POST /notifications/rules', { body: mailsTo(to) })
    expect(made.body).toMatchObject({ channel: { to } })
    expect(made.body.secret).toBeUndefined()
    const path = `/notifications/rules/${made.body.id}` as const
    const changed = { channel: { type: 'email', to: [theirs] } }
    expectProblem(await team.owner(`PATCH ${path}`, { body: changed }), 'VALIDATION_FAILED')
    const otherKind = { channel: { type: 'webhook', url: 'https://hooks.example/' } }
    expectProblem(await team.owner(`PATCH ${path}`, { body: otherKind }), 'VALIDATION_FAILED')
    expectProblem(await team.owner(`POST ${path}/rotate-secret`, { body: {} }), 'NOTIFICATION_WITHOUT_SECRET')
  },
)

control('NOTIFY-2', 'a webhook without TLS is refused, unless the operator allows networks of their own', async () => {
  const strict = await notificationWorld({ mailDomains: [], webhookNetworks: null })
  try {
    const team = await strict.team()
    const answer = await team.owner('POST /notifications/rules', { body: aWebhook('http://hooks.example/') })
    expectProblem(answer, 'VALIDATION_FAILED')
    expect(answer.body.errors).toMatchObject([{ pointer: '#/channel/url' }])
    const to = ['somebody@mail.example']
    expectProblem(await team.owner('POST /notifications/rules', { body: mailsTo(to) }), 'VALIDATION_FAILED')
  } finally {
    await strict.close()
  }
})

control(
  'NOTIFY-3',
  'the secret of a webhook is shown once, is sealed in the database, and a stolen copy opens nothing',
  async () => {
    const team = await world.team()
    const made = (await team.owner('POST /notifications/rules', { body: aWebhook() })).body
    expect(made.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    const path = `/notifications/rules/${made.id}` as const
    const rotated = (await team.owner(`POST ${path}/rotate-secret`, { body: {} })).body
    expect(rotated.secret).not.toBe(made.secret)
    const shown = JSON.stringify([
      (await team.owner(`GET ${path}`)).body,
      (await team.owner('GET /notifications/rules')).body,
      (await team.owner(`PATCH ${path}`, { body: { digest_seconds: 1 } })).body,
      await team.entries('notification_rule'),
      (await world.admin.query('select * from automation.notification_rules where team_id = $1', [team.id])).rows,
      (await world.admin.query('select * from automation.webhook_secrets where team_id = $1', [team.id])).rows,
    ])
    for (const secret of [made.secret, rotated.secret]) expect(shown).not.toContain(secret.slice('whsec_'.length))
    const { rows } = await world.admin.query(
      'select sealed, ends_at from automation.webhook_secrets where team_id = $1 order by id',
      [team.id],
    )
    expect(rows.map(({ ends_at }) => ends_at?.toISOString() ?? null)).toEqual([rotated.former_ends_at, null])
    expect(rows.every(({ sealed }) => /^sk1\./.test(sealed))).toBe(true)
  },
)

control('NOTIFY-4', 'rules and notifications of another team are not there, and each call needs its permission', async () => {
  const [team, other] = [await world.team(), await world.team()]
  const rule = (await other.owner('POST /notifications/rules', { body: aWebhook() })).body
  await other.tell()
  const [notification] = await other.rows()
  const calls = [
    ['GET', `/notifications/rules/${rule.id}`],
    ['PATCH', `/notifications/rules/${rule.id}`, { enabled: false }],
    ['DELETE', `/notifications/rules/${rule.id}`],
    ['POST', `/notifications/rules/${rule.id}/rotate-secret`, {}],
    ['POST', `/notifications/rules/${rule.id}/test`],
    ['GET', `/notifications/${notification.id}`],
    ['POST', `/notifications/${notification.id}/retry`],
    ['GET', `/notifications?rule_id=${rule.id}`],
  ] as const
  for (const [method, path, body] of calls) {
    const sent = body === undefined ? {} : { body }
    const theirs = await team.owner(`${method} ${path as `/${string}`}`, sent)
    const nobodys = path.replace(rule.id, newId()).replace(notification.id, newId())
    expect(withoutTrace(theirs)).toEqual(withoutTrace(await team.owner(`${method} ${nobodys as `/${string}`}`, sent)))
    expectProblem(theirs, 'NOT_FOUND')
    const reader = other.may(method === 'GET' ? 'notification:write' : 'notification:read')
    expectProblem(await reader(`${method} ${path as `/${string}`}`, sent), 'PERMISSION_DENIED')
    expectProblem(await world.nobody(`${method} ${path as `/${string}`}`, sent), 'NOT_AUTHENTICATED')
  }
  await team.tell()
  expect(await team.rows()).toEqual([])
})

test('an event is written down for each rule that wants it, and for none that is about something else or disabled', async () => {
  const team = await world.team()
  const [machine, schedule] = [newId(), newId()]
  const rule = async (more: object) =>
    (await team.owner('POST /notifications/rules', { body: aWebhook(undefined, more) })).body.id
  const all = await rule({})
  const ofMachine = await rule({ only_about: { machine_ids: [machine] }, digest_seconds: 300 })
  const ofSchedule = await rule({ only_about: { schedule_ids: [schedule] } })
  await rule({ enabled: false })
  await rule({ events: ['run.finished'] })
  await team.tell({ machine_ids: [machine, newId()] })
  await team.tell({ machine_ids: [newId()], schedule_id: schedule })
  await team.tell({ connection_id: newId() })
  await team.tell({})
  const told = (await team.rows()).map(({ rule_id, due_at, created_at }) => [rule_id, (due_at - created_at) / 1_000])
  const expected = [
    ...[
      [all, 0],
      [ofMachine, 300],
      [all, 0],
      [ofSchedule, 0],
      [all, 0],
      [all, 0],
    ],
    ...[
      [ofMachine, 300],
      [ofSchedule, 0],
    ],
  ]
  expect(told.sort()).toEqual(expected.sort())
  const page = (await team.owner(`GET /notifications?rule_id=${all}&limit=3`)).body
  expect(page.items).toHaveLength(3)
  const rest = (await team.owner(`GET /notifications?rule_id=${all}&limit=3&cursor=${page.next_cursor}`)).body
  expect(rest.items).toHaveLength(1)
  expect(page.items[0]).toMatchObject({ event: 'machine.failed', status: 'waiting', attempts: 0, last_failure: null })
  expectProblem(await team.owner(`POST /notifications/${page.items[0].id}/retry`), 'NOTIFICATION_NOT_DEAD')
  expect((await team.owner('GET /notifications?status=dead')).body.items).toEqual([])
})

test('a team has a hundred rules at most', async () => {
  const team = await world.team()
  await world.admin.query(
    `insert into automation.notification_rules (team_id, id, name, enabled, events, channel, created_at, updated_at)
     select $1, gen_random_uuid(), 'Rule ' || n, false, '{}', '{}', now(), now() from generate_series(1, 100) as n`,
    [team.id],
  )
  expectProblem(await team.owner('POST /notifications/rules', { body: aWebhook() }), 'NOTIFICATION_RULE_LIMIT_REACHED')
})
