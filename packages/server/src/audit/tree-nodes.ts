import type { NodeRef, ReadNodes } from '@skykeep/proof'

/** Whatever can run a statement: a pool, a connection, or a transaction through `prepared`. */
export type Ask = <Row extends object>(statement: { name: string; text: string; values: unknown[] }) => Promise<{ rows: Row[] }>

/** Reads nodes of the stored tree in one round trip. A node that is missing comes as null, which the proofs refuse. */
export const nodeReader =
  (ask: Ask): ReadNodes =>
  async (refs) => {
    const values = [refs.map(({ level }) => level), refs.map(({ index }) => index)]
    const { rows } = await ask<{ hash: Buffer }>({ ...READ_NODES, values })
    return rows.map(({ hash }) => hash)
  }

/** Remembers what it read, and what was put in: several proofs of one tree share their upper nodes. */
export function rememberedNodes(readNodes: ReadNodes) {
  const known = new Map<string, Uint8Array>()
  return {
    put(nodes: readonly (NodeRef & { hash: Uint8Array })[]): void {
      for (const node of nodes) known.set(nameOf(node), node.hash)
    },
    read: (async (refs) => {
      const unknown = refs.filter((ref) => !known.has(nameOf(ref)))
      const hashes = unknown.length > 0 ? await readNodes(unknown) : []
      unknown.forEach((ref, at) => {
        const hash = hashes[at]
        if (hash) known.set(nameOf(ref), hash)
      })
      return refs.map((ref) => known.get(nameOf(ref))!)
    }) satisfies ReadNodes,
  }
}

/** Gathers what many proofs ask for in the same moment into one round trip. */
export function gatheredNodes(readNodes: ReadNodes): ReadNodes {
  let waiting: { refs: NodeRef[]; resolve: (hashes: Uint8Array[]) => void; reject: (error: unknown) => void }[] = []
  const fetchAll = async () => {
    const asked = waiting
    waiting = []
    try {
      const { read } = rememberedNodes(readNodes)
      const wanted = new Map(asked.flatMap(({ refs }) => refs.map((ref) => [nameOf(ref), ref])))
      await read([...wanted.values()])
      for (const { refs, resolve } of asked) resolve(await read(refs))
    } catch (error) {
      for (const { reject } of asked) reject(error)
    }
  }
  return (refs) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) queueMicrotask(fetchAll)
      waiting.push({ refs, resolve, reject })
    })
}

const nameOf = ({ level, index }: NodeRef): string => `${level}/${index}`

const READ_NODES = {
  name: 'audit-nodes',
  text: `select n.hash from unnest($1::int2[], $2::int8[]) with ordinality as wanted (level, index, place)
    left join audit.nodes n on n.level = wanted.level and n.index = wanted.index order by wanted.place`,
}
