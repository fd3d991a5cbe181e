type Due = { atMs: number; order: number; run: (atMs: number) => void }

/**
 * What is to happen, by when: a binary heap that is run up to the present whenever somebody looks. Ten thousand machines
 * need no timers, and what happens is the same however often one looks.
 */
export class EventQueue {
  readonly #heap: Due[] = []
  #made = 0

  get length(): number {
    return this.#heap.length
  }

  at(atMs: number, run: (atMs: number) => void): void {
    const heap = this.#heap
    heap.push({ atMs, order: this.#made++, run })
    for (let child = heap.length - 1; child > 0; ) {
      const parent = (child - 1) >> 1
      if (!isBefore(heap[child]!, heap[parent]!)) break
      swap(heap, child, parent)
      child = parent
    }
  }

  /** Runs what is due, in the order of time; what that adds is run too when it is due. */
  runUpTo(nowMs: number): void {
    for (let first = this.#heap[0]; first && first.atMs <= nowMs; first = this.#heap[0]) {
      this.#removeFirst()
      first.run(first.atMs)
    }
  }

  #removeFirst(): void {
    const heap = this.#heap
    const last = heap.pop()!
    if (heap.length === 0) return
    heap[0] = last
    for (let parent = 0; ; ) {
      const left = 2 * parent + 1
      if (left >= heap.length) break
      const right = left + 1
      const child = right < heap.length && isBefore(heap[right]!, heap[left]!) ? right : left
      if (!isBefore(heap[child]!, heap[parent]!)) break
      swap(heap, child, parent)
      parent = child
    }
  }
}

const isBefore = (one: Due, other: Due): boolean => one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order)

function swap(heap: Due[], one: number, other: number): void {
  ;[heap[one], heap[other]] = [heap[other]!, heap[one]!]
}
