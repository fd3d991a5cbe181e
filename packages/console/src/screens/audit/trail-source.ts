import type { ConsistencyProof } from '@skykeep/proof'
import { api, ask } from '../../api/client.ts'
import { unreachable } from '../../api/refusal.ts'
import type { TrailSource } from './verify-trail.ts'

/** The trail of the present team, asked of the API. Taking it out of the house asks for a fresh proof of who does it. */
export const trailOfTeam: TrailSource = {
  exported: () => ask(() => api.GET('/audit/export', { parseAs: 'stream' })).then(orUnreachable),
  consistency: (from, to): Promise<ConsistencyProof> =>
    ask(() => api.GET('/audit/proofs/consistency', { params: { query: { from, to } } })),
  keys: async () => (await ask(() => api.GET('/audit/keys'))).items.map(({ key }) => key),
}

export const exportedFile = (): Promise<Blob> => ask(() => api.GET('/audit/export', { parseAs: 'blob' }))

/** An answer that breaks off is told like a server that cannot be reached. */
function orUnreachable(stream: ReadableStream<Uint8Array> | null): ReadableStream<Uint8Array> {
  if (stream === null) throw unreachable(new Error('The answer has no body'))
  const reader = stream.getReader()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw unreachable(cause)
      })
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: (reason) => reader.cancel(reason),
  })
}
