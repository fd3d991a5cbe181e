import type { Pool, PoolClient } from 'pg'
import { isUnavailable } from '../../db/errors.ts'
import type { BatchIds } from './batch-ids.ts'
import type { Days } from './days.ts'
import { type CommittedBatch, type EventBatch, eventBatch } from './event-batch.ts'
import type { Outcome, WriteGroup } from './group-commit.ts'
import { type KnownKeys, outcomesOf, splitByTeam, type TeamPart } from './group-parts.ts'
import type { LastPlaces } from './jumps.ts'
import { SET_TEAM, send } from './pipelined.ts'
import type { PreparedEvent } from './prepare-event.ts'
import { insertEvents, insertKeysAndEvents, isKnownKey } from './write-events.ts'
import { takeKeys } from './write-keys.ts'

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
 * Hopeful: every key is taken for new, and one round trip writes all; a key that is not new fails the whole group, which is then written
 * carefully. Careful: the keys first (they decide what is new), then the events, in a second round trip.
 */
type Way = 'hopeful' | 'careful'

/** So many groups are written carefully after one that held known keys: senders that repeat themselves do so for a while. */
const CAREFUL_GROUPS = 32

/**
 * Stores a group of events, of any number of teams, in one transaction: keys, new events, the batch and its audit entry. One wait for the
 * disk, whatever the size. Each team's part runs under that team's row-level security. On a lost connection the group is tried once more
 * (it is idempotent); data that PostgreSQL refuses splits it, so that one poisoned event cannot fail the others.
 */
export function groupWriter(needs: Needs): WriteGroup {
  let careful = 0

  return async function write(events): Promise<Outcome[]> {
    try {
      return await attempt(events).catch((error) => {
        if (!isUnavailable(error)) throw error
        return attempt(events)
      })
    } catch (error) {
      if (!isRefusedData(error) || events.length === 1) throw error
      const half = events.length >> 1
      return [...(await write(events.slice(0, half))), ...(await write(events.slice(half)))]
    }
  }

  async function attempt(events: readonly PreparedEvent[]): Promise<Outcome[]> {
    if (careful === 0) {
      try {
        return (await writeOnce(needs, events, 'hopeful')).outcomes
      } catch (error) {
        if (!isKnownKey(error)) throw error
      }
    } else careful--
    const { outcomes, hadKnown } = await writeOnce(needs, events, 'careful')
    if (hadKnown) careful = CAREFUL_GROUPS
    return outcomes
  }
}

// Classes 22 (data exception) and 23 (integrity constraint): the data is refused, not the connection.
const isRefusedData = (error: unknown): boolean => /^2[23]/.test(String((error as { code?: unknown }).code ?? ''))

async function writeOnce(needs: Needs, events: readonly PreparedEvent[], way: Way) {
  await needs.days.ensure(events)
  const client = await needs.pool.connect()
  try {
    const parts = splitByTeam(events)
    for (const part of parts) await learnPlaces(needs, client, part)
    const known = way === 'careful' ? await takeAllKeys(client, parts) : parts.map((): KnownKeys => new Map())
    const batches = await batchesOf(needs, parts, known)
    const replies = await send(client, () => [
      ...(way === 'hopeful' ? [client.query('begin read write')] : []),
      ...batches.flatMap((batch) => insertBatch(needs, client, batch, way)),
      client.query('commit'),
    ])
    // A commit of a failed transaction answers ROLLBACK without an error.
    if (replies.at(-1)?.command !== 'COMMIT') throw new Error('the transaction of a group of events was rolled back')
    client.release()
    for (const { rows } of batches) needs.places.remember(rows)
    needs.onCommitted?.(batches.map(({ team_id }) => team_id))
    return { outcomes: outcomesOf(events, parts, known), hadKnown: known.some(({ size }) => size > 0) }
  } catch (error) {
    // A known key leaves nothing behind: every statement was answered, the last one with the end of the transaction.
    client.release(!isKnownKey(error))
    throw error
  }
}

async function learnPlaces({ places, readPlaces }: Needs, client: PoolClient, { team_id, events }: TeamPart): Promise<void> {
  const unknown = new Set<string>()
  for (const { aircraft_id } of events) if (!places.isKnown(aircraft_id)) unknown.add(aircraft_id)
  if (unknown.size > 0) await readPlaces(client, team_id, [...unknown])
}

async function takeAllKeys(client: PoolClient, parts: readonly TeamPart[]): Promise<KnownKeys[]> {
  const [, ...known] = (await send(client, () => [
    client.query('begin read write'),
    ...parts.map((part) => takeKeys(client, part)),
  ])) as unknown[]
  return known as KnownKeys[]
}

/** What is new of each team; nothing for a team that has nothing new. */
async function batchesOf(needs: Needs, parts: readonly TeamPart[], known: readonly KnownKeys[]): Promise<EventBatch[]> {
  const received = needs.now()
  const batches: EventBatch[] = []
  for (const [at, { team_id, events, firsts }] of parts.entries()) {
    const fresh: PreparedEvent[] = []
    for (const [key, event] of firsts) if (!known[at]!.has(key)) fresh.push(event)
    if (fresh.length === 0) continue
    const [flagged, batch_id] = [needs.places.flag(events), await needs.ids.next()]
    batches.push(eventBatch({ team_id, batch_id, fresh, flagged, received, isAudited: needs.auditBatch !== null }))
  }
  return batches
}

function insertBatch({ auditBatch }: Needs, client: PoolClient, batch: EventBatch, way: Way): Promise<unknown>[] {
  return [
    client.query({ ...SET_TEAM, values: [batch.team_id] }),
    way === 'hopeful' ? insertKeysAndEvents(client, batch) : insertEvents(client, batch),
    ...(auditBatch?.(client, batch, batch.received) ?? []),
  ]
}
