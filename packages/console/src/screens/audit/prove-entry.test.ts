import {
  commit,
  encodeVerifierKey,
  entryHash,
  formatCheckpoint,
  inclusionProof,
  merkleRoot,
  newSalt,
  signNote,
  webCryptoSigner,
} from '@skykeep/proof'
import { beforeAll, expect, test } from 'vitest'
import { control } from '../../testing/control.ts'
import { type Claim, proveEntry } from './prove-entry.ts'
import { pretendLog } from './testing/pretend-log.ts'

const ORIGIN = 'skykeep.test/audit'
const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes))
const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
const salt = newSalt()
const entries = Array.from({ length: 7 }, (_, index) => ({
  ...{
    version: 1 as const,
    index,
    team_id: null,
    team_index: index,
    previous: null,
    id: `e${index}`,
    at: '2026-11-26T12:00:00.000Z',
  },
  ...{
    actor: { type: 'system', id: 'x' },
    credential: null,
    action: 'team.updated',
    outcome: 'success' as const,
    resource: null,
  },
  ...{ trace_id: null, reason: null, details: { n: index }, commitments: { address: commit(salt, '192.0.2.7') } },
}))
const hashes = entries.map((entry) => entryHash(entry as never))

async function aLog() {
  const pair = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair
  const signer = await webCryptoSigner(ORIGIN, pair as never)
  const note = await signNote(formatCheckpoint({ origin: ORIGIN, size: 7, root: merkleRoot(hashes) }), signer)
  return { note, key: encodeVerifierKey(signer.key) }
}
let log: Awaited<ReturnType<typeof aLog>>
beforeAll(async () => {
  log = await aLog()
})

const claimOf = (more: Partial<Claim> = {}): Claim => ({
  ...{ entry: entries[3]!, personal: { address: { salt, value: '192.0.2.7' } }, leaf_hash: hex(hashes[3]!), tree_size: 7 },
  ...{ proof: inclusionProof(hashes, 3).map(base64), note: log.note, keys: [log.key], ...more },
})
test('an honest entry is proven from itself up to the signature, and the key of the log is remembered', async () => {
  const known = pretendLog()
  const verdict = await proveEntry(claimOf(), known)
  expect(verdict).toMatchObject({ holds: true, size: 7, isFirstKey: true })
  expect(verdict.steps.map(({ state }) => state)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok'])
  expect(known.keys()).toEqual([log.key])
  expect((await proveEntry(claimOf(), known)).isFirstKey).toBe(false)
})

control(
  'CONSOLE-8',
  'an entry, a value, a way, a tree or a key that was changed fails in the browser, at its step, and nothing after it counts',
  async () => {
    const other = await aLog()
    const cases: [string, Partial<Claim>, readonly string[] | null][] = [
      ['leaf', { entry: { ...entries[3]!, action: 'team.deleted' } }, null],
      ['leaf', { leaf_hash: hex(hashes[2]!) }, null],
      ['leaf', { entry: { ...entries[3]!, action: 'team.deleted' }, leaf_hash: hex(hashes[3]!) }, null],
      [
        'inclusion',
        {
          entry: { ...entries[3]!, details: { n: 9 } },
          leaf_hash: hex(entryHash({ ...entries[3]!, details: { n: 9 } } as never)),
        },
        null,
      ],
      ['inclusion', { proof: inclusionProof(hashes, 2).map(base64) }, null],
      ['inclusion', { proof: ['not base64 !'] }, null],
      ['inclusion', { tree_size: 6 }, null],
      ['inclusion', { note: log.note.replace('\n7\n', '\n8\n') }, null],
      ['inclusion', { keys: [] }, null],
      ['key', {}, [other.key]],
      ['key', { note: other.note, keys: [log.key, other.key] }, [log.key]],
      ['personal', { personal: { address: { salt, value: '192.0.2.8' } } }, null],
    ]
    for (const [step, change, seen] of cases) {
      const known = pretendLog({ keys: seen })
      const verdict = await proveEntry(claimOf(change), known)
      const failed = verdict.steps.find(({ state }) => state === 'failed')?.name
      expect([verdict.holds, failed, known.keys()]).toEqual([false, step, seen])
      const after = verdict.steps.slice(verdict.steps.findIndex(({ state }) => state === 'failed') + 1)
      expect(after.every(({ state }) => state === 'skipped')).toBe(true)
    }
  },
)

test('what a known key has signed names the next key, so that a rotation alarms nobody', async () => {
  const next = await aLog()
  const known = pretendLog({ keys: [log.key] })
  expect((await proveEntry(claimOf({ keys: [log.key, next.key] }), known)).holds).toBe(true)
  expect((await proveEntry(claimOf({ note: next.note, keys: [next.key] }), known)).holds).toBe(true)
  expect(known.keys()).toEqual([next.key])
})
