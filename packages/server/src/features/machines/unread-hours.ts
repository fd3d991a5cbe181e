import type { TeamTx } from '../../db/tenancy.ts'
import { POWER_KNOWN_MS } from '../../lib/power-known.ts'
import { powerHistoryStore } from './power-history.store.ts'

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
