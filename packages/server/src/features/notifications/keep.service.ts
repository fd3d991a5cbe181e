import { timingSafeEqual } from 'node:crypto'
import { Problem } from '@skykeep/contract'
import type { Audit } from '../../audit/audit.ts'
import type { AuditActor } from '../../audit/fact.ts'
import type { Database, TeamTx } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { ScheduleService } from '../schedules/schedules.service.ts'
import { hashOfToken, placeOfToken } from './keep-link.ts'
import { type KeepLinkRow, type KeptMachine, keepLinksStore } from './keep-links.store.ts'

interface Needs {
  db: Database
  audit: Pick<Audit, 'write'>
  clock: Clock
  overrides: Pick<ScheduleService['overrides'], 'keepOn'>
}

/** What a link is good for at this moment. `unknown` is also one whose machines or team are gone. */
export type KeepState =
  | { state: 'open'; machines: KeptMachine[]; stops_at: Date; time_zone: string | null; hours: readonly number[] }
  | { state: 'used' | 'over' | 'unknown' }

export type KeepOutcome =
  | { state: 'kept'; machines: KeptMachine[]; until: Date; time_zone: string | null }
  | { state: 'used' | 'over' | 'unknown' }

export type KeepService = ReturnType<typeof keepService>

/** How much longer a stop can be put off by a link. */
const HOURS = [1, 2, 3, 4, 6, 8, 12]
const HOUR_MS = 3_600_000

/**
 * Links in messages before a stop. Who has one needs no session: it keeps on machines of that one message, once, for some hours, until they
 * stop, and nothing else. Looking at it changes nothing: what reads mails for danger looks at links, too.
 */
export function keepService({ db, audit, clock, overrides }: Needs) {
  return {
    async look(token: string): Promise<KeepState> {
      const place = placeOfToken(token)
      if (place === null) return { state: 'unknown' }
      return db.asTeam(place.teamId, async (tx) => stateOf(await found(tx, place.linkId, token)), { readOnly: true })
    },

    /** Uses the link up, and all others of its message. @throws Problem VALIDATION_FAILED, SCHEDULE_LIMIT_REACHED */
    async keep(
      token: string,
      asked: { machine_ids: string[]; hours: number },
      from: Pick<AuditActor, 'address' | 'trace_id'>,
    ): Promise<KeepOutcome> {
      const place = placeOfToken(token)
      if (place === null) return { state: 'unknown' }
      return db.asTeam(place.teamId, async (tx) => {
        const link = await found(tx, place.linkId, token)
        if (link === undefined) return { state: 'unknown' }
        // Of two who come at once the second waits here, and then reads that it is used.
        const locked = (await keepLinksStore(tx).lockMessage(link.message_id)).find(({ id }) => id === link.id)
        const state = stateOf(locked)
        const actor: AuditActor = { kind: 'anonymous', id: 'keep link', token_id: link.id, ...from }
        const about = { resource: { type: 'keep_link', id: link.id }, personal: { told_to: link.told_to } }
        if (state.state !== 'open') {
          await audit.write(tx, actor, { ...about, action: 'keep_link.refused', outcome: 'denied', reason: state.state })
          return state
        }
        const machines = state.machines.filter(({ id }) => asked.machine_ids.includes(id))
        if (machines.length === 0) throw new Problem('VALIDATION_FAILED', { detail: 'Choose at least one machine.' })
        if (!state.hours.includes(asked.hours)) throw new Problem('VALIDATION_FAILED', { detail: 'Choose one of the hours.' })
        const now = clock.now()
        const until = new Date(link.stops_at.getTime() + asked.hours * HOUR_MS)
        await keepLinksStore(tx).burn(link.message_id, now)
        const ids = machines.map(({ id }) => id)
        const made = await overrides.keepOn(tx, { id: link.id, actor }, ids, until)
        const details = { machine_ids: ids, until: made.until, override_id: made.id }
        await audit.write(tx, actor, { ...about, action: 'keep_link.used', details })
        return { state: 'kept', machines, until, time_zone: link.time_zone }
      })
    },
  }

  function stateOf(link: KeepLinkRow | undefined): KeepState {
    if (link === undefined) return { state: 'unknown' }
    if (link.used_at !== null) return { state: 'used' }
    const now = clock.now()
    const { machines, stops_at, time_zone } = link
    return link.expires_at <= now ? { state: 'over' } : { state: 'open', machines, stops_at, time_zone, hours: HOURS }
  }
}

async function found(tx: TeamTx, id: string, token: string): Promise<KeepLinkRow | undefined> {
  const link = await keepLinksStore(tx).find(id)
  return link !== undefined && timingSafeEqual(link.token_hash, hashOfToken(token)) ? link : undefined
}
