import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { columnTypes } from '../../db/column-types.ts'
import { silentLog } from '../../db/log.ts'
import { openPool } from '../../db/pool.ts'
import type { DatabaseRole } from '../../db/roles.ts'
import { type Database, openDatabase } from '../../db/tenancy.ts'
import { newId } from '../../lib/new-id.ts'
import { testDatabase } from '../../testing/database.ts'
import { createAudit } from '../audit.ts'
import { memoryInProcess } from '../checkpoint-memory.ts'
import { type CheckpointSigners, Checkpoints } from '../checkpoints.ts'
import { systemActor } from '../fact.ts'
import { auditSeal } from '../seal.ts'
import { Sequencer } from '../sequencer.ts'

export const ORIGIN = 'skykeep.test/audit'

/** Checkpoint keys without a key ring. */
export function testSigners(name = ORIGIN): CheckpointSigners {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const key = {
    name,
    publicKey: Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url'),
    sign: (bytes: Uint8Array) => sign(null, bytes, privateKey),
  }
  return { active: async () => key, verifiers: async () => [key] }
}

export type Trail = Awaited<ReturnType<typeof openTrail>>

/** A database with everything that writes, orders and signs the audit trail in it. */
export async function openTrail({ start = true } = {}) {
  const database = await testDatabase()
  const pools: pg.Pool[] = []
  const pool = (role: DatabaseRole, max = 4) => {
    const opened = openPool({ url: database.appUrl, role, applicationName: 'skykeep test', max })
    pools.push(opened)
    return opened
  }
  const admin = new pg.Pool({ connectionString: database.adminUrl, types: columnTypes, max: 2 })
  // A closing connection can be cut by the drop of the database, in the pool or on its way out of it.
  admin.on('connect', (client) => client.on('error', () => {}))
  admin.on('error', () => {}) // dropping the database cuts what is still closing
  admin.on('connect', (client) => client.on('error', () => {}))
  const db: Database = openDatabase({ pool: pool('skykeep_identity') })
  const auditPool = pool('skykeep_audit', 6)
  const clock = { shiftMs: 0, now: () => new Date(Date.now() + clock.shiftMs) }
  const sealKey = randomBytes(32)
  const seal = auditSeal([sealKey])
  const audit = createAudit({ seal, clock })
  const sequencers: Sequencer[] = []
  const newSequencer = () => {
    const made = new Sequencer({ pool: auditPool, seal, clock, log: silentLog })
    sequencers.push(made)
    return made
  }
  const sequencer = newSequencer()
  const signers = testSigners()
  const memory = memoryInProcess()
  const newCheckpoints = (more: Partial<ConstructorParameters<typeof Checkpoints>[0]> = {}) =>
    new Checkpoints({
      pool: auditPool,
      signers,
      seal,
      memory,
      clock,
      log: silentLog,
      settle: () => sequencer.settle(),
      ...more,
    })
  if (start) sequencer.start()

  return {
    database,
    admin,
    db,
    pool,
    auditPool,
    clock,
    sealKey,
    seal,
    audit,
    sequencer,
    newSequencer,
    signers,
    memory,
    checkpoints: newCheckpoints(),
    newCheckpoints,
    /** Writes so many entries of a team and waits until they have their place. */
    async writes(team_id: string, count: number, action = 'team.updated'): Promise<void> {
      await db.asTeam(team_id, async (tx) => {
        for (let n = 0; n < count; n++) await audit.write(tx, systemActor('test'), { action, details: { n } })
      })
      await sequencer.settle()
    },
    async close(): Promise<void> {
      await Promise.all(sequencers.map((one) => one.stop()))
      await Promise.all([admin.end(), ...pools.map((one) => one.end())])
      await database.drop()
    },
  }
}

export const aTeam = (): string => newId()

/** Waits for a condition, not for a time. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries++) {
    if (tries > 2_000) throw new Error('it did not come to pass')
    await delay(5)
  }
}
