import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { person } from './testing/person.ts'
import { type PretendInstallation, pretendInstallation } from './testing/pretend-installation.ts'

let there: PretendInstallation
let ada: ReturnType<typeof person>
beforeEach(async () => {
  there = await pretendInstallation()
  ada = person(there)
  await ada.skykeep('login', '--url', there.url)
})
afterEach(() => there.close())

test('any call of the API is made as it was typed, and its answer is printed as JSON', async () => {
  there.api = () => ({ status: 201, headers: { etag: '"1"' }, body: { id: 'a', name: 'Tower' } })
  const words = ['--data', '{"name":"Tower"}', '--query', 'q=a b&c=d', '--query', 'q=2', '--header', 'Traceparent: 00-1']
  const more = ['--idempotency-key', 'once', '--if-match', '7', '--include']
  const { code, out, err } = await ada.skykeep('api', 'post', '/clients?limit=2', ...words, ...more)
  expect([code, JSON.parse(out)]).toEqual([0, { id: 'a', name: 'Tower' }])
  expect(err).toContain('HTTP 201\n')
  expect(err).toContain('etag: "1"\n')
  expect(there.seen).toMatchObject([
    {
      method: 'POST',
      path: '/clients?limit=2&q=a+b%26c%3Dd&q=2',
      body: '{"name":"Tower"}',
      headers: { 'content-type': 'application/json', traceparent: '00-1', 'idempotency-key': 'once', 'if-match': '"7"' },
    },
  ])
})

test('data comes from the command, a file, or what is piped in, and must be JSON unless it says what it is', async () => {
  const file = join(ada.folder, 'body.json')
  writeFileSync(file, '{"from":"file"}')
  ada.input = '{"from":"input"}'
  await ada.skykeep('api', 'POST', '/x', '--data', `@${file}`)
  await ada.skykeep('api', 'POST', '/x', '--data', '@-')
  await ada.skykeep('api', 'POST', '/x', '--data', '{}\n{}\n', '--header', 'content-type: application/x-ndjson')
  expect(there.seen.map(({ body, headers }) => [body, headers['content-type']])).toEqual([
    ['{"from":"file"}', 'application/json'],
    ['{"from":"input"}', 'application/json'],
    ['{}\n{}\n', 'application/x-ndjson'],
  ])
  expect(await ada.skykeep('api', 'POST', '/x', '--data', '{"a":')).toMatchObject({ code: 2 })
  expect(there.seen).toHaveLength(3)
})

test('a refusal goes to stderr as it came, with exit code 1; what was asked for is all that stdout ever shows', async () => {
  const problem = { title: 'The principal lacks the permission', code: 'PERMISSION_DENIED', status: 403, trace_id: 'a' }
  there.api = () => ({ status: 403, headers: { 'content-type': 'application/problem+json' }, body: problem })
  const { code, out, err } = await ada.skykeep('api', 'DELETE', '/teams/a')
  expect([code, out, JSON.parse(err)]).toEqual([1, '', problem])
  there.api = () => ({ status: 502, body: '<html>no gateway</html>' })
  expect(await ada.skykeep('api', 'GET', '/teams')).toEqual({ code: 1, out: '', err: 'HTTP 502\n' })
  there.api = () => ({ status: 204 })
  expect(await ada.skykeep('api', 'DELETE', '/teams/a')).toEqual({ code: 0, out: '', err: '' })
})

test('what is no JSON comes as it is: exports, streams, certificates', async () => {
  there.api = () => ({ headers: { 'content-type': 'application/x-ndjson' }, body: '{"a":1}\n{"a":2}\n' })
  expect(await ada.skykeep('api', 'GET', '/audit/export')).toEqual({ code: 0, out: '{"a":1}\n{"a":2}\n', err: '' })
})

test('[CLI-4] the token goes to the installation alone: not to a path that leads elsewhere, nor after a redirect', async () => {
  const elsewhere = await pretendInstallation()
  try {
    const { host } = new URL(elsewhere.url)
    for (const path of [`//${host}/x`, `/\\${host}/x`, `${elsewhere.url}/x`, 'teams', `\t//${host}/x`, `@${host}/x`]) {
      expect(await ada.skykeep('api', 'GET', path)).toMatchObject({ code: 2, err: expect.stringContaining('A path begins with') })
    }
    there.api = () => ({ status: 307, headers: { location: `${elsewhere.url}/x` } })
    expect(await ada.skykeep('api', 'GET', '/teams')).toEqual({ code: 1, out: '', err: 'HTTP 307\n' })
    expect(elsewhere.seen).toEqual([])
  } finally {
    await elsewhere.close()
  }
})

test('who asks cannot be written over by a header, and what cannot be read is told with the usage', async () => {
  for (const header of ['Authorization: Bearer x', 'cookie: a=b', 'HOST: elsewhere', 'Content-Length: 1']) {
    expect(await ada.skykeep('api', 'GET', '/x', '--header', header)).toMatchObject({ code: 2 })
  }
  const wrong = [
    ['GET'],
    ['GET', '/x', 'y'],
    ['GET', '/x', '--query', 'x'],
    ['GET', '/x', '--header', 'x'],
    ['GET', '/x', '--no'],
  ]
  for (const words of wrong) {
    expect(await ada.skykeep('api', ...words)).toMatchObject({ code: 2, err: expect.stringContaining('usage: skykeep api') })
  }
  expect(there.seen).toEqual([])
})

test('a name cannot steer the terminal or turn its text around, and is JSON all the same', async () => {
  const name = 'a\u001b[2J\u009b2Jb\u202Ec\u2066d\u200fe\u{E0041}'
  there.api = () => ({ body: { name } })
  const { out } = await ada.skykeep('api', 'GET', '/teams')
  expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  expect(JSON.parse(out)).toEqual({ name })
})
