import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isZone } from '@skykeep/schedule'
import { randomCase, seeded } from '@skykeep/schedule/testing/random-rules'
import { startOracle } from './oracle.ts'

const FILE = join(import.meta.dirname, '../../../packages/schedule/src/testing/vectors.ndjson')
const CASES = 240
const INSTANTS = 12

/** Answers of the oracle for `npm test`, which needs no Python: one case a line, made from the oracle alone. */
export async function writeVectors(python: string, seed: number): Promise<string> {
  const oracle = startOracle(python)
  try {
    const { zones } = await oracle.ask<{ zones: string[] }>({ hello: 1 })
    const known = zones.filter(isZone)
    const random = seeded(seed)
    const lines: string[] = []
    for (let index = 0; index < CASES; index++) {
      const zone = known[Math.floor(random() * known.length)]!
      const one = randomCase(random, zone, INSTANTS, { stepMinutes: 1 })
      const { states } = await oracle.ask<{ states: string }>(one)
      const { rule, overrides, instants } = one
      lines.push(JSON.stringify({ rule, overrides, instants, states: states.split(',') }))
    }
    writeFileSync(FILE, `${lines.join('\n')}\n`)
    return `${lines.length} cases in ${FILE}`
  } finally {
    await oracle.end()
  }
}
