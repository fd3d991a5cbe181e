import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server, type TLSSocket } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { privateKeyPem, selfSigned } from '@skykeep/keyring'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readConfiguration } from '../../config/read.ts'
import { mailServerOf } from '../../lib/mail-server.ts'
import { newId } from '../../lib/new-id.ts'
import { Metrics } from '../../operations/metrics.ts'
import { control } from '../../testing/control.ts'
import { waitUntil } from '../../testing/wait-until.ts'
import { mailFeature } from './mail.ts'
import { GIVEN_UP_AFTER_MS } from './retry-pauses.ts'
import { smtpSender } from './smtp-sender.ts'
import { boxOf, type MailWorld, mailWorld, sender } from './testing/mail-world.ts'

let world: MailWorld
beforeEach(async () => {
  world = await mailWorld()
})
afterEach(() => world.close())

test('a mail that is queued is sent soon, as text and HTML, from the sender, and leaves the outbox', async () => {
  world.worker().start()
  const id = await world.sends('ana@example.com', { code: 'ABCD-EFGH', link: 'https://fleet.example/confirm', lines: ['Grüße.'] })
  const got = await world.mailbox.waitFor(({ to }) => to === 'ana@example.com')
  expect(got).toMatchObject({ from: 'skykeep@example.com', subject: 'Your code' })
  for (const form of [got.text, got.html]) {
    for (const part of ['Grüße.', 'ABCD-EFGH', 'https://fleet.example/confirm']) expect(form).toContain(part)
  }
  expect(got.headers).toMatchObject({
    from: 'Skykeep <skykeep@example.com>',
    to: 'ana@example.com',
    'message-id': `<${id}@example.com>`,
    'auto-submitted': 'auto-generated',
  })
  await waitUntil('the outbox is empty', async () => (await world.rows()).length === 0)
  expect(await world.metrics.registry.metrics()).toMatch(/^mails_sent_total 1$/m)
})

control(
  'MAIL-2',
  'K-01 what waits in the outbox is sealed: no address, code, link or word of it is in the database',
  async () => {
    const canary = {
      code: 'CANA-RYCA',
      link: 'https://canary.example/canary-token',
      subject: 'canary subject',
      lines: ['canary words'],
    }
    const [a, b] = [await world.sends('canary@example.com', canary), await world.sends('bob@example.com')]
    const dump = JSON.stringify(await world.rows())
    expect(dump).toContain(a)
    expect(dump).not.toMatch(/canary|CANA/i)
    expect(dump).not.toMatch(/example\.com/)
    // An envelope that is moved to another row tells nothing there: it does not open, and nobody gets it.
    await world.sql('update identity.mails set sealed = (select sealed from identity.mails where id = $1) where id = $2', [a, b])
    const worker = world.worker()
    await worker.round()
    expect(world.mailbox.messages().map(({ to }) => to)).toEqual(['canary@example.com'])
    expect((await world.rows()).map(({ id, attempts }) => ({ id, attempts }))).toEqual([{ id: b, attempts: 1 }])
  },
)

control(
  'MAIL-3',
  'a mail is written with what it tells or not at all: one of a transaction that failed is never sent',
  async () => {
    const prepared = await world.mail.prepare('ana@example.com', { subject: 'Never', lines: ['Never.'] })
    const failing = world.db.withoutTeam(async (tx) => {
      await world.mail.queue(tx, prepared)
      throw new Error('the change failed')
    })
    await expect(failing).rejects.toThrow('the change failed')
    await world.sends('bob@example.com')
    await world.worker().round()
    expect(world.mailbox.messages().map(({ to }) => to)).toEqual(['bob@example.com'])
    expect(await world.rows()).toEqual([])
  },
)

control(
  'MAIL-4',
  'a process killed with kill -9 while it sends loses no mail: another sends it when the lease is over',
  async () => {
    const names = Array.from({ length: 20 }, (_, n) => `box${n}@example.com`)
    for (const name of names) await world.sends(name)
    const program = fileURLToPath(new URL('testing/mail-process.ts', import.meta.url))
    let aheadMs = 0
    for (let kills = 0; kills < 3; kills++, aheadMs += 3 * 60_000) {
      const gate = Promise.withResolvers<number>()
      let held = 0
      // Read to the end, and never taken: whoever is killed now does not know.
      world.mailbox.mishap = () => (++held > 3 ? gate.promise : undefined)
      const given = [world.database.appUrl, world.folder, world.mailbox.smtpUrl, String(aheadMs)]
      const child = spawn(process.execPath, [program, ...given], { stdio: ['ignore', 'ignore', 'inherit'] })
      await waitUntil('mails are under way', () => held > 3)
      child.kill('SIGKILL')
      await once(child, 'exit')
      gate.resolve(451)
    }
    world.mailbox.mishap = () => undefined
    world.clock.aheadMs = aheadMs
    world.worker().start()
    await waitUntil('the outbox is empty', async () => (await world.rows()).length === 0)
    expect(new Set(world.mailbox.messages().map(({ to }) => to))).toEqual(new Set(names))
  },
)

control('MAIL-5', 'several processes share the outbox, and while all live each mail is sent once', async () => {
  const names = Array.from({ length: 60 }, (_, n) => `box${n}@example.com`)
  for (const name of names) await world.sends(name)
  for (let n = 0; n < 4; n++) world.worker().start()
  await waitUntil('the outbox is empty', async () => (await world.rows()).length === 0)
  expect(
    world.mailbox
      .messages()
      .map(({ to }) => to)
      .sort(),
  ).toEqual(names.sort())
})

control(
  'MAIL-6',
  'what is not taken is tried again after growing pauses for three days, then given up, counted and told',
  async () => {
    world.mailbox.mishap = ({ to }) => (to.includes('ana@example.com') ? 451 : undefined)
    const id = await world.sends('ana@example.com')
    const created_at = (await world.rows())[0]!.created_at
    const worker = world.worker()
    const pauses: number[] = []
    for (;;) {
      if (pauses.length < 3) await world.sends('bob@example.com') // is not held up by it
      await worker.round()
      const [row] = await world.rows()
      if (!row) break
      expect(row.id).toBe(id)
      pauses.push(Math.round((row.next_attempt_at.getTime() - world.clock.now().getTime()) / 1_000))
      expect(await worker.round()).toBe(0) // not before its time
      // The first ten in their time; of the many that come hourly from then on, some.
      const later = pauses.length > 10 ? 6 * 3_600_000 : 0
      world.clock.aheadMs = row.next_attempt_at.getTime() + later - Date.now()
    }
    expect(pauses.slice(0, 10)).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560])
    expect(new Set(pauses.slice(10))).toEqual(new Set([3_600]))
    expect(world.clock.now().getTime() - created_at.getTime()).toBeGreaterThan(GIVEN_UP_AFTER_MS - 3_600_000 - 5_000)
    expect(boxOf(world.mailbox, 'bob@example.com')).toHaveLength(3)
    expect(await world.metrics.registry.metrics()).toMatch(/^mails_given_up_total 1$/m)
    expect(world.told.at(-1)).toMatchObject({ mails: 1, mail: id, response_code: 451 })

    world.mailbox.mishap = () => undefined
    await world.sends('ana@example.com')
    await worker.round()
    expect(boxOf(world.mailbox, 'ana@example.com')).toHaveLength(1)
  },
)

control(
  'MAIL-7',
  'nothing in an address, a subject or a name becomes a header, another recipient, a file or markup',
  async () => {
    const message = { subject: 's', lines: ['l'] }
    for (const to of [
      'ana@example.com\r\nBcc: bob@example.com',
      'ana@example.com, bob@example.com',
      'ana@example.com>, <bob@example.com',
      'Ana <ana@example.com>',
      '',
    ]) {
      const fault = await world.mail.prepare(to, message).catch((error: Error) => error.message)
      expect(fault).toBe('A mail cannot go to what is no address.')
    }
    const hostile = 'Crew\r\nBcc: bob@example.com\r\n\r\n<script>alert(1)</script> file:///etc/passwd'
    await world.sends('Ana@Example.com', {
      subject: `Join ${hostile}`,
      lines: [`${hostile} invites you.`],
      link: 'https://fleet.example/?a="><img>',
    })
    await world.worker().round()
    const [got, ...more] = world.mailbox.messages()
    expect(more).toEqual([])
    expect(got!.to).toBe('ana@example.com')
    expect(got!.headers).not.toHaveProperty('bcc')
    expect(got!.subject).toBe('Join Crew Bcc: bob@example.com <script>alert(1)</script> file:///etc/passwd')
    expect(got!.html).not.toMatch(/<script|<img/)
    expect(got!.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; file:///etc/passwd invites you.')
    expect(got!.text).not.toMatch(/^Bcc/m)
  },
)

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

control('MAIL-8', 'beyond this machine a mail goes over TLS with a certificate that is verified, or not at all', async () => {
  const mail = { to: 'ana@example.com', message: { subject: 's', lines: ['secret'], code: 'ABCD-EFGH' } }
  // It offers no TLS.
  const plain = smtpSender({ ...world.server, isLoopback: false }, sender)
  await expect(plain(newId(), mail)).rejects.toMatchObject({ code: 'ETLS' })
  expect(world.mailbox.messages()).toEqual([])
  await smtpSender(world.server, sender)(newId(), mail)
  expect(world.mailbox.messages()).toHaveLength(1)

  // It has a certificate that nobody vouches for.
  const about = { commonName: 'localhost', key: 'ec-p256', purpose: 'server', days: 1, now: new Date() } as const
  const { pem, privateKeyPkcs8 } = await selfSigned({ ...about, dnsNames: ['localhost'], ipAddresses: ['127.0.0.1'] })
  const heard: string[] = []
  const server = createServer({ cert: pem, key: privateKeyPem(privateKeyPkcs8) }, (socket: TLSSocket) => {
    socket.on('error', () => undefined).on('data', (data) => heard.push(data.toString()))
    socket.write('220 attacker.example\r\n')
  })
  servers.push(server)
  server.on('tlsClientError', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  for (const isLoopback of [false, true]) {
    const secure = smtpSender({ ...mailServerOf(`smtps://a:b@127.0.0.1:${port}`)!, isLoopback }, sender)
    await expect(secure(newId(), mail)).rejects.toMatchObject({ message: expect.stringMatching(/self.signed/) })
  }
  expect(heard).toEqual([])
})

control(
  'MAIL-9',
  'the log tells which mail failed and how, and neither the address, the code nor the words of the mail server',
  async () => {
    world.mailbox.mishap = () => 550
    const id = await world.sends('canary@example.com', { code: 'CANA-RYCA', subject: 'canary' })
    await world.worker().round()
    expect(world.told).toEqual([
      {
        mail: id,
        attempt: 1,
        code: expect.any(String),
        response_code: 550,
        command: 'DATA',
        text: 'a mail could not be sent; it is tried again',
      },
    ])
    expect(JSON.stringify(world.told)).not.toMatch(/canary|CANA|Not now/i)
  },
)

test('without a mail server mails wait, a metric and the log say so, and after three days they are given up', async () => {
  const metrics = new Metrics()
  const { db, keyRing, clock, log } = world
  const { mail, worker } = mailFeature({ config: readConfiguration({}), db, keyRing, clock, log, metrics, newId })
  worker.start()
  await worker.stop()
  const prepared = await mail.prepare('ana@example.com', { subject: 's', lines: ['l'] })
  await db.withoutTeam((tx) => mail.queue(tx, prepared))
  await worker.round()
  await worker.round()
  expect(world.told).toEqual([
    { text: 'there is no mail server (SKYKEEP_SMTP_URL): mails will wait for one' },
    { mails: 1, text: 'mails wait: there is no mail server (SKYKEEP_SMTP_URL)' },
  ])
  expect(await metrics.registry.metrics()).toMatch(/^mails_waiting 1$/m)
  clock.aheadMs = GIVEN_UP_AFTER_MS + 1_000
  await worker.round()
  expect(await metrics.registry.metrics()).toMatch(/^mails_waiting 0$/m)
  expect(await metrics.registry.metrics()).toMatch(/^mails_given_up_total 1$/m)

  // With one in the configuration they are sent.
  const settings = { SKYKEEP_SMTP_URL: world.mailbox.smtpUrl, SKYKEEP_MAIL_FROM: 'Fleet <fleet@example.com>' }
  const configured = mailFeature({ config: readConfiguration(settings), db, keyRing, clock, log, metrics: new Metrics(), newId })
  await world.sends('ana@example.com')
  await configured.worker.round()
  expect(world.mailbox.messages()).toMatchObject([{ to: 'ana@example.com', from: 'fleet@example.com' }])
})

test('a stop waits for what is under way, and a mail that comes during it is sent by the next process', async () => {
  const gate = Promise.withResolvers<undefined>()
  let held = 0
  world.mailbox.mishap = () => {
    held++
    return gate.promise
  }
  await world.sends('ana@example.com')
  const worker = world.worker()
  worker.start()
  await waitUntil('the mail is under way', () => held === 1)
  const stopped = worker.stop()
  await world.sends('bob@example.com')
  gate.resolve(undefined)
  await stopped
  expect(world.mailbox.messages().map(({ to }) => to)).toEqual(['ana@example.com'])
  expect(await world.rows()).toHaveLength(1)
})
