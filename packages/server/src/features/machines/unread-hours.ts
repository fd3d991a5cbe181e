import type { TeamTx } from '../../db/tenancy.ts'
import { powerHistoryStore } from './power-history.store.ts'

/**
 * How long a reading of the power of a machine tells what it is. Lists are read every five minutes: who has not been read for an hour cannot be
 * reached, and may be in any state. What it cost then is not known, and nothing is saved by it.
 */
export const POWER_KNOWN_MS = 3_600_000

/**
 * Notes in the history that nobody knew, from an hour after the last reading until the one of `at`. To be called before a new reading is kept.
 */
export async function noteUnread(
  tx: TeamTx,
  machines: readonly { id: string; power: string; power_read_at: Date }[],
  at: Date,
): Promise<void> {
  const unread = machines.flatMap(({ id, power, power_read_at }) => {
    const since = new Date(power_read_at.getTime() + POWER_KNOWN_MS)
    return power !== 'unknown' && since < at ? [{ id, since }] : []
  })
  await powerHistoryStore(tx).unread(unread, at)
}
