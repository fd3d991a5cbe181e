import { useQuery } from '@tanstack/vue-query'
import { computed, onBeforeUnmount, ref, shallowRef, watch } from 'vue'
import { api, ask, type Schemas } from '../api/client.ts'
import { useEventStream } from '../parts/use-event-stream.ts'
import { teamKey } from '../session/session.ts'
import { type Flying, flyingOf, heardOf } from './flying.ts'

const PAGE = 1_000
const CLOCK_MS = 1_000

/** The latest position of every aircraft, from all pages. */
async function readPositions(signal: AbortSignal): Promise<Flying[]> {
  const found: Flying[] = []
  for (let cursor: string | null = null; ; ) {
    const page: { items: Parameters<typeof flyingOf>[0][]; next_cursor: string | null } = await ask(() =>
      api.GET('/telemetry/positions', { params: { query: { limit: PAGE, ...(cursor !== null && { cursor }) } }, signal }),
    )
    found.push(...page.items.map((position) => flyingOf(position)))
    cursor = page.next_cursor
    if (cursor === null) return found
  }
}

/**
 * The aircraft of the team where they are now: read once, then moved by the stream of events. While the stream is lost they are read anew every
 * few seconds, and `live` is false. `now` ticks, so that ages grow where nothing is heard.
 */
export function useFleet() {
  const query = useQuery({ queryKey: computed(() => teamKey('positions')), queryFn: ({ signal }) => readPositions(signal) })
  const fleet = shallowRef<ReadonlyMap<string, Flying>>(new Map())
  watch(
    query.data,
    (read) => {
      const known = fleet.value
      fleet.value = new Map(
        read?.map((one) => {
          const heard = known.get(one.aircraft_id)
          return [one.aircraft_id, heard !== undefined && heard.at > one.at ? heard : { ...one, squawk: heard?.squawk ?? null }]
        }),
      )
    },
    { immediate: true },
  )
  const { live } = useEventStream('/telemetry/stream', 'telemetry', (messages) => {
    if (messages.length === 0) {
      void query.refetch()
      return
    }
    const next = new Map(fleet.value)
    let isStranger = false
    for (const message of messages) {
      const event = JSON.parse(message) as Schemas['StoredEvent']
      const heard = heardOf(event, next.get(event.aircraft_id))
      if (heard === null) continue
      isStranger ||= !next.has(event.aircraft_id)
      next.set(event.aircraft_id, heard)
    }
    fleet.value = next
    // Events do not tell registrations: one that is heard for the first time is read.
    if (isStranger) void query.refetch()
  })
  const now = ref(Date.now())
  const clock = setInterval(() => {
    now.value = Date.now()
  }, CLOCK_MS)
  onBeforeUnmount(() => clearInterval(clock))
  return { query, fleet, live, now }
}
