import { once } from 'node:events'
import { request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Mailbox, startMailbox } from './mailbox.ts'

let mailbox: Mailbox
beforeEach(async () => {
  mailbox = await startMailbox()
})
afterEach(() => mailbox.close())

/** Speaks SMTP by hand, line by line, and answers the last line of each answer. */
async function speak(...lines: string[]): Promise<string[]> {
  const socket: Socket = connect(Number(new URL(mailbox.smtpUrl).port), '127.0.0.1').setEncoding('utf8')
  const hear = async () => {
    let heard = ''
    while (!/^\d{3} [^\r\n]*\r\n$/m.test(heard)) heard += (await once(socket, 'data'))[0]
    return heard.trim().split('\r\n').at(-1)!
  }
  await hear()
  const said: string[] = []
  for (const line of lines) {
    socket.write(`${line}\r\n`)
    said.push(await hear())
  }
  socket.destroy()
  return said
}

const send = (content: string, ...to: string[]) =>
  speak(
    'EHLO test',
    'MAIL FROM:<skykeep@example.com>',
    ...to.map((one) => `RCPT TO:<${one}>`),
    'DATA',
    `${content.replaceAll('\n', '\r\n')}\r\n.`,
  )

const mail = `From: =?utf-8?q?Skyk=C3=A9ep?= <skykeep@example.com>
To: ana@example.com
Subject: =?utf-8?b?SGFsbG8g8J+bqQ==?=
X-Test: <script>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=x

--x
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Zur=C3=BCck <b>nach</b> oben=
 & weiter
--x
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: base64

PGI+Y29kZTwvYj4=
--x--`

const asks = async (path: string, method = 'GET', host?: string) => {
  const asked = request(`${mailbox.url}${path}`, { method, ...(host && { headers: { host } }) }).end()
  const [answer] = await once(asked, 'response')
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) }
}

test('a mail is taken by SMTP, taken apart, and shown to programs and people', async () => {
  expect((await send(mail, 'ana@example.com')).at(-1)).toMatch(/^250/)
  const [got] = mailbox.messages()
  expect(got).toEqual({
    id: expect.any(String),
    to: 'ana@example.com',
    from: 'skykeep@example.com',
    subject: 'Hallo 🛩',
    text: expect.stringContaining('Zurück <b>nach</b> oben & weiter'),
    html: expect.stringContaining('<b>code</b>'),
    headers: expect.objectContaining({ 'x-test': '<script>' }),
    at: expect.stringMatching(/^\d{4}-.*Z$/),
  })
  expect(JSON.parse((await asks('/messages')).body)).toEqual([got])
  expect(JSON.parse((await asks(`/messages/${got!.id}`)).body)).toEqual(got)
  const page = await asks('/')
  expect(page.headers['content-type']).toContain('text/html')
  expect(page.headers['content-security-policy']).toContain("default-src 'none'")
  expect(page.body).toContain('Zurück &lt;b&gt;nach&lt;/b&gt; oben &amp; weiter')
  expect(page.body).not.toMatch(/<script|<b>/)

  expect((await asks('/messages', 'DELETE')).status).toBe(204)
  expect(mailbox.messages()).toEqual([])
  expect((await asks(`/messages/${got!.id}`)).status).toBe(404)
  expect((await asks('/messages', 'POST')).status).toBe(404)
})

test('each recipient has a box, and only the last mails are kept', async () => {
  await send(mail, 'ana@example.com', 'bob@example.com')
  expect(mailbox.messages().map(({ to }) => to)).toEqual(['ana@example.com', 'bob@example.com'])
  const many = Array.from({ length: 99 }, (_, n) => `c${n}@example.com`)
  for (let n = 0; n < 6; n++) await send(mail, ...many)
  expect(mailbox.messages()).toHaveLength(500)
  expect(mailbox.messages().at(-1)?.to).toBe('c98@example.com')
})

test('somebody can wait for a mail that is there, that comes, or that does not', async () => {
  const later = mailbox.waitFor(({ to }) => to === 'ana@example.com')
  await send(mail, 'bob@example.com')
  await send(mail, 'ana@example.com')
  expect((await later).to).toBe('ana@example.com')
  expect((await mailbox.waitFor(({ to }) => to === 'bob@example.com')).subject).toBe('Hallo 🛩')
  await expect(mailbox.waitFor(() => false, 10)).rejects.toThrow('did not come')
})

test('it can be told to refuse, and then keeps nothing', async () => {
  mailbox.mishap = ({ to }) => (to.includes('ana@example.com') ? 451 : undefined)
  expect((await send(mail, 'ana@example.com')).at(-1)).toMatch(/^451/)
  expect((await send(mail, 'bob@example.com')).at(-1)).toMatch(/^250/)
  expect(mailbox.messages().map(({ to }) => to)).toEqual(['bob@example.com'])
})

test('what is too large is refused, and a sender that hangs up in the middle does no harm', async () => {
  expect((await send(`Subject: large\n\n${'x'.repeat(2_000_000)}`, 'ana@example.com')).at(-1)).toMatch(/^552/)
  const socket = connect(Number(new URL(mailbox.smtpUrl).port), '127.0.0.1')
  await once(socket, 'data')
  socket.write('EHLO test\r\nMAIL FROM:<a@example.com>\r\n')
  socket.resetAndDestroy()
  await send(mail, 'ana@example.com')
  expect(mailbox.messages()).toHaveLength(1)
})

test('under a name from elsewhere nothing is shown and nothing removed', async () => {
  await send(mail, 'ana@example.com')
  for (const host of ['attacker.example', 'attacker.example:80', '127.0.0.1.attacker.example']) {
    expect((await asks('/messages', 'GET', host)).status).toBe(421)
    expect((await asks('/messages', 'DELETE', host)).status).toBe(421)
  }
  expect(mailbox.messages()).toHaveLength(1)
  expect((await asks('/messages', 'GET', `localhost:${new URL(mailbox.url).port}`)).status).toBe(200)
})
