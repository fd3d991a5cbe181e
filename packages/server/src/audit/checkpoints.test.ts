import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseVerifierKey, verifyCheckpoint } from '@skykeep/proof'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfiguration } from '../config/read.ts'
import { Metrics } from '../operations/metrics.ts'
import { control } from '../testing/control.ts'
import { waitUntil } from '../testing/wait-until.ts'
import { auditMetrics } from './audit-metrics.ts'
import { memoryInFile, memoryInProcess } from './checkpoint-memory.ts'
import { sequenceBatch } from './sequence-batch.ts'
import { aTeam, openTrail, type Trail, testSigners } from './testing/trail.ts'

let trail: Trail
let folder: string
beforeAll(async () => {
  trail = await openTrail()
  folder = await mkdtemp(join(tmpdir(), 'skykeep-checkpoints-'))
})
afterAll(async () => {
  await trail.close()
  await rm(folder, { recursive: true, force: true })
})

const alerts = new URL('../../../../deploy/prometheus/alerts.yml', import.meta.url)

const sizeNow = async () => (await trail.admin.query('select size from audit.head')).rows[0].size as number

test('a checkpoint asked for covers everything written before, and is signed under the published key', async () => {
  const team = aTeam()
  await trail.writes(team, 5)
  const { note, size } = await trail.checkpoints.current()
  expect(size).toBe(await sizeNow())
  const keys = (await trail.checkpoints.keys()).map((text) => parseVerifierKey(text)!)
  expect(await verifyCheckpoint(note, keys)).toMatchObject({ ok: true, checkpoint: { size } })
})

test('an empty log has a checkpoint too, and many callers at once get one that covers theirs', async () => {
  const own = await openTrail()
  try {
    expect((await own.checkpoints.current()).size).toBe(0)
    const asked = Array.from({ length: 8 }, async (_, at) => {
      await own.writes(aTeam(), at + 1)
      const before = (await own.admin.query('select size from audit.head')).rows[0].size
      expect((await own.checkpoints.current()).size).toBeGreaterThanOrEqual(before)
    })
    await Promise.all(asked)
  } finally {
    await own.close()
  }
})

control(
  'AUDIT-9',
  'a tree that was cut or rewritten since the last checkpoint is not signed, not even after a restart',
  async () => {
    const own = await openTrail({ start: false })
    try {
      const memory = memoryInFile(join(folder, 'last-checkpoint'))
      const sequence = async () => {
        const client = await own.auditPool.connect()
        await sequenceBatch(client, { seal: own.seal, last: null, limit: 100, now: () => new Date() })
        client.release()
      }
      const write = (n: number) =>
        own.db.asTeam(aTeam(), (tx) =>
          own.audit.write(
            tx,
            { kind: 'system', id: `${n}`, token_id: null, trace_id: null, address: null },
            { action: 'team.updated' },
          ),
        )
      const settle = async () => {}
      await write(1)
      await sequence()
      await own.newCheckpoints({ memory, settle }).current()
      await own.admin.query('create table public.kept as select * from audit.head')
      await write(2)
      await write(3)
      await sequence()
      await own.newCheckpoints({ memory, settle }).current()

      // The database goes back to an earlier state of itself, seal and checkpoint included: every signature in it holds.
      await own.admin.query('delete from audit.nodes where index > 0 or level > 0')
      await own.admin.query('delete from audit.entries where index > 0')
      await own.admin.query('delete from audit.checkpoints where size > 1')
      await own.admin.query('update audit.head set (size, root, mac) = (select size, root, mac from public.kept)')
      const afterRestart = own.newCheckpoints({ memory, settle })
      await expect(afterRestart.current()).rejects.toThrow('a tree of 3 entries was signed')
      expect(afterRestart.refused).toBeInstanceOf(Error)

      // Grown again with other entries: as large as before, but not the same.
      await write(4)
      await write(5)
      await sequence()
      await expect(own.newCheckpoints({ memory, settle }).current()).rejects.toThrow('has not grown out of')
      // Without what was remembered outside, nothing would have told.
      await own.newCheckpoints({ memory: memoryInProcess(), settle }).current()
    } finally {
      await own.close()
    }
  },
)

control(
  'AUDIT-16',
  'a node or the head changed by hand stops the sequencer and the signer before anything is built on it',
  async () => {
    for (const tampering of [
      'update audit.nodes set hash = sha256(hash) where level = 0 and index = 2',
      'update audit.head set size = size - 1',
      'update audit.head set root = sha256(root)',
      'delete from audit.nodes where level = 1',
    ]) {
      const own = await openTrail()
      try {
        await own.writes(aTeam(), 3)
        await own.checkpoints.current()
        await own.admin.query(tampering)
        await own.writes(aTeam(), 1)
        expect([tampering, own.sequencer.broken?.name]).toEqual([tampering, 'TreeBroken'])
        await expect(own.checkpoints.current()).rejects.toThrow('not the one that was written')
        // Nothing is lost meanwhile: what happens waits.
        expect((await own.admin.query('select from audit.pending')).rowCount).toBe(1)
      } finally {
        await own.close()
      }
    }
  },
)

test('a checkpoint that somebody else signed is not built upon', async () => {
  const own = await openTrail()
  try {
    await own.writes(aTeam(), 2)
    await own.newCheckpoints({ signers: testSigners(), memory: memoryInProcess() }).current()
    await expect(own.newCheckpoints({ memory: memoryInProcess() }).current()).rejects.toThrow('not ours')
  } finally {
    await own.close()
  }
})

control(
  'AUDIT-10',
  'L-10 the age of the last checkpoint is a metric, at most a minute while signing goes on, and sets off the alert when it stops',
  async () => {
    const own = await openTrail()
    try {
      const metrics = new Metrics()
      auditMetrics(metrics, { pool: own.auditPool, sequencer: own.sequencer, checkpoints: own.checkpoints })
      const read = async (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(await metrics.registry.metrics())?.[1])
      const rule = /expr: min\((\w+)\) > (\d+)\n/.exec(await readFile(alerts, 'utf8'))
      const isAlarm = async () => (await read(rule?.[1] ?? '')) > Number(rule?.[2])
      expect(rule?.slice(1)).toEqual(['audit_checkpoint_age_seconds', '60'])
      expect(readConfiguration({}).SKYKEEP_AUDIT_CHECKPOINT_SECONDS).toBeLessThan(60)
      await own.checkpoints.current()
      expect([await isAlarm(), await read('audit_stopped')]).toEqual([false, 0])
      own.clock.shiftMs += 61_000
      expect(await isAlarm()).toBe(true)
      // Signed again by itself though nothing happened: a quiet log is told apart from a dead one.
      own.checkpoints.start(3_600)
      await waitUntil('it is signed again', async () => !(await isAlarm()))
      await own.checkpoints.stop()
      await own.admin.query('update audit.head set size = 7')
      await own.checkpoints.current().catch(() => {})
      expect(await read('audit_stopped')).toBe(1)
    } finally {
      await own.close()
    }
  },
)
