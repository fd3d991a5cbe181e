import { randomUUID } from 'node:crypto'
import { Api } from './server.ts'

/** What must be right before anything is fast: 40 equal posts at once, other orders of members, other content, the same in a batch. */
export async function checkCorrectness({ url }: { url: string }, sender: { aircraft_id: string; token: string }): Promise<void> {
  const api = new Api(url, sender.token)
  const event = {
    aircraft_id: sender.aircraft_id,
    event_id: randomUUID(),
    ts: new Date().toISOString(),
    metrics: { speed: 450.5, gps: { lat: 48.8566, lon: 2.3522 } },
  }
  const send = async (body: unknown) => (await api.call('POST', '/telemetry/ingest', body)).status
  const statuses = await Promise.all(Array.from({ length: 40 }, () => send(event)))
  demand(statuses.filter((status) => status === 201).length === 1, `one 201 of 40 equal posts, not ${statuses}`)
  demand(statuses.filter((status) => status === 200).length === 39, `39 × 200 of 40 equal posts, not ${statuses}`)
  const turned = {
    metrics: { gps: { lon: 2.3522, lat: 48.8566 }, speed: 450.5 },
    ts: event.ts,
    event_id: event.event_id,
    aircraft_id: event.aircraft_id,
  }
  demand((await send(turned)) === 200, 'members in another order are the same event')
  demand((await send({ ...event, metrics: { speed: 1 } })) === 409, 'other content is a conflict')
  const batch = await api.call<{ results: { status: number }[] }>('POST', '/telemetry/batches', [
    event,
    event,
    { ...event, event_id: randomUUID() },
  ])
  const found = batch.body.results.map(({ status }) => status).join()
  demand(found === '200,200,201', `a batch answers each for itself, not ${found}`)
}

function demand(condition: boolean, what: string): void {
  if (!condition) throw new Error(`correctness gate: ${what}`)
}
