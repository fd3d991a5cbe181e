import { type AuditEntry, type ExportLine, exportLine, type Personal, proveInclusion, type ReadNodes } from '@skykeep/proof'
import { sha256 } from './draft.ts'
import { gatheredNodes } from './tree-nodes.ts'

export interface ExportedEntry {
  index: number
  leaf: string
  personal: Record<string, Personal>
}

export interface TrailExport {
  origin: string
  /** Null: the whole installation. */
  team_id: string | null
  /** The checkpoint that every proof leads to. */
  checkpoint: { note: string; size: number }
  /** A page of entries with an index in [from, end), in order, and what reads nodes beside them. */
  withPage: <T>(from: number, end: number, work: (page: ExportedEntry[], readNodes: ReadNodes) => Promise<T>) => Promise<T>
}

/** The lines of an export, each with its newline. Page by page, so that its length costs no memory and no transaction stays open. */
export async function* exportTrail({ origin, team_id, checkpoint, withPage }: TrailExport): AsyncGenerator<string> {
  yield line({ type: 'skykeep-audit-export', version: 1, origin, team_id, checkpoint: checkpoint.note })
  let entries = 0
  for (let next = 0; ; ) {
    const { lines, last } = await withPage(next, checkpoint.size, (page, readNodes) => linesOf(page, checkpoint.size, readNodes))
    if (last === undefined) break
    yield lines.join('')
    entries += lines.length
    next = last + 1
  }
  yield line({ type: 'end', entries })
}

async function linesOf(page: readonly ExportedEntry[], size: number, readNodes: ReadNodes) {
  const gathered = gatheredNodes(readNodes)
  const lines = await Promise.all(
    page.map(async ({ index, leaf, personal }) => {
      const proof = await proveInclusion(index, size, gathered, sha256)
      return line({ type: 'entry', entry: JSON.parse(leaf) as AuditEntry, personal, proof: proof.map(base64) })
    }),
  )
  return { lines, last: page.at(-1)?.index }
}

const line = (what: ExportLine): string => `${exportLine(what)}\n`

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
