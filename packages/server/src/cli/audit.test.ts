import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aTeam, openTrail, type Trail } from '../audit/testing/trail.ts'
import { auditService } from '../features/audit/audit.service.ts'
import { auditCommands } from './audit.ts'

let trail: Trail
let folder: string
beforeAll(async () => {
  trail = await openTrail()
  folder = await mkdtemp(join(tmpdir(), 'skykeep-audit-'))
})
afterAll(async () => {
  await trail.close()
  await rm(folder, { recursive: true, force: true })
})

async function run(command: string, ...args: string[]) {
  const lines: string[] = []
  let isOpen = false
  const code = await auditCommands[command]!.run(args, {
    user: 'root',
    print: (line) => lines.push(line),
    async open() {
      isOpen = true
      const close = async () => {
        isOpen = false
      }
      const { auditPool: pool, checkpoints } = trail
      return { pool, checkpoints, service: auditService(trail), close }
    },
  })
  expect(isOpen).toBe(false)
  return { code, text: lines.join('\n') }
}

test('a team’s trail is exported and verified with the printed key alone; a changed line and a foreign key are found', async () => {
  const team = aTeam()
  await trail.writes(team, 4)
  const [out, keys, note] = ['export.ndjson', 'keys.txt', 'note.txt'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  await writeFile(keys, (await run('audit keys')).text)
  await run('audit export', '--team', team, '--out', out)
  expect((await stat(out)).mode & 0o777).toBe(0o600)
  expect(await readFile(out, 'utf8')).toContain('"actor":{"id":"root","type":"operator"}')
  await expect(run('audit export', '--team', team, '--out', out)).rejects.toThrow('EEXIST')

  expect(await run('audit verify', '--file', out, '--key', keys)).toMatchObject({
    code: 0,
    text: expect.stringMatching(/^VERIFIED: 5 /),
  })
  await trail.writes(team, 1)
  await writeFile(note, `${(await run('audit checkpoint')).text}\n`)
  const ahead = await run('audit verify', '--file', out, '--key', keys, '--witness', note)
  expect(ahead).toMatchObject({ code: 1, text: expect.stringContaining('witness_ahead') })

  await writeFile(out, (await readFile(out, 'utf8')).replace('"n":2', '"n":3'))
  const changed = await run('audit verify', '--file', out, '--key', keys)
  expect(changed).toMatchObject({ code: 1, text: expect.stringContaining('entry_not_in_tree') })
  await expect(run('audit verify', '--file', out)).rejects.toThrow('--key')
})

test('the whole installation is verified, and a row changed by hand is named', async () => {
  const team = aTeam()
  await trail.writes(team, 3)
  await run('audit checkpoint')
  expect(await run('audit verify')).toMatchObject({ code: 0, text: expect.stringContaining('VERIFIED') })
  await trail.admin.query(
    `update audit.entries set leaf = replace(leaf, '"n":1', '"n":5') where team_id = $1 and team_index = 1`,
    [team],
  )
  const { code, text } = await run('audit verify')
  expect(code).toBe(1)
  expect(text).toMatch(new RegExp(`^audit\\.entries index \\d+ \\(team ${team}, id .*: entry_changed`, 'm'))
})
