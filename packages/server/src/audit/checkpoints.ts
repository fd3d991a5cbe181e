import {
  type Checkpoint,
  encodeVerifierKey,
  formatCheckpoint,
  proveConsistency,
  signNote,
  type VerifierKey,
  verifierKey,
  verifyCheckpoint,
  verifyConsistency,
} from '@skykeep/proof'
import type { Pool, PoolClient } from 'pg'
import type { Log } from '../db/log.ts'
import type { Clock } from '../lib/new-id.ts'
import type { CheckpointMemory } from './checkpoint-memory.ts'
import { sha256 } from './draft.ts'
import type { AuditSeal } from './seal.ts'
import { checkHead, READ_HEAD, type StoredHead, TreeBroken, type TreeHead } from './tree-head.ts'
import { nodeReader, rememberedNodes } from './tree-nodes.ts'

/** The checkpoint keys of the key ring. The name of a key is the origin of the log. */
export interface CheckpointSigners {
  active(): Promise<{ name: string; publicKey: Uint8Array; sign(bytes: Uint8Array): Uint8Array | Promise<Uint8Array> }>
  /** Every key that ever signed: old checkpoints stay verifiable. `withdrawn`: somebody else may have signed with it. */
  verifiers(): Promise<readonly { name: string; publicKey: Uint8Array; withdrawn?: boolean }[]>
}

export interface SignedCheckpoint extends TreeHead {
  origin: string
  note: string
  at: Date
}

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

const SIGN_LOCK = 7_594_011

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
    return (await this.#verifierKeys(({ withdrawn }) => !withdrawn)).map(encodeVerifierKey)
  }

  #begin(): Promise<SignedCheckpoint> {
    this.#next = null
    this.#running = this.#make().finally(() => {
      this.#running = null
    })
    return this.#running
  }

  async #make(): Promise<SignedCheckpoint> {
    try {
      await this.#needs.settle()
      const signed = await this.#inTransaction((client) => this.#sign(client))
      await this.#needs.memory.save(signed.note)
      this.#confirmedAt = signed.at
      this.#refused = null
      return signed
    } catch (error) {
      this.#refused = error as Error
      this.#needs.log.error({ err: error }, 'no checkpoint was signed')
      throw error
    }
  }

  async #sign(client: PoolClient): Promise<SignedCheckpoint> {
    const { seal, signers, clock } = this.#needs
    await client.query('select pg_advisory_xact_lock($1)', [SIGN_LOCK])
    const nodes = rememberedNodes(nodeReader((statement) => client.query(statement)))
    const { rows } = await client.query<StoredHead>(READ_HEAD)
    const head = await checkHead(rows[0], null, seal, nodes.read)
    for (const earlier of await this.#earlier(client)) {
      if (earlier.size > head.size)
        throw new TreeBroken(`a tree of ${earlier.size} entries was signed, now there are ${head.size}`)
      const proof = await proveConsistency(earlier.size, head.size, nodes.read, sha256)
      const claim = { from: earlier.size, to: head.size, from_root: earlier.root, to_root: head.root, proof }
      if (!verifyConsistency(claim, sha256))
        throw new TreeBroken(`it has not grown out of the signed tree of ${earlier.size} entries`)
    }
    const { name, publicKey, sign } = await signers.active()
    const text = formatCheckpoint({ origin: name, ...head })
    const note = await signNote(text, { key: verifierKey(name, publicKey), sign })
    const at = clock.now()
    await client.query({ ...WRITE_CHECKPOINT, values: [head.size, head.root, note, at] })
    return { ...head, origin: name, note, at }
  }

  /** What was signed before: as we remember it, and as the database has it. A signature that does not hold stops us as well. */
  async #earlier(client: PoolClient): Promise<Checkpoint[]> {
    const remembered = await this.#needs.memory.load()
    const { rows } = await client.query<{ note: string }>('select note from audit.checkpoints order by size desc limit 1')
    const notes = [remembered, rows[0]?.note].filter((note) => typeof note === 'string')
    if (notes.length === 0) return []
    const keys = await this.#verifierKeys()
    return Promise.all(
      notes.map(async (note) => {
        const verdict = await verifyCheckpoint(note, keys)
        if (!verdict.ok) throw new TreeBroken(`its last checkpoint is not ours (${verdict.reason})`)
        return verdict.checkpoint
      }),
    )
  }

  async #verifierKeys(isWanted: (key: { withdrawn?: boolean }) => boolean = () => true): Promise<VerifierKey[]> {
    const { signers } = this.#needs
    const active = await signers.active()
    const known = (await signers.verifiers()).filter(isWanted)
    const others = known.filter(({ publicKey }) => Buffer.compare(publicKey, active.publicKey) !== 0)
    return [active, ...others].map(({ name, publicKey }) => verifierKey(name, publicKey))
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

const WRITE_CHECKPOINT = {
  name: 'audit-write-checkpoint',
  text: `insert into audit.checkpoints (size, root, note, at, confirmed_at) values ($1, $2, $3, $4, $4)
    on conflict (size) do update set note = excluded.note, confirmed_at = excluded.confirmed_at`,
}
