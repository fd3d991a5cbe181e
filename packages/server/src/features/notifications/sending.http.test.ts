import { createServer as createServerInClear } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { privateKeyPem, selfSigned } from '@skykeep/keyring'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { control } from '../../testing/control.ts'
import { expectProblem } from '../../testing/http.ts'
import { waitUntil } from '../../testing/wait-until.ts'
import {
  anEvent,
  aWebhook,
  mailsTo,
  type NotificationWorld,
  notificationWorld,
  type Received,
  startReceiver,
} from './testing/notification-world.ts'

let world: NotificationWorld
beforeAll(async () => {
  world = await notificationWorld()
})
afterAll(() => world.close())

type Team = Awaited<ReturnType<NotificationWorld['team']>>
const makes = async (team: Team, body: object) => (await team.owner('POST /notifications/rules', { body })).body
const verify = (secret: string, { body, headers }: Received) =>
  new Webhook(secret).verify(body, headers as Record<string, string>)
/** The verifier looks at the clock on the wall. */
const now = () => world.clock.set(new Date().toISOString())

control(
  'NOTIFY-5',
  'a message is signed as Standard Webhooks says: a verifier of others takes it, and refuses it changed, late or under another secret',
  async () => {
    now()
    const team = await world.team()
    const receiver = await startReceiver()
    const rule = await makes(team, aWebhook(receiver.url))
    const machine = newId()
    await team.tell({ machine_ids: [machine] })
    await world.worker().round()
    const [got] = receiver.received
    expect(verify(rule.secret, got!)).toMatchObject({
      type: 'machine.failed',
      timestamp: world.clock.now().toISOString(),
      data: {
        team_id: team.id,
        title: 'The machine “db-1” did not start',
        machine_ids: [machine],
        detail: { class: 'capacity' },
      },
    })
    expect(got!.headers).toMatchObject({ 'content-type': 'application/json', host: `127.0.0.1:${receiver.port}` })
    const changed = { ...got!, body: got!.body.replace('db-1', 'db-2') }
    expect(() => verify(rule.secret, changed)).toThrow()
    const late = { ...got!, headers: { ...got!.headers, 'webhook-timestamp': String(Math.floor(Date.now() / 1_000) - 3_600) } }
    expect(() => verify(rule.secret, late)).toThrow()
    expect(() => verify((rule.secret as string).replace(/.{6}=$/, 'AAAAAA='), got!)).toThrow()
    const [row] = await team.rows()
    expect(row).toMatchObject({ status: 'sent', attempts: 1, due_at: null, message_id: got!.headers['webhook-id'] })
    await receiver.close()
  },
)

control('NOTIFY-6', 'while a secret is rotated messages carry both signatures, and after that the new one alone', async () => {
  now()
  const team = await world.team()
  const receiver = await startReceiver()
  const rule = await makes(team, aWebhook(receiver.url))
  const { secret } = (await team.owner(`POST /notifications/rules/${rule.id}/rotate-secret`, { body: { overlap_seconds: 60 } }))
    .body
  await team.tell()
  await world.worker().round()
  const both = receiver.received[0]!
  for (const one of [secret, rule.secret]) expect(() => verify(one, both)).not.toThrow()
  world.clock.at += 61_000
  await team.tell()
  await world.worker().round()
  const after = receiver.received[1]!
  expect(() => verify(secret, after)).not.toThrow()
  expect(() => verify(rule.secret, after)).toThrow()
  // Stolen: the former one ends at once, and with it whatever was before.
  const stolen = (await team.owner(`POST /notifications/rules/${rule.id}/rotate-secret`, { body: { overlap_seconds: 0 } })).body
  expect(stolen.former_ends_at).toBeNull()
  await team.tell()
  await world.worker().round()
  expect(receiver.received[2]!.headers['webhook-signature']).not.toContain(' ')
  expect(() => verify(stolen.secret, receiver.received[2]!)).not.toThrow()
  await receiver.close()
})

test('a message that is not taken comes again under the same id with growing pauses, until a day is over; then it is dead and can be asked for', async () => {
  now()
  const team = await world.team()
  let status = 503
  const receiver = await startReceiver(() => ({ status }))
  const rule = await makes(team, aWebhook(receiver.url))
  await team.tell()
  const worker = world.worker()
  const pauses: number[] = []
  for (;;) {
    await worker.round()
    const [row] = await team.rows()
    expect(row.last_failure).toEqual({ class: 'refused', status: 503 })
    if (row.status === 'dead') break
    const pause = row.due_at.getTime() - world.clock.at
    pauses.push(pause)
    world.clock.at += pause - 1
    const before = receiver.received.length
    await worker.round()
    expect(receiver.received).toHaveLength(before) // not before its time
    world.clock.at += 1
  }
  expect(pauses.length).toBeGreaterThan(8)
  pauses.forEach((pause, nth) => {
    const grown = Math.min(4 * 3_600_000, 15_000 * 3 ** nth)
    expect(pause).toBeGreaterThanOrEqual(0.8 * grown - 1)
    expect(pause).toBeLessThanOrEqual(1.2 * grown + 1)
  })
  const total = pauses.reduce((sum, pause) => sum + pause, 0)
  expect(total).toBeGreaterThan(19 * 3_600_000)
  expect(total).toBeLessThanOrEqual(24 * 3_600_000)
  const ids = new Set(receiver.received.map(({ headers }) => headers['webhook-id']))
  expect([...ids]).toHaveLength(1)
  expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1)
  expect(await world.metrics.registry.metrics()).toMatch(/notifications_given_up_total\{class="refused"\} 1/)

  status = 204
  const dead = (await team.owner(`GET /notifications?rule_id=${rule.id}&status=dead`)).body.items
  expect(dead).toMatchObject([{ attempts: receiver.received.length, next_attempt_at: null }])
  const lastOf = async () => (await team.owner(`GET /notifications/rules/${rule.id}`)).body.last_delivery
  expect(await lastOf()).toEqual({ status: 'dead', at: dead[0].created_at, failure: dead[0].last_failure })
  const retried = await team.owner(`POST /notifications/${dead[0].id}/retry`)
  expect(retried.body).toMatchObject({ status: 'waiting' })
  await worker.round()
  expect((await team.owner(`GET /notifications/${dead[0].id}`)).body).toMatchObject({ status: 'sent', last_failure: null })
  expect(await lastOf()).toMatchObject({ status: 'sent', failure: null })
  const [listed] = (await team.owner('GET /notifications/rules')).body.items
  expect(listed.last_delivery).toEqual(await lastOf())
  expect(receiver.received.at(-1)!.headers['webhook-id']).toBe([...ids][0])
  await receiver.close()
})

test('what a receiver asks for by Retry-After is obeyed, up to four hours', async () => {
  now()
  const team = await world.team()
  const asked = ['600', '999999']
  const receiver = await startReceiver((nth) => ({ status: 429, headers: { 'retry-after': asked[nth - 1]! } }))
  await makes(team, aWebhook(receiver.url))
  await team.tell()
  const pauses = []
  for (let n = 0; n < 2; n++) {
    await world.worker().round()
    const [row] = await team.rows()
    pauses.push((row.due_at.getTime() - world.clock.at) / 1_000)
    world.clock.at = row.due_at.getTime()
  }
  expect(pauses).toEqual([600, 4 * 3_600])
  await receiver.close()
})

test('an address that answers that it is gone disables its rule, which is in the trail, and nothing more goes there', async () => {
  now()
  const team = await world.team()
  const receiver = await startReceiver(() => ({ status: 410 }))
  const rule = await makes(team, aWebhook(receiver.url))
  await team.tell()
  await team.tell()
  for (let n = 0; n < 3; n++) await world.worker().round()
  expect((await team.owner(`GET /notifications/rules/${rule.id}`)).body).toMatchObject({
    enabled: false,
    disabled_because: 'gone',
  })
  expect(receiver.received.length).toBeLessThanOrEqual(2)
  const failures = (await team.rows()).map(({ status, last_failure }) => [status, last_failure.class])
  expect(failures[0]).toEqual(['dead', 'gone'])
  expect(failures.every(([status]) => status === 'dead')).toBe(true)
  const entries = await team.entries('notification_rule')
  expect(entries.at(-1)).toMatchObject({ action: 'notification_rule.disabled', actor: { type: 'system' }, reason: 'gone' })
  const path = `/notifications/rules/${rule.id}` as const
  const enabled = (await team.owner(`PATCH ${path}`, { body: { enabled: true } })).body
  expect(enabled).toMatchObject({ enabled: true, disabled_because: null })
  await receiver.close()
})

control('NOTIFY-7', 'a redirect is not followed: it could lead to an address that nobody looked at', async () => {
  now()
  const team = await world.team()
  const hidden = await startReceiver()
  const receiver = await startReceiver(() => ({ status: 307, headers: { location: hidden.url } }))
  await makes(team, aWebhook(receiver.url))
  await team.tell()
  await world.worker().round()
  expect(receiver.received).toHaveLength(1)
  expect(hidden.received).toEqual([])
  expect((await team.rows())[0].last_failure).toEqual({ class: 'refused', status: 307 })
  await Promise.all([receiver.close(), hidden.close()])
})

control(
  'NOTIFY-8',
  'a webhook reaches the public internet only: no name and no spelling of an address leads into our network or to the metadata of a cloud',
  async () => {
    const strict = await notificationWorld({ mailDomains: [], webhookNetworks: null })
    const receiver = await startReceiver()
    try {
      strict.names.set('inside.example', ['10.0.0.7'])
      strict.names.set('both.example', ['93.184.215.14', '127.0.0.1'])
      strict.names.set('six.example', ['::ffff:127.0.0.1'])
      const hosts = [
        ...[
          '127.0.0.1',
          '2130706433',
          '0x7f.1',
          '127.1',
          '0',
          '169.254.169.254',
          '100.100.100.200',
          '168.63.129.16',
          '192.168.1.1',
        ],
        ...[
          '[::1]',
          '[::ffff:127.0.0.1]',
          '[::ffff:7f00:1]',
          '[64:ff9b::7f00:1]',
          '[fd00:ec2::254]',
          '[fe80::1]',
          '[2002:7f00:1::]',
        ],
        ...['inside.example', 'both.example', 'six.example', 'INSIDE.example', '１２７.0.0.1'],
      ]
      const team = await strict.team()
      for (const host of hosts) {
        const url = `https://${host}:${receiver.port}/latest/meta-data`
        expect((await team.owner('POST /notifications/rules', { body: aWebhook(url) })).status).toBe(201)
      }
      await team.tell()
      while ((await strict.worker().round()) > 0);
      const rows = await team.rows()
      expect(rows).toHaveLength(hosts.length)
      expect(rows.map(({ last_failure }) => last_failure)).toEqual(hosts.map(() => ({ class: 'address_refused' })))
      expect(receiver.received).toEqual([])
    } finally {
      await receiver.close()
      await strict.close()
    }
  },
)

control('NOTIFY-9', 'a name is looked up once, and the connection goes to the address that was looked at', async () => {
  now()
  const team = await world.team()
  const receiver = await startReceiver()
  let asked = 0
  world.names.set('hooks.test', ['127.0.0.1'])
  const url = `http://hooks.test:${receiver.port}/hook`
  const look = world.names.get.bind(world.names)
  // The second answer would lead to where messages may not go.
  world.names.get = (name) => (name === 'hooks.test' && asked++ > 0 ? ['10.0.0.1'] : look(name))
  await makes(team, aWebhook(url))
  await team.tell()
  await world.worker().round()
  expect(receiver.received).toMatchObject([{ headers: { host: `hooks.test:${receiver.port}` } }])
  expect(asked).toBe(1)
  // In clear a message goes into the operator's networks alone.
  world.names.set('public.test', ['93.184.215.14'])
  await makes(team, aWebhook('http://public.test/', { events: ['run.finished'] }))
  await team.tell({ event: 'run.finished' })
  await world.worker().round()
  expect((await team.rows()).at(-1).last_failure).toEqual({ class: 'address_refused' })
  await receiver.close()
})

test('mails go out as one for each address, collected when several wait, and are queued once', async () => {
  now()
  const team = await world.team()
  const [ana, bob] = [await team.member(), await team.member()]
  const rule = await makes(team, mailsTo([ana, bob], { name: 'Night shift' }))
  await team.tell({ title: 'The machine “a” did not start' })
  await team.tell({ title: 'The machine “b” did not start' })
  await world.worker().round()
  const mails = (await world.mails()).filter(({ to }) => to === ana || to === bob)
  expect(new Set(mails.map(({ to }) => to))).toEqual(new Set([ana, bob]))
  expect(mails).toHaveLength(2)
  expect(mails[0]).toMatchObject({ subject: '2 events: The machine “a” did not start' })
  expect(mails[0]!.lines.join('\n')).toContain('The machine “b” did not start')
  expect(mails[0]!.lines.join('\n')).toContain('Night shift')
  await world.worker().round()
  expect((await world.mails()).filter(({ to }) => to === ana)).toHaveLength(1)
  const items = (await team.owner(`GET /notifications?rule_id=${rule.id}`)).body.items
  expect(items).toMatchObject([{ status: 'sent' }, { status: 'sent' }])
  expect(items[0].message_id).toBe(items[1].message_id)
})

control('NOTIFY-10', 'who has left the team is written to no more, whatever a rule still says', async () => {
  now()
  const team = await world.team()
  const [ana, bob] = [await team.member(), await team.member()]
  await makes(team, mailsTo([ana, bob]))
  await makes(team, mailsTo([bob], { events: ['run.finished'] }))
  await team.leaves(bob)
  await team.tell()
  await team.tell({ event: 'run.finished' })
  await world.worker().round()
  const written = (await world.mails()).map(({ to }) => to)
  expect(written.filter((to) => to === ana)).toHaveLength(1)
  expect(written).not.toContain(bob)
  expect((await team.rows()).map(({ status, last_failure }) => [status, last_failure?.class])).toEqual([
    ['sent', undefined],
    ['dead', 'nobody'],
  ])
})

test('a digest is one message of all that happened in its time', async () => {
  now()
  const team = await world.team()
  const receiver = await startReceiver()
  const rule = await makes(team, aWebhook(receiver.url, { digest_seconds: 600 }))
  await team.tell({ title: 'one' })
  world.clock.at += 300_000
  await team.tell({ title: 'two' })
  await world.worker().round()
  expect(receiver.received).toEqual([])
  world.clock.at += 300_000
  await world.worker().round()
  const digest = JSON.parse(receiver.received[0]!.body)
  expect(digest.type).toBe('digest')
  expect(digest.data.events.map((event: { data: { title: string } }) => event.data.title)).toEqual(['one', 'two'])
  expect(rule.digest_seconds).toBe(600)
  await world.worker().round()
  expect(receiver.received).toHaveLength(1)
  await receiver.close()
})

test('a test is sent at once by a disabled rule too, says what came of it, is not tried again, and comes at most every ten seconds', async () => {
  now()
  const team = await world.team()
  let status = 500
  const receiver = await startReceiver(() => ({ status }))
  const rule = await makes(team, aWebhook(receiver.url, { enabled: false }))
  const path = `/notifications/rules/${rule.id}/test` as const
  const failed = await team.owner(`POST ${path}`)
  expect(failed.body).toMatchObject({
    event: 'test',
    status: 'dead',
    attempts: 1,
    last_failure: { class: 'refused', status: 500 },
  })
  const again = await team.owner(`POST ${path}`)
  expectProblem(again, 'RATE_LIMITED')
  expect(again.headers['retry-after']).toBe('10')
  world.clock.at += 10_000
  status = 200
  expect((await team.owner(`POST ${path}`)).body).toMatchObject({ status: 'sent', last_failure: null })
  expect(() =>
    new Webhook(rule.secret).verify(receiver.received[1]!.body, {
      ...(receiver.received[1]!.headers as Record<string, string>),
    }),
  ).not.toThrow()
  await receiver.close()
})

control(
  'NOTIFY-11',
  'several processes share the work and each message is sent once; one that was killed is taken over',
  async () => {
    now()
    const team = await world.team()
    const receiver = await startReceiver()
    await makes(team, aWebhook(receiver.url))
    for (let n = 0; n < 20; n++) await team.tell({ title: `event ${n}` })
    // Claimed by a process that is gone before it sent anything.
    const lost = await world.sender.claim(team.id)
    const workers = [world.worker(), world.worker(), world.worker()]
    const all = async () => {
      for (let taken = 1; taken > 0; )
        taken = (await Promise.all(workers.map((worker) => worker.round()))).reduce((a, b) => a + b)
    }
    await all()
    expect(receiver.received).toHaveLength(19)
    world.clock.at += 61_000
    await all()
    const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
    expect(ids).toHaveLength(20)
    expect(new Set(ids).size).toBe(20)
    expect(ids.at(-1)).toBe(lost!.message_id)
    // Whoever comes back from the dead changes nothing.
    await world.sender.send({ ...lost!, hopeless: null }, new AbortController().signal)
    expect((await team.rows()).every(({ status }) => status === 'sent')).toBe(true)
    await receiver.close()
  },
)

control('NOTIFY-12', 'an address that hangs holds up four messages of its own team, and of no other', async () => {
  now()
  const [slow, quick] = [await world.team(), await world.team()]
  const [silent, receiver] = [await startReceiver(), await startReceiver()]
  const gate = Promise.withResolvers<string[]>()
  const look = world.names.get.bind(world.names)
  world.names.get = ((name: string) => (name === 'slow.test' ? gate.promise : look(name))) as never
  await makes(slow, aWebhook('http://slow.test/'))
  await makes(quick, aWebhook(receiver.url))
  for (let n = 0; n < 10; n++) await slow.tell()
  const worker = world.worker()
  const waiting = worker.round()
  const tried = async () => (await slow.rows()).filter(({ attempts }) => attempts > 0).length
  await waitUntil('four of them hang', async () => (await tried()) === 4)
  await quick.tell()
  const others = worker.round()
  await waitUntil('the other team was told', () => receiver.received.length === 1)
  expect(await tried()).toBe(4)
  gate.resolve([])
  await Promise.all([waiting, others])
  await Promise.all([receiver.close(), silent.close()])
})

test('an event of a transaction that failed is never told', async () => {
  const team = await world.team()
  await makes(team, aWebhook())
  const failing = team.as(async (tx) => {
    await world.notifications.tell(tx, anEvent(world.clock.now()))
    throw new Error('the change failed')
  })
  await expect(failing).rejects.toThrow('the change failed')
  expect(await team.rows()).toEqual([])
})

control(
  'NOTIFY-22',
  'a webhook proves by its certificate that it has the name, though the connection goes to an address',
  async () => {
    now()
    const team = await world.team()
    const certified = async (name: string) => {
      const made = await selfSigned({
        commonName: name,
        key: 'ec-p256',
        purpose: 'server',
        days: 1,
        dnsNames: [name],
        now: new Date(),
      })
      return { cert: made.pem, key: privateKeyPem(made.privateKeyPkcs8) }
    }
    const [right, wrong] = [await certified('right.test'), await certified('other.test')]
    const before = getCACertificates('default')
    setDefaultCACertificates([right.cert, wrong.cert])
    const servers = [right, wrong, await certified('unknown.test')].map((identity) => {
      const server = createServer(identity, (_request, response) => response.writeHead(204).end())
      return new Promise<typeof server>((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
    })
    const opened = await Promise.all(servers)
    const ports = opened.map((server) => (server.address() as AddressInfo).port)
    for (const name of ['right.test', 'wrong.test', 'unknown.test']) world.names.set(name, ['127.0.0.1'])
    const rules: string[] = []
    for (const [nth, name] of ['right.test', 'wrong.test', 'unknown.test'].entries()) {
      rules.push((await makes(team, aWebhook(`https://${name}:${ports[nth]}/`))).id)
    }
    await team.tell()
    await world.worker().round()
    const rows = await team.rows()
    const told = rules.map((id) => rows.find(({ rule_id }) => rule_id === id))
    expect(told.map(({ status, last_failure }) => [status, last_failure?.class])).toEqual([
      ['sent', undefined],
      ['waiting', 'certificate_refused'],
      ['waiting', 'certificate_refused'],
    ])
    setDefaultCACertificates(before)
    for (const server of opened) server.close()
  },
)

test('an answer without an end is an answer: of it the head is read and nothing else', async () => {
  now()
  const team = await world.team()
  let isGone = false
  const server = createServerInClear((_request, response) => {
    response.writeHead(200)
    const flow = setInterval(() => response.write('x'.repeat(65_536)), 1)
    response.on('error', () => {})
    response.on('close', () => {
      clearInterval(flow)
      isGone = true
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  await makes(team, aWebhook(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`))
  await team.tell()
  await world.worker().round()
  expect(await team.rows()).toMatchObject([{ status: 'sent' }])
  await waitUntil('the connection is closed', () => isGone)
  server.close()
})
