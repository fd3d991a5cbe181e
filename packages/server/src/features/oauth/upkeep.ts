import type { SigningKeys } from '@skykeep/keyring'
import type { FastifyBaseLogger } from 'fastify'
import { revokedTokenStore } from '../../auth/revoked-tokens.store.ts'
import type { Database } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import { artefactStore } from './artefacts.store.ts'
import type { GrantService } from './grants.service.ts'

interface Needs {
  db: Database
  signingKeys: Pick<SigningKeys, 'advance'>
  grants: Pick<GrantService, 'removeOld'>
  clock: Clock
  log: Pick<FastifyBaseLogger, 'error'>
}

export interface Upkeep {
  /** One round now. */
  run(): Promise<void>
  /** A round now and one every hour. */
  start(): void
  stop(): Promise<void>
}

const HOUR_MS = 3_600_000
// A record that says "used before" or "revoked" outlives what it is about by an hour, more than any clock of ours is wrong.
const KEPT_MS = HOUR_MS

/** What the role identity does once an hour: signing keys are announced, take over and retire; what has expired is removed. */
export function oauthUpkeep({ db, signingKeys, grants, clock, log }: Needs): Upkeep {
  let timer: NodeJS.Timeout | undefined
  let running = Promise.resolve()

  async function run(): Promise<void> {
    const before = new Date(clock.now().getTime() - KEPT_MS)
    await signingKeys.advance()
    await db.withoutTeam((tx) => artefactStore(tx).removeExpired(before))
    await db.withoutTeam((tx) => revokedTokenStore(tx).removeExpired(before))
    await grants.removeOld()
  }

  return {
    run,
    start() {
      // Each step can be done again: the next round makes up for a failed one.
      const round = () => {
        running = run().catch((error) => log.error({ err: error }, 'upkeep of keys and tokens failed'))
      }
      // At once, too: a process that is restarted every half hour would else never get to it.
      round()
      timer = setInterval(round, HOUR_MS).unref()
    },
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}
