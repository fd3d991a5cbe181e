import type { Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { type BareApp, bareApp, bearer } from '../testing/bare-app.ts'
import { control } from '../testing/control.ts'
import { RawConnection } from '../testing/raw-connection.ts'
import { trialRoutes } from '../testing/trial-routes.ts'

const MEBIBYTE = 1_048_576
/** The limit, what is thrown away while the answer is on its way, and what one read can hold. */
const READ_MAX = 6 * MEBIBYTE
const head = (...lines: string[]) =>
  `POST /events HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n${lines.join('\r\n')}\r\n\r\n`
const authorization = `Authorization: ${bearer('aircraft:one', 'telemetry:write')}`
const piece = Buffer.from(`10000\r\n${'x'.repeat(0x10000)}\r\n`)

let open: BareApp | undefined
const clients: RawConnection[] = []
afterEach(async () => {
  for (const client of clients.splice(0)) client.socket.destroy()
  await open?.app.close()
})

async function listening({ stubborn = false } = {}) {
  open = bareApp()
  trialRoutes(open.app)
  const serverSide: Socket[] = []
  open.app.server.on('connection', (socket) => serverSide.push(socket))
  await open.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = open.app.server.address() as { port: number }
  const connection = new RawConnection(port, { stubborn })
  clients.push(connection)
  return { ...open, connection, bytesRead: () => serverSide[0]?.bytesRead ?? 0 }
}

control('HTTP-14', 'a chunked body of 20 MB is answered 413 and is neither kept nor read to its end', async () => {
  const { connection, bytesRead, count } = await listening()
  connection.send(head(authorization, 'Transfer-Encoding: chunked'))
  await connection.pour(piece, 320)
  const [answer] = await connection.answers()
  expect(answer?.status).toBe(413)
  expect(JSON.parse(answer!.body)).toMatchObject({ code: 'PAYLOAD_TOO_LARGE', trace_id: answer!.headers['x-trace-id'] })
  expect(bytesRead()).toBeLessThan(READ_MAX)
  expect(await count('http_problems_total', { code: 'PAYLOAD_TOO_LARGE' })).toBe(1)
})

control('HTTP-14', 'who goes on sending after the answer is cut off, within two seconds and a few megabytes', async () => {
  const { connection, bytesRead } = await listening({ stubborn: true })
  connection.send(head(authorization, 'Transfer-Encoding: chunked'))
  await connection.pour(piece, 3_200)
  await connection.closed
  expect(connection.received).toMatch(/^HTTP\/1\.1 413 /)
  expect(bytesRead()).toBeLessThan(READ_MAX)
})

control('HTTP-14', 'a chunked body that nobody asked for, behind a refusal, is not read to its end either', async () => {
  for (const lines of [
    ['Transfer-Encoding: chunked'],
    [authorization.replace('telemetry:write', 'weather:read'), 'Transfer-Encoding: chunked'],
  ]) {
    const { app, connection, bytesRead } = await listening()
    connection.send(head(...lines))
    await connection.pour(piece, 320)
    const [answer] = await connection.answers()
    expect([401, 403]).toContain(answer?.status)
    expect(bytesRead()).toBeLessThan(READ_MAX)
    await app.close()
  }
})

control('HTTP-15', 'a declared length over the limit is answered 413 before any of it is read', async () => {
  const { connection, bytesRead } = await listening()
  connection.send(head(authorization, `Content-Length: ${20 * MEBIBYTE}`))
  await connection.pour(piece, 320)
  const [answer] = await connection.answers()
  expect(answer?.status).toBe(413)
  expect(bytesRead()).toBeLessThan(READ_MAX)
})

test('a body of exactly the limit passes, one byte more does not, declared or chunked', async () => {
  const { app } = bareApp()
  trialRoutes(app)
  const headers = { 'content-type': 'application/json' }
  const sized = (bytes: number) => JSON.stringify('x'.repeat(bytes - 2))
  const post = (payload: string) => app.inject({ method: 'POST', url: '/anything', headers, payload })
  expect((await post(sized(65_536))).statusCode).toBe(200)
  expect((await post(sized(65_537))).statusCode).toBe(413)

  for (const [bytes, status] of [
    [65_536, 200],
    [65_537, 413],
  ] as const) {
    const { app: served, connection } = await listening()
    const body = sized(bytes)
    connection.send(
      `POST /anything HTTP/1.1\r\nHost: here\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
    )
    connection.send(`${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`)
    expect((await connection.answers())[0]?.status).toBe(status)
    await served.close()
  }
})

control(
  'HTTP-16',
  'a message with both a length and chunks, or with two lengths, is refused: it is how requests are smuggled',
  async () => {
    const smuggling = [
      ['Content-Length: 5', 'Transfer-Encoding: chunked'],
      ['Content-Length: 5', 'Content-Length: 6'],
      ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'],
      ['Content-Length: +5'],
      ['Content-Length: -1'],
      ['Transfer-Encoding: xchunked'],
    ]
    for (const lines of smuggling) {
      const { app, connection } = await listening()
      connection.send(head(authorization, ...lines)).send('0\r\n\r\nGET /open HTTP/1.1\r\nHost: here\r\n\r\n')
      const answers = await connection.answers()
      expect(
        answers.map(({ status }) => status),
        lines.join(),
      ).toEqual([400])
      await app.close()
    }
  },
)

test('a caller that hangs up in the middle of its body is no fault of ours', async () => {
  const { connection, refused, lines, bytesRead } = await listening()
  connection.send(head(authorization, 'Content-Length: 100')).send('{"name":')
  await expect.poll(bytesRead).toBeGreaterThan(100)
  connection.socket.destroy()
  await expect.poll(() => refused).toEqual(['MALFORMED_REQUEST'])
  expect(lines.filter(({ level }) => level >= 40)).toEqual([])
})
