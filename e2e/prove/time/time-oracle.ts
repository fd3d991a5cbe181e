import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { isZone, prepare, wantedAt } from '@skykeep/schedule'
import { randomCase, seeded } from '@skykeep/schedule/testing/random-rules'

const oracle = join(import.meta.dirname, 'oracle.py')
/** One rule is asked so often: the oracle looks at the clocks of three weeks for it. */
const INSTANTS = 200

export interface OracleResult {
  asked: number
  wrong: number
  zones: number
}

/**
 * Asks random schedules at random instants of 2020 to 2035, in all time zones that both sides know, clock changes far more often than chance
 * would; an oracle in Python, which looks at the clock each quarter of an hour, has to say the same.
 *
 * @throws Error when there is no Python with its time zones
 */
export async function askOracle({
  questions,
  seed,
  say,
}: {
  questions: number
  seed: number
  say: (line: string) => void
}): Promise<OracleResult> {
  const { stdout, status } = spawnSync('python3', [oracle, 'zones'], { encoding: 'utf8' })
  const zones = (stdout ?? '').split('\n').filter((name) => name !== '' && isZone(name))
  if (status !== 0 || zones.length < 300) throw new Error('This proof needs Python 3.9 or newer with its time zones (tzdata).')
  const python = spawn('python3', [oracle], { stdio: ['pipe', 'pipe', 'inherit'] })
  let output = ''
  python.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  const ended = once(python, 'exit')
  const random = seeded(seed)
  for (let round = 0; round * INSTANTS < questions; round++) {
    const { rule, overrides, instants } = randomCase(random, zones[round % zones.length]!, INSTANTS)
    const schedule = prepare(rule, overrides)
    const wanted = instants.map((at) => wantedAt(schedule, at)).join(',')
    if (!python.stdin.write(`${JSON.stringify({ rule, overrides, instants, wanted })}\n`)) await once(python.stdin, 'drain')
    if (round % 500 === 499) say(`${((round + 1) * INSTANTS).toLocaleString('en')} questions`)
  }
  python.stdin.end()
  await ended
  const lines = output.trim().split('\n')
  for (const line of lines.slice(0, -1)) say(line)
  return { ...(JSON.parse(lines.at(-1)!) as { asked: number; wrong: number }), zones: zones.length }
}
