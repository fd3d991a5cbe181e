import { setTimeout as delay } from 'node:timers/promises'
import { type Held, hold } from './hold.ts'
import type { Wanted } from './own-server.ts'

/** Takes hold of a server again whenever the one held has ended, until it is told to stop. */
export function keepAlive(wanted: Wanted, first: Held, replace: (held: Held) => void): { stop(): Promise<void> } {
  const { log } = wanted
  let held = first
  let isStopping = false
  const keeping = (async () => {
    for (;;) {
      await held.ended
      if (isStopping) return
      log.error({ pid: held.pid }, 'the database server has ended: starting it again')
      held.ownership?.release()
      held = await again()
      if (isStopping) return held.stop()
      replace(held)
    }
  })()
  async function again(): Promise<Held> {
    for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, 5_000)) {
      try {
        return await hold(wanted)
      } catch (error) {
        log.error({ err: error }, 'the database server could not be started again')
        if (isStopping) return held
        await delay(pauseMs)
      }
    }
  }
  return {
    async stop() {
      isStopping = true
      await held.stop()
      await keeping
    },
  }
}
