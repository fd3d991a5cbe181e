import { canonicalize, checkPersonal } from '@skykeep/proof'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Caller } from '../auth/principal.ts'
import { newId } from '../lib/new-id.ts'
import { control } from '../testing/control.ts'
import { sha256 } from './draft.ts'
import { systemActor } from './fact.ts'
import { aTeam, openTrail, type Trail } from './testing/trail.ts'

let trail: Trail
beforeAll(async () => {
  trail = await openTrail()
})
afterAll(() => trail.close())

const aCaller = (team_id: string): Caller => ({
  kind: 'client',
  id: newId(),
  team_id,
  permissions: new Set(),
  token_id: 'jti-1',
  thumbprint: 'thumb-1',
  trace_id: 'a'.repeat(32),
  address: '192.0.2.7',
})

async function newest(team: string) {
  await trail.sequencer.settle()
  const { rows } = await trail.admin.query(
    'select leaf, personal from audit.entries where team_id = $1 order by team_index desc limit 1',
    [team],
  )
  return { leaf: rows[0]?.leaf as string, entry: JSON.parse(rows[0]?.leaf ?? 'null'), personal: rows[0]?.personal }
}

test('an entry says who, with which credential, what, when, in which trace, and what changed', async () => {
  const team = aTeam()
  const caller = aCaller(team)
  const resource = { type: 'aircraft', id: newId() }
  const before = { name: 'Old', tier: 'standard', icao24: 'abc123', tags: ['a'] }
  const after = { name: 'New', tier: 'standard', icao24: 'abc123', tags: ['a'] }
  const started = trail.clock.now().toISOString()
  await trail.db.asTeam(team, (tx) =>
    trail.audit.write(tx, caller, {
      action: 'aircraft.updated',
      resource,
      before,
      after,
      reason: 'asked for',
      details: { n: 1 },
    }),
  )
  const { entry, leaf } = await newest(team)
  expect(entry).toMatchObject({
    version: 1,
    team_id: team,
    team_index: 0,
    previous: null,
    actor: { type: 'client', id: caller.id },
    credential: { type: 'access_token', id: 'jti-1' },
    action: 'aircraft.updated',
    outcome: 'success',
    resource,
    trace_id: caller.trace_id,
    reason: 'asked for',
  })
  expect(entry.details).toEqual({ n: 1, certificate_thumbprint: 'thumb-1', before: { name: 'Old' }, after: { name: 'New' } })
  expect(entry.at >= started && entry.at <= trail.clock.now().toISOString()).toBe(true)
  expect(canonicalize(entry)).toBe(leaf)
})

control('AUDIT-2', 'L-08 a change and its audit entry are stored together or not at all', async () => {
  const team = aTeam()
  const makeTeam = (action: string) =>
    trail.db.asTeam(team, async (tx) => {
      const at = trail.clock.now()
      await sql`insert into directory.teams (team_id, name, created_at, updated_at) values (${team}, 'T', ${at}, ${at})`.execute(
        tx,
      )
      await trail.audit.write(tx, systemActor('test'), { action })
      if (action === 'team.updated') throw new Error('the change fails after its entry')
    })
  const teams = async () => (await trail.admin.query('select from directory.teams where team_id = $1', [team])).rowCount
  await trail.admin.query(`alter table audit.pending add constraint broken check (draft not like '%"action":"team.created"%')`)
  try {
    await expect(makeTeam('team.created')).rejects.toThrow('broken')
  } finally {
    await trail.admin.query('alter table audit.pending drop constraint broken')
  }
  expect(await teams()).toBe(0)
  await expect(makeTeam('team.updated')).rejects.toThrow('the change fails')
  expect((await newest(team)).entry).toBeNull()
  await makeTeam('team.created')
  expect(await teams()).toBe(1)
  expect((await newest(team)).entry.action).toBe('team.created')
})

control('AUDIT-5', 'secrets that a service hands in by mistake are replaced, by their name and by their look', async () => {
  const team = aTeam()
  const canary = 'CANARY-9f8e7d6c5b4a'
  const jwt = `eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ${canary}.c2ln`
  const details = {
    password: canary,
    client_secret: canary,
    access_token: canary,
    api_key: canary,
    Authorization: `Bearer ${canary}`,
    nested: [{ private_key: { d: canary } }, { cookie: [canary] }],
    note: `-----BEGIN PRIVATE KEY-----${canary}`,
    header: `Basic ${canary}${canary}`,
    url: `/x?jwt=${jwt}`,
    token_id: 'kept',
    has_password: true,
    public_key: 'kept too',
  }
  await trail.db.asTeam(team, (tx) =>
    trail.audit.write(tx, systemActor('test'), {
      action: 'client.updated',
      reason: jwt,
      details,
      before: { secret: 'a', name: 'n' },
      after: { secret: canary, name: 'n' },
    }),
  )
  const { leaf, entry } = await newest(team)
  expect(leaf).not.toContain(canary)
  expect(entry.details).toMatchObject({ token_id: 'kept', has_password: true, public_key: 'kept too', password: 'changed' })
  expect([entry.details.before, entry.details.after]).toEqual([{ secret: 'changed' }, { secret: 'changed' }])
})

control('AUDIT-6', 'an address stands beside the entry and can be erased; the entry holds a salted commitment', async () => {
  const team = aTeam()
  const write = () => trail.db.asTeam(team, (tx) => trail.audit.write(tx, aCaller(team), { action: 'team.updated' }))
  await write()
  const first = await newest(team)
  await write()
  const second = await newest(team)
  expect(first.leaf).not.toContain('192.0.2.7')
  expect(first.personal.address.value).toBe('192.0.2.7')
  expect(checkPersonal(first.entry, first.personal, sha256)).toEqual({ address: 'matches' })
  expect(checkPersonal(first.entry, {}, sha256)).toEqual({ address: 'erased' })
  // The same address twice does not show: every commitment has its own salt.
  expect(first.entry.commitments.address).not.toBe(second.entry.commitments.address)
})

control('AUDIT-15', 'L-03 line ends, escape sequences and JSON in a name stay text inside one line', async () => {
  const team = aTeam()
  const name = 'x\r\n{"action":"team.deleted"}\u001b[2J\u0000\ud800"'
  await trail.db.asTeam(team, (tx) => trail.audit.write(tx, systemActor('test'), { action: 'team.updated', after: { name } }))
  const { leaf, entry } = await newest(team)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is what is tested
  expect(leaf).not.toMatch(/[\u0000-\u001f\ud800]/)
  expect(entry.action).toBe('team.updated')
  expect(entry.details.after.name).toBe(name.toWellFormed())
})

test('an action that is not in the catalogue is refused and nothing is written', async () => {
  const team = aTeam()
  const writing = trail.db.asTeam(team, (tx) => trail.audit.write(tx, systemActor('test'), { action: 'team.vanished' }))
  await expect(writing).rejects.toThrow('team.vanished')
  expect((await newest(team)).entry).toBeNull()
})

test('what belongs to no team is an entry of the installation', async () => {
  await trail.db.withoutTeam(async (tx) => {
    await trail.audit.write(tx, systemActor('server'), { action: 'service.started', details: { version: '1.0.0' } })
  })
  const { entry } = await newest('00000000-0000-0000-0000-000000000000')
  expect(entry).toMatchObject({ team_id: null, action: 'service.started', actor: { type: 'system', id: 'server' } })
})

test('facts that JSON cannot say become something it can', async () => {
  const team = aTeam()
  const deep: Record<string, unknown> = {}
  deep.self = deep
  const details = {
    at: new Date(0),
    big: 10n,
    none: undefined,
    not: Number.NaN,
    set: new Set([1]),
    bytes: new Uint8Array(3),
    deep,
    long: 'a'.repeat(9_000),
  }
  await trail.db.asTeam(team, (tx) => trail.audit.write(tx, systemActor('test'), { action: 'team.updated', details }))
  const { entry } = await newest(team)
  expect(entry.details).toMatchObject({ at: '1970-01-01T00:00:00.000Z', big: '10', not: null, set: [1], bytes: '3 bytes' })
  expect(Object.keys(entry.details)).not.toContain('none')
  expect(entry.details.long).toHaveLength(2_001)
})
