import type { Pool } from 'pg'

const BLOCK = 1_024

/** Numbers for batches, unique in the installation: a block is drawn from the database at a time, so a batch costs no round trip. */
export class BatchIds {
  readonly #pool: Pool
  #next = 0
  #end = 0
  #drawing: Promise<void> | null = null

  constructor(pool: Pool) {
    this.#pool = pool
  }

  async next(): Promise<number> {
    while (this.#next >= this.#end) {
      this.#drawing ??= this.#draw().finally(() => {
        this.#drawing = null
      })
      await this.#drawing
    }
    return this.#next++
  }

  async #draw(): Promise<void> {
    const client = await this.#pool.connect()
    try {
      const [, { rows }] = await Promise.all([
        client.query('begin read write'),
        client.query<{ block: number }>(`select nextval('telemetry.batch_blocks') as block`),
        client.query('commit'),
      ])
      this.#next = rows[0]!.block * BLOCK
      this.#end = this.#next + BLOCK
      client.release()
    } catch (error) {
      client.release(true)
      throw error
    }
  }
}
