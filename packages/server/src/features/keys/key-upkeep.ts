import type { CheckpointKeys } from '@skykeep/keyring'
import type { FastifyBaseLogger } from 'fastify'

interface Needs {
  checkpointKeys: Pick<CheckpointKeys, 'advance'>
  log: Pick<FastifyBaseLogger, 'error'>
}

const HOUR_MS = 3_600_000

/**
 * What becomes of keys by itself, besides those that sign tokens (`features/oauth/upkeep.ts`): once an hour, and at once. Whatever fails is done by the
 * next round.
 */
export function keyUpkeep({ checkpointKeys, log }: Needs) {
  let running = Promise.resolve()
  const run = () => checkpointKeys.advance()
  const round = () => {
    running = run().catch((error) => log.error({ err: error }, 'upkeep of keys failed'))
  }
  return {
    run,
    /** Returns how to stop. */
    start(): () => Promise<void> {
      round()
      const timer = setInterval(round, HOUR_MS).unref()
      return async () => {
        clearInterval(timer)
        await running
      }
    },
  }
}
