import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { bareApp } from '../testing/bare-app.ts'
import { RawConnection } from '../testing/raw-connection.ts'
import { waitUntil } from '../testing/wait-until.ts'

const closings: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closings.splice(0)) await close()
})

/** A route that takes its time: it says when it was reached, and answers when it is let. */
async function slowServer() {
  const bare = bareApp()
  let reached = 0
  const answer = Promise.withResolvers<void>()
  const handler = async () => {
    reached++
    await answer.promise
    return { ok: true }
  }
  for (const method of ['GET', 'POST'] as const) {
    bare.app.route({ method, url: `/slow-${method.toLowerCase()}/:id`, config: { public: 'a trial' }, handler })
  }
  await bare.app.listen({ host: '127.0.0.1', port: 0 })
  closings.push(() => {
    answer.resolve()
    return bare.app.close()
  })
  const { port } = bare.app.server.address() as AddressInfo
  const { lines } = bare
  const told = () => lines.filter(({ route }) => route !== undefined)
  return { ...bare, told, port, reached: () => reached, answer: () => answer.resolve() }
}

const get = 'GET /slow-get/48.85661 HTTP/1.1\r\nHost: x\r\n\r\n'
const post = 'POST /slow-post/48.85661 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}'
const halfPost = post.slice(0, -1)

test.each([
  ['GET', get, 1, '/slow-get/:id'],
  ['POST', post, 1, '/slow-post/:id'],
  ['half a POST', halfPost, 0, '/slow-post/:id'],
])('a caller who hangs up before the answer to a %s is counted and logged once', async (_name, text, calls, route) => {
  const { app, port, count, lines, told, reached, answer } = await slowServer()
  const arrived = once(app.server, 'request')
  const caller = new RawConnection(port).send(text)
  await arrived
  await waitUntil('the route was reached', () => reached() === calls)
  caller.socket.destroy()
  await waitUntil('it is counted', async () => (await count('http_requests_aborted_total', { route })) === 1)
  answer()
  await app.close()
  expect(told().map(({ msg, route: of }) => [msg, of])).toEqual([['hung up', route]])
  expect(told()[0]).toMatchObject({ trace_id: expect.stringMatching(/^[0-9a-f]{32}$/), method: text.split(' ')[0] })
  expect(JSON.stringify(lines)).not.toContain('48.85661')
  expect(await count('http_requests_total', {})).toBe(0)
})

test('a caller who got the answer and then hangs up is not counted', async () => {
  const { app, port, count, answer, told } = await slowServer()
  answer()
  const caller = new RawConnection(port).send(post)
  await waitUntil('the answer is there', () => caller.received.includes('"ok":true'))
  caller.socket.destroy()
  await app.close()
  expect(await count('http_requests_aborted_total', {})).toBe(0)
  expect(told().map(({ msg }) => msg)).toEqual(['answered'])
})

test('a reader who leaves a stream that has begun is not counted', async () => {
  const { app, count, lines } = bareApp()
  app.get('/stream', { config: { public: 'a trial' } }, (_request, reply) => {
    reply.hijack()
    reply.raw.writeHead(200).write('first')
    reply.raw.once('close', () => gone.resolve())
  })
  const gone = Promise.withResolvers<void>()
  await app.listen({ host: '127.0.0.1', port: 0 })
  closings.push(() => app.close())
  const reader = new RawConnection((app.server.address() as AddressInfo).port).send('GET /stream HTTP/1.1\r\nHost: x\r\n\r\n')
  await waitUntil('the stream has begun', () => reader.received.includes('first'))
  reader.socket.destroy()
  await gone.promise
  expect(await count('http_requests_aborted_total', {})).toBe(0)
  expect(lines.filter(({ route }) => route !== undefined)).toEqual([])
})
