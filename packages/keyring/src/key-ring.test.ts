import { expect, test } from 'vitest'
import type { DataKeyStore } from './data-key-store.ts'
import { parseEnvelope } from './envelope.ts'
import { KeyRing, type SealContext } from './key-ring.ts'
import { memoryRootKey } from './testing/memory-root-key.ts'
import { memoryDataKeyStore } from './testing/memory-stores.ts'
import { testClock } from './testing/test-clock.ts'

const MINUTE = 60_000
const place: SealContext = { team_id: 't-1', purpose: 'connection-keys', table: 'connections', column: 'private_key', row: 'c-1' }
const fault = (code: string) => expect.objectContaining({ name: 'KeyRingError', code })

/** One installation: a root key and a store, and as many processes with a key ring each as a test wants. */
function installation() {
  const root = memoryRootKey()
  const store = memoryDataKeyStore()
  const clock = testClock()
  return {
    root,
    store,
    clock,
    process: (over: Partial<{ store: DataKeyStore }> = {}) => new KeyRing({ root, store, clock, ...over }),
  }
}

test('a secret sealed by one process is opened by another', async () => {
  const { process } = installation()
  const envelope = await process().seal('s3cret ✈', place)
  expect(await process().openText(envelope, place)).toBe('s3cret ✈')
  expect(envelope).not.toContain('s3cret')
})

test.each<[string, Partial<SealContext>]>([
  ['row', { row: 'c-2' }],
  ['column', { column: 'note' }],
  ['table', { table: 'clients' }],
  ['team', { team_id: 't-2' }],
  ['place that belongs to no team', { team_id: null }],
  ['purpose', { purpose: 'client-secrets' }],
])('[KEY-2] K-02 ciphertext that was moved to another %s is refused', async (_, change) => {
  const { process } = installation()
  const ring = process()
  const envelope = await ring.seal('s3cret', place)
  // The other place has a key of its own, so that what refuses is the binding and not a missing key.
  await ring.seal('other', { ...place, ...change })
  await expect(ring.open(envelope, { ...place, ...change })).rejects.toThrow(fault('ENVELOPE_REFUSED'))
  expect(await ring.openText(envelope, place)).toBe('s3cret')
})

test('[KEY-2] K-02 a data key that was moved to another team, purpose, version or id in the key table is refused', async () => {
  const { process, store } = installation()
  const envelope = await process().seal('s3cret', place)
  const [row] = store.rows
  const honest = { ...row! }
  for (const change of [{ team_id: 't-2' }, { team_id: null }, { purpose: 'other' }, { version: 2 }]) {
    Object.assign(row!, honest, change)
    const { version: _, ...there } = { ...place, ...change } as SealContext & { version?: number }
    await expect(process().open(envelope, there)).rejects.toThrow(fault('KEY_REFUSED'))
  }
  Object.assign(row!, honest, { id: 'dk_other' })
  await expect(process().open(envelope.replace(honest.id, 'dk_other'), place)).rejects.toThrow(fault('KEY_REFUSED'))
})

test('the two teams of a thief who copies wrapped keys between rows stay apart', async () => {
  const { process, store } = installation()
  await process().seal('mine', place)
  const envelope = await process().seal('theirs', { ...place, team_id: 't-2' })
  const [mine, theirs] = store.rows
  theirs!.wrapped = mine!.wrapped
  await expect(process().open(envelope, { ...place, team_id: 't-2' })).rejects.toThrow(fault('KEY_REFUSED'))
})

test('each team and each purpose has its own data key, and one key serves many secrets', async () => {
  const { process, store } = installation()
  const ring = process()
  for (const team_id of ['t-1', 't-2', null])
    for (const purpose of ['a', 'b']) await ring.seal('x', { ...place, team_id, purpose })
  for (let row = 0; row < 5; row++) await ring.seal('x', { ...place, purpose: 'a', row: `c-${row}` })
  expect(store.rows.length).toBe(6)
  expect(new Set(store.rows.map(({ wrapped }) => Buffer.from(wrapped!).toString())).size).toBe(6)
})

test('the first use by many processes at once ends with one key that all of them use', async () => {
  const { process, store } = installation()
  // All have decided that there is no key yet before the first of them goes on.
  const gate = Promise.withResolvers<void>()
  let asked = 0
  const racing: DataKeyStore = {
    ...store,
    async newest(team_id, purpose) {
      const found = await store.newest(team_id, purpose)
      if (++asked === 8) gate.resolve()
      await gate.promise
      return found
    },
  }
  const rings = Array.from({ length: 8 }, () => process({ store: racing }))
  const envelopes = await Promise.all(rings.map((ring, index) => ring.seal(`from ${index}`, place)))
  expect(store.rows.length).toBe(1)
  expect(new Set(envelopes.map((envelope) => parseEnvelope(envelope).key_id))).toEqual(new Set([store.rows[0]!.id]))
  const reader = process()
  for (const [index, envelope] of envelopes.entries()) expect(await reader.openText(envelope, place)).toBe(`from ${index}`)
})

test('after a rotation new secrets use the new key, and old ones stay readable and are named for resealing', async () => {
  const { process } = installation()
  const ring = process()
  const old = await ring.seal('old', place)
  expect(await ring.needsReseal(old, place)).toBe(false)
  expect(await ring.rotate('t-1', place.purpose)).toMatchObject({ version: 2 })
  const fresh = await ring.seal('fresh', place)
  expect(parseEnvelope(fresh).key_id).not.toBe(parseEnvelope(old).key_id)
  expect(await ring.openText(old, place)).toBe('old')
  expect(await ring.openText(fresh, place)).toBe('fresh')
  expect([await ring.needsReseal(old, place), await ring.needsReseal(fresh, place)]).toEqual([true, false])
})

test('another process follows a rotation within five minutes, and reads new envelopes before that', async () => {
  const { process, clock } = installation()
  const [one, other] = [process(), process()]
  await other.seal('x', place)
  const { id } = await one.rotate('t-1', place.purpose)
  expect(await other.openText(await one.seal('new', place), place)).toBe('new')
  clock.move(5 * MINUTE)
  expect(parseEnvelope(await other.seal('x', place)).key_id).toBe(id)
})

test('rotations at the same time from several processes make one new version, and a rotation before the first use makes the first', async () => {
  const { process, store } = installation()
  await process().rotate('t-1', place.purpose)
  const made = await Promise.all([process(), process(), process()].map((ring) => ring.rotate('t-1', place.purpose)))
  expect(new Set(made.map(({ id }) => id)).size).toBe(1)
  expect(store.rows.map(({ version }) => version)).toEqual([1, 2])
})

test("destroying a team's keys makes its envelopes unreadable, and leaves those of others alone", async () => {
  const { process } = installation()
  const ring = process()
  const gone = await ring.seal('gone', place)
  const older = await ring.seal('older', { ...place, purpose: 'other' })
  const kept = await ring.seal('kept', { ...place, team_id: 't-2' })
  expect(await ring.destroy('t-1')).toBe(2)
  await expect(ring.open(gone, place)).rejects.toThrow(fault('KEY_DESTROYED'))
  await expect(ring.open(older, { ...place, purpose: 'other' })).rejects.toThrow(fault('KEY_DESTROYED'))
  await expect(ring.seal('again', place)).rejects.toThrow(fault('KEY_DESTROYED'))
  await expect(ring.rotate('t-1', place.purpose)).rejects.toThrow(fault('KEY_DESTROYED'))
  expect(await ring.openText(kept, { ...place, team_id: 't-2' })).toBe('kept')
})

test('another process notices a destroyed key within five minutes, or at once when it is told to forget', async () => {
  const { process, clock } = installation()
  const [one, busy, told] = [process(), process(), process()]
  const envelope = await one.seal('x', place)
  await Promise.all([busy.open(envelope, place), told.open(envelope, place)])
  await one.destroy('t-1')
  told.forget()
  await expect(told.open(envelope, place)).rejects.toThrow(fault('KEY_DESTROYED'))
  for (let minute = 0; minute < 5; minute++, clock.move(MINUTE)) expect(await busy.openText(envelope, place)).toBe('x')
  await expect(busy.open(envelope, place)).rejects.toThrow(fault('KEY_DESTROYED'))
})

test('[KEY-5] K-05 a silent key service is bridged by the cache for five minutes and then reported, never replaced by plaintext', async () => {
  const { process, root, clock } = installation()
  const ring = process()
  const envelope = await ring.seal('x', place)
  root.state.silent = true
  clock.move(5 * MINUTE - 1)
  expect(await ring.openText(await ring.seal('y', place), place)).toBe('y')
  clock.move(1)
  await expect(ring.open(envelope, place)).rejects.toThrow(fault('ROOT_KEY_UNAVAILABLE'))
  await expect(ring.seal('z', place)).rejects.toThrow(fault('ROOT_KEY_UNAVAILABLE'))
  root.state.silent = false
  expect(await ring.openText(envelope, place)).toBe('x')
})

test('the key service is asked once for many secrets', async () => {
  const { process, root } = installation()
  const envelope = await process().seal('x', place)
  const ring = process()
  const before = root.state.calls
  await Promise.all(Array.from({ length: 50 }, () => ring.open(envelope, place)))
  expect(root.state.calls - before).toBe(1)
})

test('a rewrap ends also when another process rotates the root key while it runs', async () => {
  const { root, store, clock, process } = installation()
  await process().seal('x', place)
  root.rotate()
  let batches = 0
  const wrappedByOthers: typeof store.wrappedByOthers = async (id, limit) => {
    if (++batches === 1) root.rotate()
    if (batches > 5) throw new Error('without an end')
    return store.wrappedByOthers(id, limit)
  }
  const ring = new KeyRing({ root, store: { ...store, wrappedByOthers }, clock })
  expect(await ring.rewrap()).toBe(1)
  expect(store.rows.map(({ root_key_id }) => root_key_id)).toEqual(['rk_3'])
})

test('[KEY-3] K-03 after a root rotation and a rewrap everything is readable without the old root key', async () => {
  const { process, root, store } = installation()
  const ring = process()
  const places = Array.from({ length: 120 }, (_, index) => ({ ...place, team_id: `t-${index}` }))
  const envelopes = await Promise.all(places.map((there) => ring.seal(there.team_id, there)))
  root.rotate()
  expect(await ring.rewrap()).toBe(120)
  expect(await ring.rewrap()).toBe(0)
  await ring.rotate('t-0', place.purpose)
  root.dropOldest()
  expect(new Set(store.rows.map(({ root_key_id }) => root_key_id))).toEqual(new Set(['rk_2']))
  const fresh = process()
  for (const [index, there] of places.entries()) expect(await fresh.openText(envelopes[index]!, there)).toBe(there.team_id)
})

test('a root key that was taken away too early is named, not guessed around', async () => {
  const { process, root } = installation()
  const envelope = await process().seal('x', place)
  root.rotate()
  root.dropOldest()
  await expect(process().open(envelope, place)).rejects.toThrow(fault('ROOT_KEY_UNKNOWN'))
})

test('an envelope whose key nobody knows, and text that is no envelope, are told apart', async () => {
  const { process, store } = installation()
  const envelope = await process().seal('x', place)
  store.rows.length = 0
  await expect(process().open(envelope, place)).rejects.toThrow(fault('KEY_UNKNOWN'))
  await expect(process().open('x', place)).rejects.toThrow(fault('ENVELOPE_MALFORMED'))
})

test.each([
  { team_id: '' },
  { team_id: undefined as never },
  { purpose: '' },
  { purpose: 'a|b' },
  { row: '' },
  { table: undefined as never },
])('nothing is sealed for the incomplete place %o', async (change) => {
  const { process, store } = installation()
  await expect(process().seal('x', { ...place, ...change })).rejects.toThrow(fault('CONTEXT_INVALID'))
  // A forgotten team must not get a key, and above all not the one of “no team”.
  expect(store.rows.filter(({ team_id, purpose }) => team_id !== place.team_id || purpose !== place.purpose)).toEqual([])
})

test('errors hold neither the secret nor the key nor the envelope', async () => {
  const { process } = installation()
  const ring = process()
  const envelope = await ring.seal('the-secret-itself', place)
  for (const attempt of [
    ring.open(envelope.slice(0, -4), place),
    ring.open(envelope, { ...place, row: 'x' }),
    ring.seal('the-secret-itself', { ...place, row: '' }),
  ]) {
    const error = await attempt.then(
      () => expect.fail('it was accepted'),
      (reason) => reason,
    )
    const told = `${error.message} ${error.stack} ${JSON.stringify(error)} ${error.cause}`
    expect(told).not.toContain('the-secret-itself')
    expect(told).not.toContain(parseEnvelope(envelope).body.toString('base64url'))
  }
})

test('a fault of the store passes through as it is, and is not remembered', async () => {
  const { process, store } = installation()
  let broken = true
  const ring = process({
    store: {
      ...store,
      newest: async (...about) => (broken ? Promise.reject(new Error('database away')) : store.newest(...about)),
    },
  })
  await expect(ring.seal('x', place)).rejects.toThrow('database away')
  broken = false
  expect(await ring.openText(await ring.seal('x', place), place)).toBe('x')
})
