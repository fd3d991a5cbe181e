import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { bareApp } from '../testing/bare-app.ts'
import { control } from '../testing/control.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { consoleRoutes } from './console.routes.ts'
import { readConsole } from './console-files.ts'

const page = '<!doctype html><div id="console"></div>'
const script = 'export const answer = 42'

/** A built console as the build leaves it, with things beside it that are nobody's business. */
function built(): string {
  const folder = temporaryFolder()
  const dist = join(folder, 'dist')
  mkdirSync(join(dist, 'assets'), { recursive: true })
  const files = {
    'index.html': page,
    'manifest.json': '{}',
    'assets/index-AbCd_123.js': script,
    'assets/readme.md': '#',
    '.env': 'SECRET=1',
  }
  for (const [path, text] of Object.entries(files)) {
    writeFileSync(join(dist, path), text)
    if (!/\.(js|html)$/.test(path)) continue
    writeFileSync(join(dist, `${path}.br`), brotliCompressSync(text))
    writeFileSync(join(dist, `${path}.gz`), gzipSync(text))
  }
  writeFileSync(join(folder, 'secret.js'), 'SECRET')
  return dist
}

function trial(folder = built()) {
  const { app } = bareApp()
  consoleRoutes(app, readConsole(folder))
  return (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers })
}

test('every address of a screen is answered with the one page, which is asked for each time', async () => {
  const get = trial()
  for (const url of ['/console/', '/console/sign-in', '/console/0198f2d3-0000-7000-8000-000000000001/machines?q=a']) {
    const { statusCode, body, headers } = await get(url)
    expect([statusCode, body], url).toEqual([200, page])
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(headers['cache-control']).toMatch(/no-store/)
  }
  expect((await get('/console')).headers.location).toBe('/console/')
})

test('a file with a hash in its name is kept for ever, and comes compressed for whoever takes that', async () => {
  const get = trial()
  const url = '/console/assets/index-AbCd_123.js'
  const plain = await get(url)
  expect([plain.statusCode, plain.body, plain.headers['content-encoding']]).toEqual([200, script, undefined])
  expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  expect(plain.headers.pragma).toBeUndefined()
  expect([plain.headers['content-type'], plain.headers.vary]).toEqual(['text/javascript; charset=utf-8', 'accept-encoding'])
  const small = await get(url, { 'accept-encoding': 'gzip, deflate, br' })
  expect([small.headers['content-encoding'], brotliDecompressSync(small.rawPayload).toString()]).toEqual(['br', script])
  const older = await get(url, { 'accept-encoding': 'gzip;q=0.8, br;q=0' })
  expect([older.headers['content-encoding'], gunzipSync(older.rawPayload).toString()]).toEqual(['gzip', script])
  expect((await get(url, { 'accept-encoding': 'abr, gzipped' })).headers['content-encoding']).toBeUndefined()
})

control(
  'CONSOLE-1',
  'the console has a policy without exceptions: nothing inline, nothing of another host, no text that becomes markup',
  async () => {
    const get = trial()
    for (const url of ['/console/', '/console/sign-in', '/console/assets/index-AbCd_123.js']) {
      const { headers } = await get(url)
      const policy = String(headers['content-security-policy'])
      const rules = Object.fromEntries(
        policy.split('; ').map((rule) => [rule.split(' ', 1)[0], rule.slice(rule.indexOf(' ') + 1)]),
      )
      expect(rules).toEqual({
        'default-src': "'none'",
        'script-src': "'self'",
        'style-src': "'self'",
        'img-src': "'self' data:",
        'font-src': "'self'",
        'connect-src': "'self'",
        'manifest-src': "'self'",
        'base-uri': "'none'",
        'form-action': "'self'",
        'frame-ancestors': "'none'",
        'require-trusted-types-for': "'script'",
        'trusted-types': 'vue default',
      })
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['x-frame-options']).toBe('DENY')
      expect(headers['cross-origin-opener-policy']).toBe('same-origin')
      expect(headers['referrer-policy']).toBe('no-referrer')
    }
  },
)

control('CONSOLE-2', 'no address below /console/ reaches a file that is not of the built console', async () => {
  const get = trial()
  const tried = [
    '../secret.js',
    '..%2fsecret.js',
    '%2e%2e/secret.js',
    '%2e%2e%2fsecret.js',
    'assets/..%2f..%2fsecret.js',
    'assets%2f..%5c..%5csecret.js',
    '.env',
    'assets/readme.md',
    'manifest.json',
    'index.html.br',
    'assets/index-AbCd_123.js.gz',
    'index.html%00.js',
    '__proto__.js',
    'constructor.js',
    '/etc/passwd.txt',
    'assets/missing-AbCd_123.js',
  ]
  for (const path of tried) {
    const { statusCode, body } = await get(`/console/${path}`)
    expect([400, 404], path).toContain(statusCode)
    expect(body, path).not.toMatch(/SECRET|root:/)
  }
  for (const path of ['__proto__', 'constructor', 'toString', '..%2f..%2fetc%2fpasswd']) {
    const { statusCode, body } = await get(`/console/${path}`)
    expect(statusCode === 404 || body === page, path).toBe(true)
  }
})

test('without a build the console says so, and everything else goes on', async () => {
  const get = trial(join(temporaryFolder(), 'never-built'))
  const { statusCode, body } = await get('/console/')
  expect(statusCode).toBe(503)
  expect(body).toContain('npm run build')
})
