import type { CheckpointKeys, RootKeyProvider } from '@skykeep/keyring'
import type { FastifyBaseLogger } from 'fastify'
import type { Audit } from '../../audit/audit.ts'
import { systemActor } from '../../audit/fact.ts'
import type { Database } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import { rootKeysStore } from './root-keys.store.ts'

interface Needs {
  db: Database
  audit: Pick<Audit, 'write'>
  clock: Clock
  rootKey: Pick<RootKeyProvider, 'keyId'>
  checkpointKeys: Pick<CheckpointKeys, 'advance'>
  log: Pick<FastifyBaseLogger, 'error'>
}

const HOUR_MS = 3_600_000

/**
 * What becomes of keys by itself, besides those that sign tokens (`features/oauth/upkeep.ts`): once an hour, and at once. Whatever fails is done by the
 * next round.
 */
export function keyUpkeep({ db, audit, clock, rootKey, checkpointKeys, log }: Needs) {
  let running = Promise.resolve()

  async function run(): Promise<void> {
    await checkpointKeys.advance()
    await noteRootKey()
  }

  /** The first one of an installation, and a version that was made in a key service: nobody else tells us when it came into use. */
  async function noteRootKey(): Promise<void> {
    const id = await rootKey.keyId()
    await db.withoutTeam((tx) => rootKeysStore(tx).beginUse(id, clock.now(), audit, systemActor('keys')))
  }

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
