import { KeyRing } from '@skykeep/keyring'
import { parseVerifierKey } from '@skykeep/proof'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { memoryInProcess } from '../../audit/checkpoint-memory.ts'
import { Checkpoints } from '../../audit/checkpoints.ts'
import { Sequencer } from '../../audit/sequencer.ts'
import { testSigners } from '../../audit/testing/trail.ts'
import { verifyInstallation } from '../../audit/verify/verify-installation.ts'
import { silentLog } from '../../db/log.ts'
import { openPool } from '../../db/pool.ts'
import { dataKeyStore } from '../../keys/data-key-store.ts'
import { type RegistryWorld, registryWorld } from '../../testing/registry-world.ts'

let world: RegistryWorld
beforeAll(async () => {
  world = await registryWorld()
})
afterAll(() => world.close())

test('T-12 what was sealed for a deleted team opens no more, not even in a copy, and the audit trail still verifies', async () => {
  const team = await world.team()
  const place = { team_id: team.id, purpose: 'trial', table: 'trial', column: 'secret', row: '1' }
  const envelope = await world.keyRing.seal('the secret of the team', place)
  await team.owner('POST /clients', { body: { name: 'Gone' }, headers: { 'idempotency-key': 'once' } })

  expect((await team.owner(`DELETE /teams/${team.id}`, { headers: { 'if-match': '"1"' } })).status).toBe(204)

  const processes = [world.keyRing, new KeyRing({ root: world.root, store: dataKeyStore(world.db), clock: world.clock })]
  for (const ring of processes) {
    await expect(ring.open(envelope, place)).rejects.toMatchObject({ code: 'KEY_DESTROYED' })
    await expect(ring.seal('more', place)).rejects.toMatchObject({ code: 'KEY_DESTROYED' })
  }
  const left = await world.admin.query('select wrapped_key from identity.data_keys where owner_team = $1', [team.id])
  expect(left.rows.length).toBeGreaterThan(0)
  expect(left.rows.every(({ wrapped_key }) => wrapped_key === null)).toBe(true)

  const report = await verified()
  expect(report).toMatchObject({ ok: true, faults: [] })
  const { rows } = await world.admin.query(`select action from audit.entries where team_id = $1 order by team_index`, [team.id])
  expect(rows.map(({ action }) => action)).toEqual(['team.created', 'client.created', 'data_key.destroyed', 'team.deleted'])
})

/** Gives every entry its place, signs, and verifies the whole trail with the public key. */
async function verified() {
  const { clock, seal, database } = world
  const pool = openPool({ url: database.appUrl, role: 'skykeep_audit', applicationName: 'skykeep test', max: 4 })
  const sequencer = new Sequencer({ pool, seal, clock, log: silentLog })
  try {
    sequencer.start()
    const settle = () => sequencer.settle()
    const needs = { pool, signers: testSigners(), seal, memory: memoryInProcess(), clock, log: silentLog, settle }
    const checkpoints = new Checkpoints(needs)
    await checkpoints.current()
    const keys = (await checkpoints.keys()).map((text) => parseVerifierKey(text)!)
    return await verifyInstallation({ ask: (statement) => pool.query(statement), keys })
  } finally {
    await sequencer.stop()
    await pool.end()
  }
}
