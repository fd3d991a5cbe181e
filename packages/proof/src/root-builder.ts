import { defaultHash, emptyRoot, type Hash, nodeHash } from './hash.ts'

export type RootBuilder = {
  readonly size: number
  append(leafHash: Uint8Array): void
  root(): Uint8Array
}

/**
 * The root of a growing tree, in memory for its peaks only (one hash for each bit of the size).
 *
 * @example
 * const tree = rootBuilder()
 * tree.append(leafHash(utf8('one')))
 * tree.root()  // the root of a tree of one leaf is that leaf's hash
 */
export function rootBuilder(hash: Hash = defaultHash): RootBuilder {
  const peaks: Uint8Array[] = []
  let size = 0
  return {
    get size() {
      return size
    },
    append(leafHash) {
      let peak = leafHash
      for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) peak = nodeHash(peaks.pop()!, peak, hash)
      peaks.push(peak)
      size++
    },
    root: () => foldPeaks(peaks, hash),
  }
}

/** One hash over the roots of complete subtrees that stand side by side, the largest first. */
export function foldPeaks(peaks: Uint8Array[], hash: Hash): Uint8Array {
  if (peaks.length === 0) return emptyRoot(hash)
  return peaks.reduceRight((right, left) => nodeHash(left, right, hash))
}
