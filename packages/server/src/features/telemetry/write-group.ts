import type { Socket } from 'node:net'
import { BATCH_COMMITTED, merkleRoot } from '@skykeep/proof'
import type { Pool, PoolClient, QueryArrayResult } from 'pg'
import { sha256 } from '../../audit/draft.ts'
import type { AuditFact } from '../../audit/fact.ts'
import { isUnavailable } from '../../db/errors.ts'
import type { BatchIds } from './batch-ids.ts'
import { boolArray, float8Array, hashArray, int2Array, int4Array, textArray, timestampArray, uuidArray } from './binary-arrays.ts'
import type { Days } from './days.ts'
import type { Outcome, WriteGroup } from './group-commit.ts'
import type { Micros } from './instants.ts'
import type { LastPlaces } from './jumps.ts'
import type { PreparedEvent } from './prepare-event.ts'
import { recordLeaf, type StoredRow } from './record.ts'

/** What one committed batch of one team says to the audit trail. */
export interface CommittedBatch {
  team_id: string
  batch_id: number
  count: number
  /** Root (hex) of the tree over the batch's records. */
  root: string
  /** Aircraft that jumped farther than Mach 3 allows, with how many events. */
  implausible: ReadonlyMap<string, number>
}

/** The audit entries of a batch: one that commits to all its events, and one for each aircraft that jumped. */
export function batchFacts({ batch_id, count, root, implausible }: CommittedBatch): AuditFact[] {
  const id = String(batch_id)
  const jumps = [...implausible].map(
    ([aircraft, events]): AuditFact => ({
      action: 'telemetry.position_implausible',
      resource: { type: 'aircraft', id: aircraft },
      details: { batch_id: id, events },
    }),
  )
  return [
    { action: BATCH_COMMITTED, resource: { type: 'telemetry_batch', id }, details: { batch_id: id, count, root } },
    ...jumps,
  ]
}

interface Needs {
  /** Connections in pipeline mode, as the role skykeep_telemetry. */
  pool: Pool
  ids: BatchIds
  days: Days
  places: LastPlaces
  readPlaces: (client: PoolClient, teamId: string, aircraftIds: readonly string[]) => Promise<void>
  /**
   * Puts the audit entries of a batch into its transaction (sent, not awaited, so that they share its round trip). Null only where the
   * benchmark measures what that costs.
   */
  auditBatch: ((client: PoolClient, batch: CommittedBatch, at: Date) => Promise<unknown>[]) | null
  now: () => Date
  onCommitted?: (teamIds: readonly string[]) => void
}

/**
 * Stores a group of events, of any number of teams, in one transaction: keys first (they decide what is new), then the new events, the
 * batch and its audit entry. Two round trips and one wait for the disk, whatever the size. Each team's part runs under that team's
 * row-level security. On a lost connection the group is tried once more (it is idempotent); data that PostgreSQL refuses splits it,
 * so that one poisoned event cannot fail the others.
 */
export function groupWriter(needs: Needs): WriteGroup {
  return async function write(events): Promise<Outcome[]> {
    try {
      return await writeOnce(needs, events).catch((error) => {
        if (!isUnavailable(error)) throw error
        return writeOnce(needs, events)
      })
    } catch (error) {
      if (!isRefusedData(error) || events.length === 1) throw error
      const half = events.length >> 1
      return [...(await write(events.slice(0, half))), ...(await write(events.slice(half)))]
    }
  }
}

// Classes 22 (data exception) and 23 (integrity constraint): the data is refused, not the connection.
const isRefusedData = (error: unknown): boolean => /^2[23]/.test(String((error as { code?: unknown }).code ?? ''))

interface TeamPart {
  team_id: string
  /** The first event of each key, in key order: two groups under way then lock keys in the same order and cannot deadlock. */
  firsts: PreparedEvent[]
  flagged: ReadonlySet<PreparedEvent>
}

async function writeOnce(needs: Needs, events: readonly PreparedEvent[]): Promise<Outcome[]> {
  await needs.days.ensure(events.map(({ ts }) => ts))
  const client = await needs.pool.connect()
  try {
    const parts = await splitByTeam(needs, client, events)
    const stored = new Map<string, Buffer | null>()
    await send(client, () => [client.query('begin read write'), ...parts.flatMap((part) => insertKeys(client, part, stored))])
    const received = needs.now()
    const batches = await Promise.all(parts.map((part) => batchOf(needs, part, stored, received)))
    const replies = await send(client, () => [
      ...batches.flatMap((batch) => insertBatch(needs, client, batch, received, batches.length === 1)),
      client.query('commit'),
    ])
    // A commit of a failed transaction answers ROLLBACK without an error.
    if (replies.at(-1)?.command !== 'COMMIT') throw new Error('the transaction of a group of events was rolled back')
    client.release()
    for (const batch of batches) needs.places.remember(batch.created)
    needs.onCommitted?.(batches.filter(({ created }) => created.length > 0).map(({ team_id }) => team_id))
    return outcomesOf(events, parts, stored)
  } catch (error) {
    client.release(true)
    throw error
  }
}

type Reply = { command: string }

/**
 * Puts statements on the wire in one write (each would else be a system call of its own) and waits for all their answers, then fails
 * with the first fault: none may be left behind unheard.
 */
async function send(client: PoolClient, statements: () => Promise<unknown>[]): Promise<Reply[]> {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
  stream.cork()
  const sent = statements()
  stream.uncork()
  const settled = await Promise.allSettled(sent)
  const failed = settled.filter((one) => one.status === 'rejected').map((one) => one.reason)
  // What follows a failed statement fails too (25P02) and says nothing; the promises need not settle in the order of the wire.
  if (failed.length > 0) throw failed.find(({ code }) => code !== '25P02') ?? failed[0]
  return settled.map((one) => (one as PromiseFulfilledResult<Reply>).value)
}

const keyOf = ({ aircraft_id, event_id }: PreparedEvent): string => aircraft_id + event_id
const keyOfTeam = (event: PreparedEvent): string => event.team_id + keyOf(event)

async function splitByTeam(needs: Needs, client: PoolClient, events: readonly PreparedEvent[]): Promise<TeamPart[]> {
  const byTeam = Map.groupBy(events, ({ team_id }) => team_id)
  const parts: TeamPart[] = []
  for (const [team_id, own] of [...byTeam].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const unknown = new Set(
      own.filter(({ aircraft_id }) => !needs.places.isKnown(aircraft_id)).map(({ aircraft_id }) => aircraft_id),
    )
    if (unknown.size > 0) await needs.readPlaces(client, team_id, [...unknown])
    const firsts = new Map<string, PreparedEvent>()
    for (const event of own) if (!firsts.has(keyOf(event))) firsts.set(keyOf(event), event)
    const sorted = [...firsts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, event]) => event)
    parts.push({ team_id, firsts: sorted, flagged: needs.places.flag(own) })
  }
  return parts
}

export const SET_TEAM = { name: 'set-team', text: `select set_config('skykeep.team', $1, true)` }

const INSERT_KEYS = {
  name: 'telemetry-keys',
  // All new is the usual case: then nothing but a null comes back.
  text: `with fresh as (
      insert into telemetry.event_keys (team_id, aircraft_id, event_id, ts, fingerprint)
      select $1::uuid, a, e, t, f from unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::bytea[]) as x (a, e, t, f)
      on conflict (team_id, aircraft_id, event_id) do nothing returning aircraft_id, event_id)
    select case when count(*) = $6::int then null else coalesce(array_agg(aircraft_id::text || event_id::text), '{}') end as fresh from fresh`,
}

const READ_KEYS = {
  name: 'telemetry-known-keys',
  text: `select k.aircraft_id::text || k.event_id::text as key, k.fingerprint
      from unnest($2::uuid[], $3::uuid[]) as x (a, e)
      join telemetry.event_keys k on k.team_id = $1::uuid and k.aircraft_id = x.a and k.event_id = x.e`,
}

/** Fills `stored` for every key that was there before with its fingerprint; a key that is new gets null. */
function insertKeys(client: PoolClient, { team_id, firsts }: TeamPart, stored: Map<string, Buffer | null>): Promise<unknown>[] {
  const aircraft = uuidArray(firsts.map(({ aircraft_id }) => aircraft_id))
  const ids = uuidArray(firsts.map(({ event_id }) => event_id))
  const times = timestampArray(firsts.map(({ ts }) => ts))
  const prints = hashArray(firsts.map(({ fingerprint }) => fingerprint))
  const teamSet = client.query({ ...SET_TEAM, values: [team_id] })
  const inserted = client
    .query<{ fresh: string[] | null }>({ ...INSERT_KEYS, values: [team_id, aircraft, ids, times, prints, firsts.length] })
    .then(async ({ rows }) => {
      const fresh = rows[0]!.fresh && new Set(rows[0]!.fresh)
      for (const event of firsts) if (!fresh || fresh.has(keyOf(event))) stored.set(keyOfTeam(event), null)
      const known = firsts.filter((event) => !stored.has(keyOfTeam(event)))
      if (known.length > 0) await readKnown(client, team_id, known, stored)
    })
  return [teamSet, inserted]
}

/** A statement of its own: the snapshot of the insert may not see a key that another transaction committed meanwhile. */
async function readKnown(
  client: PoolClient,
  team_id: string,
  known: PreparedEvent[],
  stored: Map<string, Buffer | null>,
): Promise<void> {
  const values = [
    team_id,
    uuidArray(known.map(({ aircraft_id }) => aircraft_id)),
    uuidArray(known.map(({ event_id }) => event_id)),
  ]
  const [, { rows }] = (await send(client, () => [
    client.query({ ...SET_TEAM, values: [team_id] }),
    client.query<{ key: string; fingerprint: Buffer }>({ ...READ_KEYS, values }),
  ])) as unknown as [unknown, QueryArrayResult & { rows: { key: string; fingerprint: Buffer }[] }]
  for (const { key, fingerprint } of rows) stored.set(team_id + key, fingerprint)
}

interface Batch {
  team_id: string
  batch_id: number
  created: StoredRow[]
  root: string
  hints: Buffer
  implausible: Map<string, number>
}

async function batchOf(needs: Needs, part: TeamPart, stored: ReadonlyMap<string, Buffer | null>, received: Date): Promise<Batch> {
  const received_at: Micros = received.getTime() * 1_000
  const created = part.firsts
    .filter((event) => stored.get(keyOfTeam(event)) === null)
    .map((event): StoredRow => ({ ...event, received_at, implausible: part.flagged.has(event) }))
  const implausible = new Map<string, number>()
  for (const row of created) if (row.implausible) implausible.set(row.aircraft_id, (implausible.get(row.aircraft_id) ?? 0) + 1)
  return {
    team_id: part.team_id,
    batch_id: created.length > 0 ? await needs.ids.next() : 0,
    created,
    ...rootOf(needs.auditBatch ? created : []),
    implausible,
  }
}

export const HINT_BYTES = 8

function rootOf(rows: readonly StoredRow[]): { root: string; hints: Buffer } {
  const leaves = rows.map(recordLeaf)
  return { root: merkleRoot(leaves, sha256).toHex(), hints: Buffer.concat(leaves.map((leaf) => leaf.subarray(0, HINT_BYTES))) }
}

const INSERT_EVENTS = {
  name: 'telemetry-events',
  text: `with batch as (
      insert into telemetry.batches (team_id, batch_id, received_at, events, first_ts, last_ts, hints)
      values ($1::uuid, $2::bigint, $17::timestamptz, $18::int, to_timestamp($19::float8 / 1e6), to_timestamp($20::float8 / 1e6), $21::bytea))
    insert into telemetry.events (team_id, aircraft_id, ts, event_id, batch_id, ordinal, implausible, on_ground, lat_e4, lon_e4,
      altitude, speed, track, vertical_rate, callsign, extra)
    select $1::uuid, a, t, e, $2::bigint, o, i, g, la, lo, al, sp, tr, vr, cs, x
    from unnest($3::uuid[], $4::timestamptz[], $5::uuid[], $6::int2[], $7::bool[], $8::bool[], $9::int4[], $10::int4[],
      $11::float8[], $12::float8[], $13::float8[], $14::float8[], $15::text[], $16::text[])
      as x (a, t, e, o, i, g, la, lo, al, sp, tr, vr, cs, x)`,
}

function insertBatch(needs: Needs, client: PoolClient, batch: Batch, received: Date, isOnlyTeam: boolean): Promise<unknown>[] {
  const { team_id, batch_id, created: rows, root, hints, implausible } = batch
  if (rows.length === 0) return []
  const times = rows.map(({ ts }) => ts)
  const values = [
    team_id,
    batch_id,
    uuidArray(rows.map((row) => row.aircraft_id)),
    timestampArray(times),
    uuidArray(rows.map((row) => row.event_id)),
    int2Array(rows.map((_, ordinal) => ordinal)),
    boolArray(rows.map((row) => row.implausible)),
    boolArray(rows.map((row) => row.on_ground)),
    int4Array(rows.map((row) => row.lat_e4)),
    int4Array(rows.map((row) => row.lon_e4)),
    float8Array(rows.map((row) => row.altitude)),
    float8Array(rows.map((row) => row.speed)),
    float8Array(rows.map((row) => row.track)),
    float8Array(rows.map((row) => row.vertical_rate)),
    textArray(rows.map((row) => row.callsign)),
    textArray(rows.map((row) => row.extra)),
    received,
    rows.length,
    Math.min(...times),
    Math.max(...times),
    hints,
  ]
  return [
    // Still set from the keys, unless another team's part came in between.
    ...(isOnlyTeam ? [] : [client.query({ ...SET_TEAM, values: [team_id] })]),
    client.query({ ...INSERT_EVENTS, values }),
    ...(needs.auditBatch?.(client, { team_id, batch_id, count: rows.length, root, implausible }, received) ?? []),
  ]
}

/** Later events of a key in the same group are judged against what is stored now: the first of them, or what was there before. */
function outcomesOf(
  events: readonly PreparedEvent[],
  parts: readonly TeamPart[],
  stored: ReadonlyMap<string, Buffer | null>,
): Outcome[] {
  const firsts = new Map(parts.flatMap((part) => part.firsts.map((event) => [keyOfTeam(event), event])))
  return events.map((event) => {
    const before = stored.get(keyOfTeam(event))
    const first = firsts.get(keyOfTeam(event))!
    if (before == null && first === event) return 'created'
    return event.fingerprint.equals(before ?? first.fingerprint) ? 'duplicate' : 'conflict'
  })
}
