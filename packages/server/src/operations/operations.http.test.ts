import { type Installation, problems } from '@skykeep/contract'
import { expect, test } from 'vitest'
import { readConfiguration } from '../config/read.ts'
import { documentApi, documentOf } from '../http/api-document.ts'
import { bareApp, bearer } from '../testing/bare-app.ts'
import { control } from '../testing/control.ts'
import { docsRoutes } from './docs.routes.ts'
import type { InstallationService } from './installation.service.ts'
import { operationsRoutes } from './operations.routes.ts'
import { type OperationsServer, startOperationsServer } from './operations-server.ts'
import type { ReadinessCheck } from './readiness.ts'

const installed: Installation = {
  measured_at: '2026-11-22T09:00:00Z',
  version: '1',
  node: 'v26',
  started_at: '2026-11-22T08:00:00Z',
  roles: [],
  processes: [],
  database: { ok: true, version: '18', migration: '0001' },
  queues: [],
  keys: [],
  audit: { size: 0, waiting: null, checkpoint_age_seconds: null, stopped: null },
}

async function trial(checks: ReadinessCheck[] = [], settings: Record<string, string> = {}) {
  const bare = bareApp(settings)
  await documentApi(bare.app)
  const installation: InstallationService = { read: async () => installed }
  const clock = { now: () => new Date('2026-11-22T08:00:00Z') }
  operationsRoutes(bare.app, { config: readConfiguration(settings), clock, installation, checks })
  docsRoutes(bare.app, () => documentOf(bare.app))
  return bare
}

const ready: ReadinessCheck = { name: 'database', ask: () => true, otherwise: 'does not answer' }
const broken: ReadinessCheck = { name: 'keys', ask: () => Promise.reject(new Error('hunter2')), otherwise: 'are missing' }

test('the root tells a program where the documentation is and leads a browser to the console', async () => {
  const { app } = await trial()
  expect((await app.inject('/')).json()).toEqual({ status: 'ok', docs: '/docs', openapi: '/openapi.json' })
  const browser = await app.inject({ url: '/', headers: { accept: 'text/html,application/xhtml+xml' } })
  expect([browser.statusCode, browser.headers.location]).toEqual([302, '/console/'])
})

test('health is constant and needs no token', async () => {
  const { app, lines } = await trial([broken])
  const answer = await app.inject('/health')
  expect([answer.statusCode, answer.json()]).toEqual([200, { status: 'healthy', service: 'skykeep' }])
  expect(lines).toEqual([])
})

control(
  'HTTP-24',
  'ready is said only when every dependency answers; a check that fails or throws is a 503 that tells nothing internal',
  async () => {
    const good = await trial([ready])
    expect((await good.app.inject('/health/ready')).json()).toEqual({ status: 'ready', checks: { database: { ok: true } } })
    const bad = await trial([ready, broken])
    const answer = await bad.app.inject('/health/ready')
    expect(answer.statusCode).toBe(503)
    expect(answer.headers['retry-after']).toBe('2')
    expect(answer.json()).toEqual({
      status: 'not_ready',
      checks: { database: { ok: true }, keys: { ok: false, detail: 'are missing' } },
    })
    expect(answer.body).not.toContain('hunter2')
  },
)

control(
  'HTTP-25',
  'below /admin/ everything needs config:read: an aircraft gets 403 and an audit entry, whatever the path',
  async () => {
    const { app, refused } = await trial()
    const aircraft = { authorization: bearer('aircraft:one', 'telemetry:write', 'weather:read') }
    for (const url of ['/admin/', '/admin/keys', '/admin/../admin/x', '/admin/a/b?c=d']) {
      expect((await app.inject({ url, headers: aircraft })).statusCode, url).toBe(403)
    }
    expect(refused).toEqual(Array(4).fill('PERMISSION_DENIED'))
    expect((await app.inject('/admin/')).statusCode).toBe(401)
    const operator = { authorization: bearer('client:one', 'config:read') }
    expect((await app.inject({ url: '/admin/', headers: operator })).json()).toEqual(installed)
    expect((await app.inject({ url: '/admin/nothing', headers: operator })).statusCode).toBe(404)
  },
)

test('crawlers are sent away, and a contact for reports is shown when there is one', async () => {
  const { app } = await trial()
  expect((await app.inject('/robots.txt')).body).toBe('User-agent: *\nDisallow: /\n')
  expect((await app.inject('/.well-known/security.txt')).statusCode).toBe(404)
  const reachable = await trial([], { SKYKEEP_SECURITY_CONTACT: 'security@example.org' })
  const { body, headers } = await reachable.app.inject('/.well-known/security.txt')
  expect(headers['content-type']).toMatch(/^text\/plain/)
  expect(body).toBe('Contact: mailto:security@example.org\nExpires: 2027-05-23T08:00:00Z\nPreferred-Languages: en\n')
})

control('HTTP-26', 'pages have nothing inline, nothing from elsewhere, and a policy that would refuse both', async () => {
  const { app } = await trial()
  for (const url of ['/docs', '/docs/problems/RATE_LIMITED']) {
    const { body, headers } = await app.inject(url)
    expect(headers['content-type']).toMatch(/^text\/html/)
    expect(headers['content-security-policy']).toMatch(/default-src 'none'.*script-src 'self'.*style-src 'self'/)
    expect(headers['content-security-policy']).not.toMatch(/unsafe|\*|https?:/)
    expect(body).not.toMatch(/\sstyle=|<style|\son[a-z]+=|<script>|javascript:|https?:\/\//)
    for (const [, link] of body.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect((await app.inject(link!)).statusCode, link).toBe(200)
    }
  }
  for (const name of ['index.html', 'swagger-initializer.js', '..%2fpackage.json', 'assets', '']) {
    expect((await app.inject(`/docs/${name}`)).statusCode).toBe(404)
  }
})

test('the type of every problem document leads to a page', async () => {
  const { app } = await trial([], { SKYKEEP_LIMIT_ADDRESS_PER_MINUTE: '1000' })
  for (const [code, { title }] of Object.entries(problems)) {
    const page = await app.inject(`/docs/problems/${code}`)
    expect(page.statusCode).toBe(200)
    expect(page.body).toContain(title)
  }
  for (const code of ['NO_SUCH_CODE', 'toString', '__proto__']) {
    expect((await app.inject(`/docs/problems/${code}`)).json().code).toBe('NOT_FOUND')
  }
})

test('the OpenAPI document tells what each call needs and how it can be refused', async () => {
  const { app } = await trial()
  const document = (await app.inject('/openapi.json')).json()
  expect(document.openapi).toBe('3.1.0')
  expect(document.paths['/admin/'].get.security).toEqual([
    { bearer: ['config:read'] },
    { session: ['config:read'] },
    { bearer: ['config:read'], mtls: [] },
  ])
  expect(document.paths['/admin/'].get['x-access']).toEqual({ rule: 'permission', permissions: ['config:read'] })
  expect(document.paths['/health'].get.security).toEqual([])
  expect(Object.keys(document.paths['/admin/'].get.responses)).toEqual(
    expect.arrayContaining(['200', '401', '403', '429', '500', '503']),
  )
  expect(Object.keys(document.paths)).toEqual(['/', '/admin/', '/health', '/health/ready'])
  expect(Object.keys(document.paths['/health/ready'].get.responses['503'].content)).toHaveLength(2)
  const named = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name!)
  expect(Object.keys(document.components.schemas).sort()).toEqual([...new Set(named)].sort())
  expect(JSON.stringify(document)).not.toContain('"def"')
})

async function operations(checks: ReadinessCheck[], isStopping = false): Promise<OperationsServer> {
  const { metrics, app } = bareApp()
  return startOperationsServer({ host: '127.0.0.1', port: 0, metrics, checks, isStopping: () => isStopping, log: app.log })
}

control('HTTP-27', 'metrics are on the operations port and nowhere else', async () => {
  const { app } = await trial()
  expect((await app.inject('/metrics')).statusCode).toBe(404)
  const server = await operations([ready])
  const answer = await fetch(`${server.url}/metrics`)
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain/)
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  expect(await answer.text()).toMatch(/^# TYPE rate_limit_exceeded_total counter$/m)
  for (const path of ['/', '/docs', '/admin/', '/metrics/', '/openapi.json'])
    expect((await fetch(server.url + path)).status).toBe(404)
  expect((await fetch(`${server.url}/metrics`, { method: 'POST' })).status).toBe(404)
  await server.close()
})

test('the operations port tells the health of the process, and that it is stopping', async () => {
  const statusOf = async (checks: ReadinessCheck[], stopping?: boolean) => {
    const server = await operations(checks, stopping)
    const statuses = [(await fetch(`${server.url}/health`)).status, (await fetch(`${server.url}/health/ready`)).status]
    await server.close()
    return statuses
  }
  expect(await statusOf([ready])).toEqual([200, 200])
  expect(await statusOf([ready, broken])).toEqual([200, 503])
  expect(await statusOf([ready], true)).toEqual([200, 503])
})
