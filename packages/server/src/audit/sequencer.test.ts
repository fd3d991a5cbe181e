import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { isAuditEntry, leafHash, merkleRoot, parseVerifierKey } from '@skykeep/proof'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { control } from '../testing/control.ts'
import { sha256 } from './draft.ts'
import { systemActor } from './fact.ts'
import { sequenceBatch } from './sequence-batch.ts'
import { aTeam, openTrail, type Trail, until } from './testing/trail.ts'
import { verifyInstallation } from './verify/verify-installation.ts'

let trail: Trail
beforeAll(async () => {
  trail = await openTrail()
})
afterAll(() => trail.close())

const entriesOf = async (team: string) =>
  (
    await trail.admin.query<{ leaf: string; leaf_hash: Buffer; index: number; team_index: number; id: string }>(
      'select leaf, leaf_hash, index, team_index, id from audit.entries where team_id = $1 order by team_index',
      [team],
    )
  ).rows

control('AUDIT-1', 'sixteen writers at once: every entry gets its place exactly once, without gaps, in one chain', async () => {
  const team = aTeam()
  const writer = async (name: string) => {
    for (let n = 0; n < 50; n++) {
      await trail.db.asTeam(team, (tx) => trail.audit.write(tx, systemActor(name), { action: 'team.updated', details: { n } }))
    }
  }
  await Promise.all(Array.from({ length: 16 }, (_, at) => writer(`writer ${at}`)))
  await trail.sequencer.settle()

  const rows = await entriesOf(team)
  const entries = rows.map(({ leaf }) => JSON.parse(leaf))
  expect(entries).toHaveLength(800)
  expect(entries.every(isAuditEntry)).toBe(true)
  expect(entries.map(({ team_index }) => team_index)).toEqual(entries.map((_, at) => at))
  expect(new Set(entries.map(({ actor, details }) => `${actor.id} ${details.n}`)).size).toBe(800)
  for (const [at, entry] of entries.entries()) {
    expect(entry.previous).toBe(at === 0 ? null : rows[at - 1]!.leaf_hash.toString('hex'))
  }
  // What one writer did one after the other stands one after the other.
  for (let at = 0; at < 16; at++) {
    const own = entries.filter(({ actor }) => actor.id === `writer ${at}`)
    expect(own.map(({ details }) => details.n)).toEqual(own.map((_, n) => n))
  }
})

test('the stored tree is the Merkle tree over all leaves in order', async () => {
  await trail.writes(aTeam(), 37)
  const { rows } = await trail.admin.query<{ leaf: string; index: number }>(
    'select leaf, index from audit.entries order by index',
  )
  const head = (await trail.admin.query('select size, root from audit.head')).rows[0]
  expect(rows.map(({ index }) => index)).toEqual(rows.map((_, at) => at))
  expect(head.size).toBe(rows.length)
  const root = merkleRoot(rows.map(({ leaf }) => leafHash(Buffer.from(leaf), sha256)))
  expect(Buffer.from(root).equals(head.root)).toBe(true)
})

test('a sequencer that dies in the middle leaves every entry waiting, and the next one places it once', async () => {
  const own = await openTrail({ start: false })
  try {
    const team = aTeam()
    await own.db.asTeam(team, (tx) => own.audit.write(tx, systemActor('test'), { action: 'team.created' }))
    const client = await own.auditPool.connect()
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>
    // Everything is written, and then the connection is killed instead of the commit.
    const doomed = Object.assign(Object.create(client), {
      query: async (...args: unknown[]) => {
        if (args[0] === 'commit') await own.admin.query('select pg_terminate_backend($1)', [rows[0]!.pid])
        return query(...args)
      },
    })
    const needs = { seal: own.seal, last: null, limit: 10, now: () => new Date() }
    await expect(sequenceBatch(doomed, needs)).rejects.toThrow()
    client.release(true)
    const count = async (table: string) => (await own.admin.query(`select count(*) as n from audit.${table}`)).rows[0].n
    expect([await count('pending'), await count('entries'), await count('nodes')]).toEqual([1, 0, 0])

    own.sequencer.start()
    await own.sequencer.settle()
    expect([await count('pending'), await count('entries'), await count('nodes')]).toEqual([0, 1, 1])
  } finally {
    await own.close()
  }
})

test('when the connection of the leader is cut, one of the sequencers leads again and work goes on', async () => {
  const own = await openTrail()
  try {
    const both = [own.sequencer, own.newSequencer()]
    await until(() => own.sequencer.isLeading)
    both[1]!.start()
    const lock = `select pid from pg_locks where locktype = 'advisory' and objid = 7594010
      and database = (select oid from pg_database where datname = current_database())`
    const leader = async () => (await own.admin.query<{ pid: number }>(lock)).rows[0]?.pid
    const team = aTeam()
    for (let cuts = 0; cuts < 3; cuts++) {
      await own.writes(team, 3)
      expect(both.filter(({ isLeading }) => isLeading)).toHaveLength(1)
      const before = await leader()
      await own.admin.query('select pg_terminate_backend($1)', [before])
      await until(async () => {
        const now = await leader()
        return now !== undefined && now !== before && both.filter(({ isLeading }) => isLeading).length === 1
      })
    }
    await own.writes(team, 1)
    expect((await own.admin.query('select from audit.entries where team_id = $1', [team])).rowCount).toBe(10)
  } finally {
    await own.close()
  }
})

control(
  'AUDIT-19',
  'a sequencer process killed in the middle of its work, again and again, loses no entry and places none twice',
  async () => {
    const own = await openTrail({ start: false })
    try {
      const team = aTeam()
      const script = fileURLToPath(new URL('testing/sequencer-process.ts', import.meta.url))
      const placed = async () => (await own.admin.query('select size from audit.head')).rows[0].size as number
      let written = 0
      let isWriting = true
      const writers = Array.from({ length: 4 }, async () => {
        while (isWriting) {
          await own.db.asTeam(team, async (tx) => {
            for (let n = 0; n < 20; n++) await own.audit.write(tx, systemActor('test'), { action: 'team.updated' })
          })
          written += 20
        }
      })
      for (let kills = 0; kills < 4; kills++) {
        const before = await placed()
        const child = spawn(process.execPath, [script, own.database.appUrl, own.sealKey.toString('hex')], { stdio: 'ignore' })
        await until(async () => (await placed()) > before)
        child.kill('SIGKILL')
        await once(child, 'exit')
      }
      isWriting = false
      await Promise.all(writers)
      own.sequencer.start()
      await until(async () => (await placed()) === written)
      await own.checkpoints.current()
      const keys = (await own.checkpoints.keys()).map((key) => parseVerifierKey(key)!)
      const report = await verifyInstallation({ ask: (statement) => own.auditPool.query(statement), keys })
      expect(report).toMatchObject({ ok: true, size: written, entries: written, signed_size: written })
    } finally {
      await own.close()
    }
  },
)
