import { Problem } from '@skykeep/contract'
import { z } from 'zod'
import type { EventsAfter } from './telemetry.store.ts'

const After = z.tuple([z.guid(), z.int().nonnegative(), z.guid()])

/** A cursor is opaque to callers; it holds only the key of the last row they already have, so a forged one reaches nothing new. */
export const cursorOf = ({ aircraft_id, ts, event_id }: EventsAfter): string =>
  Buffer.from(JSON.stringify([aircraft_id, ts, event_id])).toString('base64url')

/** @throws Problem VALIDATION_FAILED */
export function readCursor(cursor: string): EventsAfter {
  try {
    const [aircraft_id, ts, event_id] = After.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
    return { aircraft_id, ts, event_id }
  } catch (cause) {
    throw new Problem('VALIDATION_FAILED', {
      errors: [{ pointer: '#/query/cursor', detail: 'is not a cursor of this list' }],
      cause,
    })
  }
}
