import { once } from 'node:events'
import { afterAll, expect, test } from 'vitest'
import { asAdmin } from './bench/database.ts'
import { Api, newFolder, removeFolder, type StartedServer, startServer } from './bench/server.ts'

const folder = newFolder()
const started: StartedServer[] = []
afterAll(async () => {
  for (const { process: child } of started) if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit')
  removeFolder(folder)
})

const WARNING = 40

test('a server that is told to stop ends well, complains of nothing, and the audit trail tells of it', async () => {
  for (const round of [1, 2, 3]) {
    const server = await start()
    const exit = once(server.process, 'exit')
    await Api.of(server.start) // connections of every role are in use before they are ended
    await server.stop()
    expect(await exit, server.output()).toEqual([0, null])
    const lines = logLines(server.output())
    expect(
      lines.filter(({ level }) => level >= WARNING),
      `round ${round}`,
    ).toEqual([])
    expect(lines.at(-1)).toMatchObject({ msg: 'stopped' })
  }
  const last = await start()
  await (await Api.of(last.start)).call('GET', '/audit/checkpoint') // gives what waits its place
  const told = await serviceEntries()
  await last.stop()
  expect(told.map(({ action }) => action)).toEqual([
    ...[1, 2, 3].flatMap(() => ['service.started', 'service.stopped']),
    'service.started',
  ])
  expect(told[0]).toMatchObject({
    team_id: null,
    actor: { type: 'system', id: 'server' },
    details: {
      roles: ['gateway', 'identity', 'telemetry', 'automation', 'weather', 'contacts'],
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    },
  })
}, 180_000)

test('a reader of the live stream is told the end when the server stops, and does not hold it up until it is cut', async () => {
  const server = await start()
  const { url, client_id, client_secret } = server.start
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret })
  const { access_token } = (await (await fetch(`${url}/oauth/token`, { method: 'POST', body: form })).json()) as {
    access_token: string
  }
  const stream = await fetch(`${url}/telemetry/stream`, { headers: { authorization: `Bearer ${access_token}` } })
  const ended = stream.text()
  await server.stop()
  // A cut connection would reject; an ended one is read to its end.
  expect(await ended).toContain('retry: 1000')
  expect(logLines(server.output()).at(-1)).toMatchObject({ msg: 'stopped' })
}, 60_000)

async function start(): Promise<StartedServer> {
  const server = await startServer({ SKYKEEP_LOG_LEVEL: 'info', SKYKEEP_DEMO_AIRCRAFT: '2' }, folder)
  started.push(server)
  return server
}

const logLines = (output: string): { level: number; msg: string }[] =>
  output
    .split('\n')
    .filter((line) => line.startsWith('{"level"'))
    .map((line) => JSON.parse(line))

/** Entries of the installation belong to no team, so no client reads them. */
async function serviceEntries(): Promise<{ action: string }[]> {
  const { rows } = await asAdmin(folder, (admin) =>
    admin.query<{ leaf: string }>('select leaf from audit.entries order by index'),
  )
  return rows.map(({ leaf }) => JSON.parse(leaf)).filter(({ action }) => action.startsWith('service.'))
}
