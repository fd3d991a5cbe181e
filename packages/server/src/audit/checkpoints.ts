import { encodeVerifierKey } from '@skykeep/proof'
import type { Pool, PoolClient } from 'pg'
import type { Log } from '../db/log.ts'
import type { Clock } from '../lib/new-id.ts'
import type { CheckpointMemory } from './checkpoint-memory.ts'
import type { AuditSeal } from './seal.ts'
import { type CheckpointSigners, keysOf, type SignedCheckpoint, signCheckpoint } from './sign-checkpoint.ts'

export type { CheckpointSigners, SignedCheckpoint }

interface Needs {
  /** As the role skykeep_audit. */
  pool: Pool
  signers: CheckpointSigners
  seal: AuditSeal
  memory: CheckpointMemory
  clock: Clock
  log: Log
  /** Gives what waits its place first, so that a checkpoint asked for covers what was done before. */
  settle: () => Promise<void>
}

/** Signs what the tree is, and never a tree that has not grown out of the one it signed before. */
export class Checkpoints {
  readonly #needs: Needs
  #refused: Error | null = null
  #confirmedAt: Date | null = null
  #timer: NodeJS.Timeout | null = null
  #running: Promise<SignedCheckpoint> | null = null
  #next: Promise<SignedCheckpoint> | null = null

  constructor(needs: Needs) {
    this.#needs = needs
  }

  /** Why the last checkpoint was not signed. */
  get refused(): Error | null {
    return this.#refused
  }

  /** Signs now and then every so many seconds. */
  start(everySeconds: number): void {
    const round = async () => {
      // Told by the log line and the metric; the next round tries again.
      await this.current().catch(() => undefined)
      if (this.#timer) this.#timer = setTimeout(round, everySeconds * 1_000).unref()
    }
    this.#timer = setTimeout(round, 0).unref()
  }

  async stop(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    await Promise.allSettled([this.#running, this.#next])
  }

  /** A checkpoint over everything that was written before the call. Calls that come while one is made share the one after it. */
  current(): Promise<SignedCheckpoint> {
    if (!this.#running) return this.#begin()
    this.#next ??= this.#running.then(
      () => this.#begin(),
      () => this.#begin(),
    )
    return this.#next
  }

  /** How long ago the tree was last signed, by any process; null when it never was. */
  async ageSeconds(): Promise<number | null> {
    const { pool, clock } = this.#needs
    const newest = await pool
      .query<{ at: Date | null }>('select max(confirmed_at) as at from audit.checkpoints')
      .catch(() => null) // without the database the last answer grows old, and the alert with it
    this.#confirmedAt = newest?.rows[0]?.at ?? this.#confirmedAt
    return this.#confirmedAt && Math.max(0, clock.now().getTime() - this.#confirmedAt.getTime()) / 1_000
  }

  /** The keys of the log as verifier keys (C2SP), the one that signs first; without those that were withdrawn. */
  async keys(): Promise<string[]> {
    return (await keysOf(this.#needs.signers)).map(encodeVerifierKey)
  }

  #begin(): Promise<SignedCheckpoint> {
    this.#next = null
    this.#running = this.#make().finally(() => {
      this.#running = null
    })
    return this.#running
  }

  async #make(): Promise<SignedCheckpoint> {
    const { settle, memory, signers, seal, clock, log } = this.#needs
    try {
      await settle()
      const needs = { signers, seal, remembered: await memory.load(), now: () => clock.now() }
      const signed = await this.#inTransaction((client) => signCheckpoint(client, needs))
      await memory.save(signed.note)
      this.#confirmedAt = signed.at
      this.#refused = null
      return signed
    } catch (error) {
      this.#refused = error as Error
      log.error({ err: error }, 'no checkpoint was signed')
      throw error
    }
  }

  async #inTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#needs.pool.connect()
    try {
      await client.query('begin read write')
      const result = await work(client)
      const { command } = await client.query('commit')
      if (command !== 'COMMIT') throw new Error('The transaction of a checkpoint was rolled back.')
      client.release()
      return result
    } catch (error) {
      client.release(true)
      throw error
    }
  }
}
