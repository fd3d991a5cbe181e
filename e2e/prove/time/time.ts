import { prepare, type Wanted, wantedAt } from '@skykeep/schedule'
import { type RandomCase, randomCase, seeded } from '@skykeep/schedule/testing/random-rules'
import { compareZones, type ZoneDifference } from './compare-zones.ts'
import { type Oracle, startOracle } from './oracle.ts'

export interface TimeProofOptions {
  python: string
  /** How many (schedule, zone, instant) are asked. */
  questions: number
  seed: number
  years: readonly [number, number]
  say: (line: string) => void
}

export interface TimeProof {
  tzdata: { node: string; oracle: string }
  zones: { same: number; different: ZoneDifference[]; unknown: string[] }
  schedules: number
  asked: number
  states: Record<Wanted, number>
  seconds: number
  wrong: number
  /** The first of them. */
  shown: unknown[]
}

const INSTANTS = 50
const UNDER_WAY = 20
const ZONES_MIN = 300
/** Each oracle keeps one core busy. */
const ORACLES = 2
const SHOWN_MAX = 20

interface Hello {
  tzdata: string
  zones: string[]
}

/**
 * Random questions to `wantedAt` and to an oracle in another language that reads the rules in words: zones one after the other, all that
 * both know, times on whole minutes, changes of clocks oversampled. The same seed asks the same.
 */
export async function proveTime(options: TimeProofOptions): Promise<TimeProof> {
  const oracles = Array.from({ length: ORACLES }, () => startOracle(options.python))
  try {
    return await prove(oracles, options)
  } finally {
    await Promise.all(oracles.map((oracle) => oracle.end()))
  }
}

async function prove(oracles: readonly Oracle[], { questions, seed, years, say }: TimeProofOptions): Promise<TimeProof> {
  const began = performance.now()
  const { tzdata, zones: names } = await oracles[0]!.ask<Hello>({ hello: 1 })
  const zones = await compareZones(oracles[0]!, names, years)
  say(
    `zones: ${zones.same.length} alike, ${zones.different.length} different, ${zones.unknown.length} that only the oracle knows`,
  )
  const proof: TimeProof = {
    tzdata: { node: process.versions.tz ?? 'unknown', oracle: tzdata },
    zones: { same: zones.same.length, different: zones.different, unknown: zones.unknown },
    schedules: 0,
    asked: 0,
    states: { on: 0, off: 0, none: 0 },
    seconds: 0,
    wrong: 0,
    shown: [],
  }
  if (zones.same.length < ZONES_MIN) throw new Error('This proof needs Python 3.11 or newer with its time zones (package tzdata)')
  const random = seeded(seed)
  const cases = Math.ceil(questions / INSTANTS)
  for (let first = 0; first < cases; first += UNDER_WAY) {
    const batch = Array.from({ length: Math.min(UNDER_WAY, cases - first) }, (_, index) => {
      const zone = zones.same[(first + index) % zones.same.length]!
      return randomCase(random, zone, INSTANTS, { stepMinutes: 1, years })
    })
    const answers = await Promise.all(batch.map((one, index) => oracles[index % ORACLES]!.ask<{ states: string }>(one)))
    for (const [index, one] of batch.entries()) compare(one, answers[index]!.states.split(','), proof)
    if (first % (UNDER_WAY * 100) === 0) say(`${proof.asked} of ${questions}, ${proof.wrong} wrong`)
  }
  return { ...proof, seconds: Math.round((performance.now() - began) / 1000) }
}

function compare({ rule, overrides, instants }: RandomCase, answers: readonly string[], proof: TimeProof): void {
  const schedule = prepare(rule, overrides)
  proof.schedules++
  for (const [index, at] of instants.entries()) {
    const ours = wantedAt(schedule, at)
    proof.states[ours]++
    proof.asked++
    if (ours === answers[index]) continue
    proof.wrong++
    const [when, theirs] = [new Date(at).toISOString(), answers[index]]
    if (proof.shown.length < SHOWN_MAX) proof.shown.push({ rule: JSON.stringify(rule), overrides, when, ours, theirs })
  }
}
