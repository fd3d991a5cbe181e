import {
  type ConsistencyProof,
  type ExportReport,
  type FaultCode,
  linesOf,
  parseCheckpoint,
  parseNote,
  type VerifierKey,
  verifyCheckpoint,
  verifyExport,
} from '@skykeep/proof'
import { type KnownLog, keysIn } from './known-log.ts'

/** Where the trail comes from; none of it is believed. */
export interface TrailSource {
  exported(): Promise<ReadableStream<Uint8Array>>
  consistency(from: number, to: number): Promise<ConsistencyProof>
  keys(): Promise<readonly string[]>
}

export interface TrailVerdict {
  /** `other_key`: signed by a key that this browser does not know, which is to be looked into before anything else is. */
  outcome: 'holds' | 'fails' | 'other_key'
  report: ExportReport
  /** Entries in the tree that this browser had verified before, and that this one has grown out of; null when it never had. */
  grownFrom: number | null
  isFirstKey: boolean
  keys: readonly string[]
}

/**
 * Verifies the whole trail of a team, as exported: every entry, its way to the root, the signature, and that the tree has grown out of the one
 * that was verified here last. What holds is kept for the next time.
 *
 * @param tell how many lines were read so far
 * @throws what the source throws, also when it breaks off in the middle: that proves nothing, either way
 */
export async function verifyTrail(source: TrailSource, log: KnownLog, tell: (lines: number) => void): Promise<TrailVerdict> {
  const offered = await source.keys()
  const seen = log.keys()
  const keys = keysIn(seen ?? offered)
  const kept = log.note()
  const stream = watched(await source.exported())
  const lines = linesOf(stream.chunks)
  const first = await lines.next()
  const note = first.done ? null : noteOf(first.value)
  const checks = { keys, ...(await witnessOf(kept, note, keys, source)) }
  const report = await verifyExport(counted(first.done ? [] : [first.value], lines, tell), checks)
  const broken = stream.broken()
  if (broken !== null) throw broken.cause
  const isOtherKey =
    seen !== null && report.faults.some(({ code }) => aboutKeys.has(code)) && (await signedBy(note, keysIn(offered)))
  if (report.ok && note !== null) {
    // What a known key has signed names the next keys, too.
    log.keepKeys(offered)
    log.keepNote(note)
  }
  return {
    outcome: report.ok ? 'holds' : isOtherKey ? 'other_key' : 'fails',
    ...{ report, grownFrom: report.ok ? sizeOf(kept) : null, isFirstKey: seen === null && report.ok, keys: offered },
  }
}

const aboutKeys = new Set<FaultCode>(['checkpoint_untrusted', 'witness_untrusted'])

/** The kept checkpoint, and the proof from it to the one of the export; the proof is the server’s, and is checked with the rest. */
async function witnessOf(kept: string | null, note: string | null, keys: readonly VerifierKey[], source: TrailSource) {
  const [from, to] = [sizeOf(kept), sizeOf(note)]
  if (kept === null) return {}
  const isProvable = from !== null && to !== null && from > 0 && from < to && (await signedBy(note, keys))
  return { witness: [kept], consistency: isProvable ? [await source.consistency(from, to)] : [] }
}

async function signedBy(note: string | null, keys: readonly VerifierKey[]): Promise<boolean> {
  return note !== null && (await verifyCheckpoint(note, keys)).ok
}

function sizeOf(note: string | null): number | null {
  const text = note === null ? null : parseNote(note)?.text
  return text === null || text === undefined ? null : (parseCheckpoint(text)?.size ?? null)
}

function noteOf(line: string): string | null {
  try {
    const { checkpoint } = JSON.parse(line) as { checkpoint?: unknown }
    return typeof checkpoint === 'string' ? checkpoint : null
  } catch {
    return null
  }
}

async function* counted(first: readonly string[], rest: AsyncIterable<string>, tell: (lines: number) => void) {
  let count = 0
  for await (const line of both(first, rest)) {
    if (++count % 500 === 0) tell(count)
    yield line
  }
  tell(count)
}

async function* both(first: readonly string[], rest: AsyncIterable<string>) {
  yield* first
  yield* rest
}

/** The chunks of a stream, and whether it broke off: an answer that was cut on its way is not one that was forged. */
function watched(stream: ReadableStream<Uint8Array>) {
  let broken: { cause: unknown } | null = null
  async function* chunks(): AsyncGenerator<Uint8Array> {
    const reader = stream.getReader()
    try {
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return
        yield value
      }
    } catch (cause) {
      broken = { cause }
      throw cause
    }
  }
  return { chunks: chunks(), broken: () => broken as { cause: unknown } | null }
}
