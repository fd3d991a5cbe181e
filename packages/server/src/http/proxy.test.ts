import http, { type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { FastifyInstance } from 'fastify'
import { afterEach, expect, test } from 'vitest'
import { Secret } from '../config/secret.ts'
import { type BareApp, bareApp, bearer } from '../testing/bare-app.ts'
import { proxyRole } from './proxy.ts'

let gateway: BareApp | undefined
let behind: http.Server | undefined
afterEach(async () => {
  await gateway?.app.close()
  await new Promise((resolve) => behind?.close(resolve))
})

/** A gateway in front of a role that notes what it is asked and gives one answer to everything. */
async function inFrontOf(status = 200, headers: Record<string, string> = {}, settings: Record<string, string> = {}) {
  const asked: { url: string; headers: IncomingHttpHeaders; body: string }[] = []
  behind = http.createServer(async (request, response) => {
    asked.push({ url: request.url!, headers: request.headers, body: await text(request) })
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end('{}')
  })
  await new Promise<void>((resolve) => behind!.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(behind.address() as AddressInfo).port}`
  gateway = bareApp(settings)
  proxyRole(gateway.app as unknown as FastifyInstance, {
    remote: { name: 'trial', url, paths: [{ path: '/trial/*' }] },
    internalKey: new Secret('the key that only our processes have'),
    bodyLimitBytes: 1_024,
  })
  const ask = (path: string, more: Record<string, string> = {}, payload?: string) =>
    gateway!.app.inject({
      url: path,
      headers: { authorization: bearer('aircraft:one'), ...more },
      ...(payload !== undefined && { method: 'POST', payload }),
    })
  return { asked, ask }
}

test('a role that has too much to do is not asked again by us', async () => {
  const { asked, ask } = await inFrontOf(503, { 'retry-after': '2' })
  const answer = await ask('/trial/one')
  expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '2'])
  expect(asked).toHaveLength(1)
})

test('what a client says about proxies and its address never reaches the role behind', async () => {
  const { asked, ask } = await inFrontOf()
  const claims = {
    forwarded: 'for=192.0.2.7',
    'x-forwarded-for': '192.0.2.7',
    'x-forwarded-host': 'elsewhere.example',
    'x-forwarded-port': '1',
    'x-forwarded-proto': 'https',
  }
  expect((await ask('/trial/one', claims)).statusCode).toBe(200)
  const { headers } = asked[0]!
  expect(headers).toMatchObject({ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http' })
  for (const name of ['forwarded', 'x-forwarded-host', 'x-forwarded-port']) expect(headers).not.toHaveProperty(name)
})

test('headers that concern one connection end here, in both directions', async () => {
  const { asked, ask } = await inFrontOf(200, { 'proxy-connection': 'close', 'x-kept': 'yes' })
  const answer = await ask('/trial/one', { 'keep-alive': 'timeout=5', te: 'trailers', expect: '100-continue', upgrade: 'h2c' })
  expect(answer.headers).toMatchObject({ 'x-kept': 'yes' })
  expect(answer.headers).not.toHaveProperty('proxy-connection')
  for (const name of ['keep-alive', 'te', 'expect', 'upgrade']) expect(asked[0]!.headers).not.toHaveProperty(name)
})

test('a path with a way out of it is not found, and a query may look like one', async () => {
  const { asked, ask } = await inFrontOf()
  for (const path of ['/trial/..%2f..%2fadmin', '/trial/%2e%2e/admin', '/trial/../admin']) {
    expect((await ask(path)).json()).toMatchObject({ status: 404, code: 'NOT_FOUND' })
  }
  expect(asked).toEqual([])
  expect((await ask('/trial/one?after=a/../b')).statusCode).toBe(200)
  expect(asked[0]!.url).toBe('/trial/one?after=a/../b')
})

test.each(['application/json; charset=utf-8', 'application/x-www-form-urlencoded', 'text/plain'])(
  'a body of %s arrives behind as it was sent, and one that is too long does not arrive',
  async (type) => {
    const { asked, ask } = await inFrontOf()
    const sent = '{ "not" : "looked at"'
    expect((await ask('/trial/one', { 'content-type': type }, sent)).statusCode).toBe(200)
    expect(asked[0]).toMatchObject({ body: sent, headers: { 'content-type': type, 'content-length': String(sent.length) } })
    expect((await ask('/trial/one', { 'content-type': type }, 'x'.repeat(1_025))).json()).toMatchObject({ status: 413 })
    expect(asked).toHaveLength(1)
  },
)

test('the allowance of a principal is left to the role behind, but nobody gets there without being known', async () => {
  const { asked, ask } = await inFrontOf(200, {}, { SKYKEEP_LIMIT_AIRCRAFT_PER_MINUTE: '1' })
  for (let n = 0; n < 3; n++) expect((await ask('/trial/one')).statusCode).toBe(200)
  expect((await ask('/trial/one', { authorization: 'Bearer x' })).json()).toMatchObject({ code: 'TOKEN_INVALID' })
  expect(asked).toHaveLength(3)
})

test('a role that cannot be reached is a problem that tells when to come back', async () => {
  const { ask } = await inFrontOf()
  await new Promise((resolve) => behind!.close(resolve))
  const answer = await ask('/trial/one')
  expect(answer.headers).toMatchObject({ 'retry-after': '2', 'content-type': 'application/problem+json' })
  expect(answer.json()).toMatchObject({ status: 503, code: 'ROLE_UNREACHABLE', trace_id: answer.headers['x-trace-id'] })
})
