/** A stream of numbers in [0, 1) that depends on nothing but the words it is made from: the same words, the same stream. */
export function randomFrom(...words: readonly (string | number)[]): () => number {
  let state = hash(words.join('|'))
  return () => {
    // A Weyl sequence through the 32-bit finaliser of MurmurHash3: enough for flights, never for secrets.
    state = (state + 0x9e3779b9) >>> 0
    return finalise(state) / 2 ** 32
  }
}

export function pick<T>(random: () => number, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193)
  return finalise(value >>> 0)
}

function finalise(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
