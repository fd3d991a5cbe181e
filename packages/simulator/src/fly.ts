import type { Aircraft } from './aircraft/fleet.ts'
import { stateAt } from './aircraft/flight.ts'
import { type AircraftCredential, type Api, aircraftOf, connectTo } from './client.ts'
import { type Clock, systemClock } from './clock.ts'
import { eventOfState } from './event.ts'

export type FlyCredential = AircraftCredential & { aircraft: Aircraft }

export type FlyOptions = {
  url: string
  /** PEM text of the authority to trust. */
  ca?: string
  credentials: FlyCredential[]
  intervalMs?: number
  signal: AbortSignal
  clock?: Clock
  /** How long one event is tried again before the aircraft goes on to the next. */
  retryForMs?: number
  onFailure?: (registration: string, error: unknown) => void
}

export type FlyReport = {
  created: number
  duplicate: number
  /** Refused by the server, or not delivered in time. */
  failed: number
  /** Left out because the event before was still under way. */
  skipped: number
}

/** Flies the aircraft and sends what they measure, one event each interval, until the signal says stop. */
export async function fly(options: FlyOptions): Promise<FlyReport> {
  const { url, ca, credentials, intervalMs = 5_000, clock = systemClock, retryForMs = 60_000 } = options
  // Ends when told to, and also when one aircraft ends by a mistake of ours: no other may fly on unseen.
  const ended = new AbortController()
  const signal = AbortSignal.any([options.signal, ended.signal])
  const api = connectTo({ url, ca, clock, retryForMs, signal })
  const report: FlyReport = { created: 0, duplicate: 0, failed: 0, skipped: 0 }
  const startMs = clock.now()
  try {
    await Promise.all(
      credentials.map((credential, index) => {
        // Spread over the interval, so that the server sees a flow and not a wave.
        const firstMs = startMs + Math.floor((index * intervalMs) / credentials.length)
        return flyOne(api, credential, { intervalMs, clock, firstMs, report, signal, onFailure: options.onFailure })
      }),
    )
  } finally {
    ended.abort()
    api.close()
  }
  return report
}

type Flight = Pick<FlyOptions, 'signal' | 'onFailure'> & { intervalMs: number; clock: Clock; firstMs: number; report: FlyReport }

async function flyOne(api: Api, { aircraft, ...credential }: FlyCredential, flight: Flight): Promise<void> {
  const { clock, signal, intervalMs, report } = flight
  const client = aircraftOf(api, credential)
  let dueMs = flight.firstMs
  while (await isDue(dueMs, clock, signal)) {
    const event = eventOfState(credential.aircraft_id, stateAt(aircraft, clock.now()))
    try {
      const { status } = await client.sendEvent(event)
      report[status === 201 ? 'created' : status === 200 ? 'duplicate' : 'failed'] += 1
    } catch (error) {
      if (signal.aborted) return
      // Whatever it was, the next event may fare better; whoever listens is told.
      report.failed += 1
      flight.onFailure?.(aircraft.registration, error)
    }
    // One event at a time and none made up for: after a pause an aircraft tells where it is, not where it was.
    const missed = Math.max(0, Math.ceil((clock.now() - dueMs) / intervalMs) - 1)
    report.skipped += missed
    dueMs += (missed + 1) * intervalMs
  }
}

async function isDue(dueMs: number, clock: Clock, signal: AbortSignal): Promise<boolean> {
  try {
    const waitMs = dueMs - clock.now()
    if (waitMs > 0) await clock.sleep(waitMs, signal)
  } catch (error) {
    if (!signal.aborted) throw error
  }
  return !signal.aborted
}
