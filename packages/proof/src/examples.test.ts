// The examples of the docstrings, through the door that other packages use.
import { expect, test } from 'vitest'
import {
  canonicalize,
  checkPersonal,
  commit,
  consistencyProof,
  describeReport,
  encodeVerifierKey,
  entryHash,
  exportLine,
  formatCheckpoint,
  inclusionProof,
  leafHash,
  leafHashOf,
  linesOf,
  merkleRoot,
  newSalt,
  nodeHash,
  nodesForAppend,
  parseCheckpoint,
  parseVerifierKey,
  recordHash,
  rootBuilder,
  signNote,
  verifyCheckpoint,
  verifyConsistency,
  verifyExport,
  verifyInclusion,
  verifyNote,
  webCryptoSigner,
} from './index.ts'
import { linesOfExport, sampleEntry, sampleLog } from './testing/sample-log.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const leaves = ['a', 'b', 'c'].map((text) => leafHash(utf8(text)))
const hex = (hashes: Uint8Array[]) => hashes.map((hash) => hash.toHex())

test('the examples of canonical text and hashes', () => {
  expect(canonicalize({ b: 1.0, a: 'x' })).toBe('{"a":"x","b":1}')
  expect(leafHash(new Uint8Array()).toHex()).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d')
  expect(leafHashOf({ b: 1, a: 2 }).toHex()).toBe(leafHash(utf8('{"a":2,"b":1}')).toHex())
})

test('the examples of the tree', async () => {
  expect(merkleRoot([]).toHex()).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  expect(hex(inclusionProof(leaves, 2))).toEqual(hex([nodeHash(leaves[0]!, leaves[1]!)]))
  expect(hex(consistencyProof(leaves, 2))).toEqual(hex([leaves[2]!]))
  const tree = rootBuilder()
  tree.append(leafHash(utf8('one')))
  expect(tree.root().toHex()).toBe(leafHash(utf8('one')).toHex())
  const [leaf_hash, root] = [leaves[0]!, leaves[0]!]
  expect(verifyInclusion({ index: 0, size: 1, leaf_hash, proof: [], root })).toBe(true)
  expect(verifyConsistency({ from: 7, to: 7, from_root: root, to_root: root, proof: [] })).toBe(true)
  const [first, second] = [leaves[0]!, leaves[1]!]
  expect(await nodesForAppend(1, [second], async () => [first])).toEqual([
    { level: 0, index: 1, hash: second },
    { level: 1, index: 0, hash: nodeHash(first, second) },
  ])
})

test('the examples of notes and checkpoints', async () => {
  const pair = (await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as Parameters<typeof webCryptoSigner>[1]
  const signer = await webCryptoSigner('skykeep.example/audit', pair)
  const text = formatCheckpoint({ origin: 'skykeep.example/audit', size: 0, root: merkleRoot([]) })
  expect(text).toBe('skykeep.example/audit\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n')
  const note = await signNote(text, signer)
  expect(note).toMatch(/\n\n— skykeep\.example\/audit [A-Za-z0-9+/]+=*\n$/)
  const key = parseVerifierKey(encodeVerifierKey(signer.key))!
  expect(encodeVerifierKey(key)).toMatch(/^skykeep\.example\/audit\+[0-9a-f]{8}\+A/)
  const verdict = await verifyNote(note, [key])
  expect(verdict.ok && parseCheckpoint(verdict.text)).toMatchObject({ size: 0 })
  expect(await verifyCheckpoint(note, [key])).toMatchObject({ ok: true, checkpoint: { size: 0 } })
})

test('the examples of entries, personal values and batches', () => {
  const salt = newSalt()
  const entry = sampleEntry({ commitments: { address: commit(salt, '192.0.2.7'), user_agent: commit(newSalt(), 'x') } })
  expect(checkPersonal(entry, { address: { salt, value: '192.0.2.7' } })).toEqual({ address: 'matches', user_agent: 'erased' })
  const next = sampleEntry({ index: 1, team_index: 1, previous: entryHash(entry).toHex() })
  expect(next.previous).toBe(entryHash(entry).toHex())
  const records = [{ event_id: '1' }, { event_id: '2' }]
  const hashes = records.map((record) => recordHash(record))
  const proof = inclusionProof(hashes, 1)
  expect(verifyInclusion({ index: 1, size: 2, leaf_hash: hashes[1]!, proof, root: merkleRoot(hashes) })).toBe(true)
})

test('the examples of an export', async () => {
  expect(exportLine({ type: 'end', entries: 2 })).toBe('{"entries":2,"type":"end"}')
  const { rows, leaves, keys, checkpoint } = await sampleLog(20)
  const lines = linesOfExport(checkpoint, { rows, leaves })
  const text = encodeVerifierKey(keys[0]!)
  const blob = new Blob([lines.join('\n').replace('"id":"entry-16"', '"id":"entry-61"')])
  const report = await verifyExport(linesOf(blob.stream()), { keys: [parseVerifierKey(text)!], witness: [checkpoint] })
  expect(report.ok || report.faults[0]).toMatchObject({ code: 'entry_not_in_tree', index: 16, id: 'entry-61' })
  const honest = await verifyExport(linesOf(new Blob([lines.join('\n')]).stream()), { keys })
  expect(describeReport(honest)[0]).toBe('VERIFIED: 20 entries of the whole installation, 3 batches with 6 records')
})
