import { readFileSync } from 'node:fs'
import { decodeMetar } from '@skykeep/server/features/weather/reports/decode-metar'

export interface MetarResult {
  reports: number
  decoded: number
  /** Decoded, with groups that nothing was read out of. */
  decoded_in_part: number
  not_decodable: Record<string, number>
  spoiled: number
  spoiled_decoded: number
  slowest_ms: number
  ok: boolean
}

interface Options {
  file: string
  spoiled: number
  seed: number
  say: (line: string) => void
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/+-= \u0000é'

/** Decodes every report of a file, one to a line, and then as many spoiled ones as are asked for. Any exception ends it. */
export function proveMetar({ file, spoiled, seed, say }: Options): MetarResult {
  const near = new Date('2026-11-26T12:00:00Z')
  const reports = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  const result: MetarResult = {
    ...{
      reports: reports.length,
      decoded: 0,
      decoded_in_part: 0,
      not_decodable: {},
      spoiled,
      spoiled_decoded: 0,
      slowest_ms: 0,
      ok: false,
    },
  }
  const timed = (raw: string) => {
    const start = performance.now()
    const answer = decodeMetar(raw, near)
    result.slowest_ms = Math.max(result.slowest_ms, performance.now() - start)
    return answer
  }
  for (const raw of reports) {
    const { decoded, not_decodable } = timed(raw)
    if (decoded === null) {
      say(`${not_decodable} ${raw}`)
      result.not_decodable[not_decodable] = (result.not_decodable[not_decodable] ?? 0) + 1
    } else {
      result.decoded++
      if (decoded.not_understood.length > 0) result.decoded_in_part++
    }
  }
  const random = randomFrom(seed)
  const pick = (below: number) => Math.floor(random() * below)
  for (let n = 0; n < spoiled; n++) {
    let raw = reports[pick(reports.length)]!
    for (let changes = 1 + pick(4); changes > 0; changes--) {
      const at = pick(raw.length + 1)
      const put = Array.from({ length: pick(6) }, () => LETTERS[pick(LETTERS.length)]).join('')
      raw = pick(20) === 0 ? `${raw.slice(at)} ${raw}`.repeat(3) : raw.slice(0, at) + put + raw.slice(at + pick(8))
    }
    if (timed(raw).decoded !== null) result.spoiled_decoded++
  }
  const answered = result.decoded + Object.values(result.not_decodable).reduce((sum, count) => sum + count, 0)
  return { ...result, slowest_ms: Math.round(result.slowest_ms * 10) / 10, ok: answered === reports.length && reports.length > 0 }
}

/** A small generator of our own (mulberry32): the same seed spoils the same reports in the same way. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
