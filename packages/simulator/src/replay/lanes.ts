/** One queue for each key, sent in order and never twice at a time; many keys side by side. */
export type Lanes<Item> = {
  /** Resolves when there is room again: whoever adds waits for it, and memory stays bounded. */
  add(key: string, item: Item): Promise<void>
  /** Sends what is left and resolves when nothing is under way. */
  drain(): Promise<void>
  /** Forgets what is not sent yet. */
  clear(): void
}

export type LanesOptions<Item> = {
  concurrency: number
  batchMax: number
  /** A lane is sent as soon as it holds this many: 1 to send at once, `batchMax` to fill batches. */
  batchMin: number
  bufferedMax: number
  /** Must not reject: what went wrong with a batch is the sender's business. */
  send(key: string, items: Item[]): Promise<void>
}

type Lane<Item> = { key: string; items: Item[]; busy: boolean; ready: boolean }

export function lanes<Item>(options: LanesOptions<Item>): Lanes<Item> {
  const all = new Map<string, Lane<Item>>()
  const ready: Lane<Item>[] = []
  const waiting = new Set<{ until: () => boolean; settle: () => void }>()
  let [running, buffered, draining] = [0, 0, false]
  let failure: unknown

  const full = () => buffered >= options.bufferedMax

  function markReady(lane: Lane<Item>): void {
    if (lane.busy || lane.ready || lane.items.length < options.batchMin) return
    lane.ready = true
    ready.push(lane)
  }

  function next(): Lane<Item> | undefined {
    for (let lane = ready.shift(); lane; lane = ready.shift()) {
      lane.ready = false
      if (!lane.busy && lane.items.length > 0) return lane
    }
    return full() || draining ? fullest() : undefined
  }

  function fullest(): Lane<Item> | undefined {
    let best: Lane<Item> | undefined
    for (const lane of all.values()) {
      if (!lane.busy && lane.items.length > (best?.items.length ?? 0)) best = lane
    }
    return best
  }

  function pump(): void {
    while (running < options.concurrency) {
      const lane = next()
      if (!lane) break
      void run(lane)
    }
    for (const waiter of waiting) {
      if (failure === undefined && !waiter.until()) continue
      waiting.delete(waiter)
      waiter.settle()
    }
  }

  async function run(lane: Lane<Item>): Promise<void> {
    const items = lane.items.splice(0, options.batchMax)
    lane.busy = true
    running += 1
    buffered -= items.length
    try {
      await options.send(lane.key, items)
    } catch (error) {
      // Handed to whoever adds or drains next, so that it cannot get lost.
      failure ??= error
    }
    running -= 1
    lane.busy = false
    if (lane.items.length === 0) all.delete(lane.key)
    markReady(lane)
    pump()
  }

  async function wait(until: () => boolean): Promise<void> {
    if (failure === undefined && !until()) await new Promise<void>((settle) => waiting.add({ until, settle }))
    if (failure !== undefined) throw failure
  }

  return {
    async add(key, item) {
      let lane = all.get(key)
      if (!lane) {
        lane = { key, items: [], busy: false, ready: false }
        all.set(key, lane)
      }
      lane.items.push(item)
      buffered += 1
      markReady(lane)
      pump()
      await wait(() => !full())
    },
    async drain() {
      draining = true
      pump()
      await wait(() => running === 0 && buffered === 0)
    },
    clear() {
      for (const lane of all.values()) lane.items.length = 0
      buffered = 0
      pump()
    },
  }
}
