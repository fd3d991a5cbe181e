import type { Permission } from '@skykeep/contract'
import {
  type AuditEntry,
  canonicalize,
  leafHash,
  linesOf,
  parseVerifierKey,
  verifyCheckpoint,
  verifyConsistency,
  verifyExport,
  verifyInclusion,
} from '@skykeep/proof'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemActor } from '../../audit/fact.ts'
import { aTeam, openTrail, type Trail } from '../../audit/testing/trail.ts'
import { newId } from '../../lib/new-id.ts'
import { control } from '../../testing/control.ts'
import { type Asks, expectProblem, testApp, withoutTrace } from '../../testing/http.ts'
import { auditRoutes } from './audit.routes.ts'
import { auditService } from './audit.service.ts'

let trail: Trail
const http = testApp()
beforeAll(async () => {
  trail = await openTrail()
  auditRoutes(http.app, { audit: auditService(trail) })
  await http.app.ready()
})
afterAll(async () => {
  await http.app.close()
  await trail.close()
})

const principal = (team_id: string, ...permissions: Permission[]) =>
  http.as({ kind: 'client', id: newId(), team_id, permissions: new Set(permissions), token_id: newId(), thumbprint: null })
const auditor = (team: string) => principal(team, 'audit:read', 'audit:export')

const bytes = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'))

async function aTrail(count = 5): Promise<{ team: string; ask: Asks; indexes: number[] }> {
  const team = aTeam()
  await trail.writes(team, count)
  const { rows } = await trail.admin.query('select index from audit.entries where team_id = $1 order by index', [team])
  return { team, ask: auditor(team), indexes: rows.map(({ index }) => index) }
}

test('entries come newest first, page by page, each once', async () => {
  const { ask, indexes } = await aTrail(7)
  const seen: number[] = []
  let cursor: string | null = ''
  for (let pages = 0; cursor !== null; pages++) {
    expect(pages).toBeLessThan(4)
    const { status, body } = await ask(`GET /audit/entries?limit=3${cursor ? `&cursor=${cursor}` : ''}`)
    expect(status).toBe(200)
    seen.push(...body.items.map(({ entry }: { entry: AuditEntry }) => entry.index))
    cursor = body.next_cursor
  }
  expect(seen).toEqual(indexes.toReversed())
})

test('entries can be searched by actor, action, family of actions, resource, outcome and time', async () => {
  const team = aTeam()
  const ask = auditor(team)
  const resource = { type: 'aircraft', id: newId() }
  const write = (who: string, action: string, more = {}) =>
    trail.db.asTeam(team, (tx) => trail.audit.write(tx, systemActor(who), { action, ...more }))
  await write('one', 'aircraft.registered', { resource })
  await write('two', 'aircraft.revoked', { resource, outcome: 'failure' })
  trail.clock.shiftMs += 60_000
  const later = trail.clock.now().toISOString()
  await write('two', 'client.created')
  await trail.sequencer.settle()

  const found = async (query: string) => {
    const { body } = await ask(`GET /audit/entries?${query}`)
    return body.items.map(({ entry }: { entry: AuditEntry }) => entry.action)
  }
  expect(await found('actor=two')).toEqual(['client.created', 'aircraft.revoked'])
  expect(await found('action=aircraft.revoked')).toEqual(['aircraft.revoked'])
  expect(await found('action=aircraft.*')).toEqual(['aircraft.revoked', 'aircraft.registered'])
  expect(await found('action=air%25.*')).toEqual([])
  expect(await found(`resource=${resource.id}&outcome=success`)).toEqual(['aircraft.registered'])
  expect(await found(`from=${later}`)).toEqual(['client.created'])
  expect(await found(`to=${later}`)).toEqual(['aircraft.revoked', 'aircraft.registered'])
})

test('an entry comes as it was hashed', async () => {
  const { ask, indexes } = await aTrail()
  const { body } = await ask(`GET /audit/entries/${indexes[2]}`)
  expect(Buffer.from(leafHash(Buffer.from(canonicalize(body.entry)))).toString('hex')).toBe(body.leaf_hash)
  expect(body.entry.index).toBe(indexes[2])
})

control(
  'AUDIT-12',
  'proofs from the API convince a verifier that has the public key only, and a changed entry convinces none',
  async () => {
    const { ask, indexes } = await aTrail(9)
    const { body: before } = await ask('GET /audit/checkpoint')
    await trail.writes(aTeam(), 6)
    const { body: after } = await ask('GET /audit/checkpoint')
    const { body: published } = await ask('GET /audit/keys')
    const keys = published.items.map(({ key }: { key: string }) => parseVerifierKey(key)!)
    expect(after.keys).toEqual(published.items.map(({ key }: { key: string }) => key))
    for (const { note, size, root_hash } of [before, after]) {
      const verdict = await verifyCheckpoint(note, keys)
      expect(verdict).toMatchObject({ ok: true, checkpoint: { size, origin: before.origin } })
      expect(verdict.ok && Buffer.from(verdict.checkpoint.root).toString('base64')).toBe(root_hash)
    }
    for (const index of indexes) {
      for (const { size, root_hash } of [before, after]) {
        const { body: item } = await ask(`GET /audit/entries/${index}`)
        const { body } = await ask(`GET /audit/proofs/inclusion?index=${index}&tree_size=${size}`)
        expect(body.root_hash).toBe(root_hash)
        const claim = { index, size, proof: body.proof.map(bytes), root: bytes(root_hash) }
        const hashOf = (entry: AuditEntry) => leafHash(Buffer.from(canonicalize(entry)))
        expect(verifyInclusion({ ...claim, leaf_hash: hashOf(item.entry) })).toBe(true)
        expect(verifyInclusion({ ...claim, leaf_hash: hashOf({ ...item.entry, action: 'team.deleted' }) })).toBe(false)
      }
    }
    const { body } = await ask(`GET /audit/proofs/consistency?from=${before.size}&to=${after.size}`)
    const claim = { from: before.size, to: after.size, from_root: bytes(before.root_hash), to_root: bytes(after.root_hash) }
    expect(verifyConsistency({ ...claim, proof: body.proof.map(bytes) })).toBe(true)
    expect(verifyConsistency({ ...claim, from_root: claim.to_root, proof: body.proof.map(bytes) })).toBe(false)
  },
)

test('what is asked of a tree that cannot be is refused with the reason', async () => {
  const { ask, indexes } = await aTrail(2)
  const [index] = indexes
  const wrong = async (query: string, pointer: string) => {
    const answer = await ask(`GET /audit/${query}`)
    expectProblem(answer, 'VALIDATION_FAILED')
    expect(answer.body.errors[0].pointer).toBe(`#/query/${pointer}`)
  }
  await wrong(`proofs/inclusion?index=${index}&tree_size=0`, 'tree_size')
  await wrong(`proofs/inclusion?index=${index}&tree_size=${index}`, 'tree_size')
  await wrong('proofs/inclusion', 'index')
  await wrong('proofs/inclusion?index=-1', 'index')
  await wrong('proofs/inclusion?index=1.5', 'index')
  await wrong('proofs/consistency?from=2&to=1', 'from')
  await wrong('entries?cursor=nonsense', 'cursor')
  await wrong('entries?limit=0', 'limit')
  await wrong('entries?from=yesterday', 'from')
  await wrong('entries?actr=me', 'actr')
  expectProblem(await ask(`GET /audit/proofs/inclusion?index=${index}&tree_size=999999`), 'NOT_FOUND')
  expectProblem(await ask('GET /audit/proofs/consistency?from=1&to=999999'), 'NOT_FOUND')
  expectProblem(await ask('GET /audit/entries/99999999999999999999'), 'VALIDATION_FAILED')
})

control(
  'AUDIT-11',
  'L-09 an auditor sees, proves and exports the own team only; another team’s entry looks like none',
  async () => {
    const mine = await aTrail(3)
    const theirs = await aTrail(3)
    const { body: list } = await mine.ask('GET /audit/entries?limit=200')
    expect(list.items.every(({ entry }: { entry: AuditEntry }) => entry.team_id === mine.team)).toBe(true)
    for (const path of ['entries/', 'proofs/inclusion?index='] as const) {
      const foreign = await mine.ask(`GET /audit/${path}${theirs.indexes[1]}`)
      const nobodys = await mine.ask(`GET /audit/${path}88888888`)
      expectProblem(foreign, 'NOT_FOUND')
      expect(withoutTrace(foreign)).toEqual(withoutTrace(nobodys))
    }
    const { raw } = await mine.ask('GET /audit/export')
    expect(raw.toString('utf8')).not.toContain(theirs.team)
  },
)

test('L-09 an export is verified offline with the public key, tells of itself, and shows every change made to it', async () => {
  const { team, ask } = await aTrail(1_100)
  const { status, headers, raw } = await ask('GET /audit/export')
  expect(status).toBe(200)
  expect(headers['content-type']).toBe('application/x-ndjson')
  const keys = (await trail.checkpoints.keys()).map((key) => parseVerifierKey(key)!)
  const verify = (text: string) =>
    verifyExport(
      linesOf(
        (async function* () {
          yield Buffer.from(text)
        })(),
      ),
      { keys },
    )
  const text = raw.toString('utf8')
  const report = await verify(text)
  expect(report).toMatchObject({ ok: true, team_id: team, entries: 1_101 })
  expect(text.trimEnd().split('\n').at(-2)).toContain('"action":"audit.exported"')
  expect((await verify(text.replace('"n":700', '"n":701'))).faults[0]).toMatchObject({ code: 'entry_not_in_tree' })
  expect((await verify(text.slice(0, -40))).ok).toBe(false)
})

control(
  'AUDIT-18',
  'the audit trail is shown to nobody without audit:read, and exported by nobody without audit:export',
  async () => {
    const team = aTeam()
    const paths = [
      'entries',
      'entries/0',
      'checkpoint',
      'keys',
      'proofs/inclusion?index=0',
      'proofs/consistency?from=0',
      'export',
    ]
    for (const path of paths) {
      expectProblem(await http.nobody(`GET /audit/${path}`), 'NOT_AUTHENTICATED')
      const other = path === 'export' ? principal(team, 'audit:read') : principal(team, 'audit:export', 'telemetry:read')
      expectProblem(await other(`GET /audit/${path}`), 'PERMISSION_DENIED')
    }
  },
)
