import type { PipelinePolicy } from '@azure/core-rest-pipeline'
import { CloudFailure } from '../cloud-provider.ts'
import type { Gate, Pacer } from '../pacing.ts'
import { armErrorOf } from './failures.ts'
import { type Caller, type CallGates, gatesOf, remainingArm, remainingCompute } from './gates.ts'
import { jsonOf } from './json-of.ts'
import { retryAfterMs } from './retry-after.ts'

// Longer waits are not sat out by a worker, who has others to see to: it is told when to come back.
const PATIENCE_MS = 30_000
/** For a refusal that does not say how long. */
const REFUSED_MS = 10_000

interface Needs {
  pacer: Pacer
  caller: Caller
  signal: AbortSignal
  now?: () => number
}

/** Waits for a turn at both gates, and learns from each answer how much is left: a refusal shuts the gate for every call of the process. */
export const ownPace = ({ pacer, caller, signal, now = Date.now }: Needs): PipelinePolicy => ({
  name: 'ownPace',
  async sendRequest(request, next) {
    const gates = gatesOf(request.method, request.url, caller)
    await turn(pacer, gates.compute === null ? [gates.arm] : [gates.arm, gates.compute], signal)
    const answer = await next(request)
    const header = (name: string) => answer.headers.get(name)
    const arm = remainingArm(header, gates.kind)
    if (arm !== null) pacer.left(gates.arm, arm)
    const compute = remainingCompute(header)
    if (compute !== null && gates.compute !== null) pacer.left(gates.compute, compute)
    if (answer.status === 429) {
      const after = retryAfterMs(header('retry-after'), now())
      pacer.close(refusing(gates, jsonOf(answer.bodyAsText)), after ?? REFUSED_MS)
    }
    return answer
  },
})

async function turn(pacer: Pacer, gates: readonly Gate[], signal: AbortSignal): Promise<void> {
  const waitMs = pacer.waitMs(gates)
  if (waitMs > PATIENCE_MS) throw notYet(waitMs)
  try {
    await pacer.enter(gates, signal)
  } catch {
    throw notYet(pacer.waitMs(gates))
  }
}

const notYet = (waitMs: number) =>
  new CloudFailure('throttled', 'OWN_PACE', 'Nothing was sent: the cloud asked us to slow down, or too many calls wait', {
    retryAfterMs: Math.ceil(waitMs),
  })

/** Which of the two refused: Compute says so in its details. */
function refusing({ arm, compute }: CallGates, body: unknown): Gate {
  const error = armErrorOf(body)
  const isComputes = error?.code.toLowerCase() === 'operationnotallowed' || (error?.details.length ?? 0) > 0
  return isComputes && compute !== null ? compute : arm
}
