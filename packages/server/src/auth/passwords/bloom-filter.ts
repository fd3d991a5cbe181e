import { hash } from 'node:crypto'

/** What a file of a filter says of itself, in its first line. */
export interface FilterHead {
  format: 'skykeep-bloom-1'
  source: string
  licence: string
  entries: number
  false_positives: number
  bits: number
  hashes: number
}

/**
 * A set that answers "no" surely and "yes" wrongly once in a known number of times, in a small part of the space: 29 bits an entry for
 * one mistake in a million.
 */
export class BloomFilter {
  readonly head: FilterHead
  readonly #bytes: Uint8Array

  private constructor(head: FilterHead, bytes: Uint8Array) {
    this.head = head
    this.#bytes = bytes
  }

  static of(texts: ReadonlySet<string>, about: Pick<FilterHead, 'source' | 'licence' | 'false_positives'>): BloomFilter {
    const entries = texts.size
    const bitsEach = -Math.log2(about.false_positives) / Math.LN2
    const bits = Math.ceil((entries * bitsEach) / 8) * 8
    const hashes = Math.round(bitsEach * Math.LN2)
    const filter = new BloomFilter({ format: 'skykeep-bloom-1', ...about, entries, bits, hashes }, new Uint8Array(bits / 8))
    for (const text of texts) for (const bit of filter.#places(text)) filter.#bytes[bit >> 3]! |= 1 << (bit & 7)
    return filter
  }

  /** @throws Error when the bytes are no filter, or not the whole of it */
  static read(file: Uint8Array): BloomFilter {
    const end = file.indexOf(0x0a)
    const head = JSON.parse(Buffer.from(file.subarray(0, end)).toString('utf8')) as FilterHead
    const bytes = file.subarray(end + 1)
    if (head.format !== 'skykeep-bloom-1' || bytes.length * 8 !== head.bits)
      throw new Error('This is no filter, or not a whole one.')
    return new BloomFilter(head, bytes)
  }

  has(text: string): boolean {
    for (const bit of this.#places(text)) if ((this.#bytes[bit >> 3]! & (1 << (bit & 7))) === 0) return false
    return true
  }

  write(): Uint8Array {
    return Buffer.concat([Buffer.from(`${JSON.stringify(this.head)}\n`), this.#bytes])
  }

  /** Every bit of a text, from two parts of one hash (Kirsch and Mitzenmacher): 48 bits each, so that all sums stay exact. */
  *#places(text: string): Generator<number> {
    const digest = hash('sha256', text, 'buffer')
    const [first, step] = [digest.readUIntBE(0, 6), digest.readUIntBE(6, 6)]
    for (let n = 0; n < this.head.hashes; n++) yield (first + n * step) % this.head.bits
  }
}
