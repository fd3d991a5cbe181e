/**
 * `npm run prove -- NAME [options]`: the heavy proofs, by hand. `npm test` runs a short form of each.
 *
 *     npm run prove -- kill-server [--rounds 20]     kill -9 of the server under load: nothing acknowledged is missing, nothing is there twice
 *     npm run prove -- kill-postgres [--rounds 20]   the same for PostgreSQL
 *     npm run prove -- replay [--file FILE]          a recorded day twice, then the audit trail, then a row changed by hand
 *     npm run prove -- time [--questions 1000000] [--seed 20261126] [--years 2020-2035] [--python python3]
 *                                                    schedules against an oracle in Python that looks at the clock each minute;
 *                                                    with --vectors its answers are written for npm test instead
 *     npm run prove -- keys [--rate 100] [--kills 5] [--until-gone]
 *                                                    every kind of key and certificate is replaced under load, sealing anew is killed in the middle; with
 *                                                    --until-gone the former ones are seen destroyed (eleven minutes more)
 *     npm run prove -- metar --file FILE [--spoiled 10000] [--seed 20261126]
 *                                                    reports of aerodromes, one to a line: each is decoded or told why not, spoiled ones too
 *     npm run prove -- week [--machines 2000] [--days 7] [--kills 50] [--seed 20261126] [--rate 30]
 *                                                    a week of a pretended Azure that misbehaves, while processes are killed
 */
import { parseArgs } from 'node:util'
import { proveKeys } from './keys.ts'
import { killLoop } from './kill-loop.ts'
import { proveMetar } from './metar.ts'
import { replayDay } from './replay-day.ts'
import { proveTime } from './time/time.ts'
import { writeVectors } from './time/write-vectors.ts'
import { proveWeek } from './week/week.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '20' },
    file: { type: 'string' },
    limit: { type: 'string' },
    questions: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '20261126' },
    years: { type: 'string', default: '2020-2035' },
    python: { type: 'string', default: 'python3' },
    machines: { type: 'string', default: '2000' },
    days: { type: 'string', default: '7' },
    kills: { type: 'string', default: '50' },
    rate: { type: 'string', default: '30' },
    spoiled: { type: 'string', default: '10000' },
    'until-gone': { type: 'boolean', default: false },
    vectors: { type: 'boolean', default: false },
  },
})
const [name] = positionals
const say = (line: string) => void process.stdout.write(`${line}\n`)

if (name === 'kill-server' || name === 'kill-postgres') {
  const result = await killLoop({ victim: name === 'kill-server' ? 'server' : 'postgres', rounds: Number(values.rounds), say })
  say(JSON.stringify(result))
  process.exitCode = result.missing === 0 && result.twice === 0 && result.verified ? 0 : 1
} else if (name === 'replay') {
  const result = await replayDay({ file: values.file, limit: values.limit === undefined ? undefined : Number(values.limit), say })
  say(JSON.stringify(result, null, 2))
  process.exitCode = result.ok ? 0 : 1
} else if (name === 'time') {
  const [first, last] = values.years.split('-').map(Number) as [number, number]
  const { python, questions, seed } = values
  if (values.vectors) {
    say(await writeVectors(python, Number(seed)))
    process.exit()
  }
  const result = await proveTime({ python, questions: Number(questions), seed: Number(seed), years: [first, last], say })
  say(JSON.stringify(result, null, 2))
  process.exitCode = result.wrong === 0 && result.asked >= Number(questions) ? 0 : 1
} else if (name === 'keys') {
  const perSecond = process.argv.includes('--rate') ? Number(values.rate) : 100
  const kills = process.argv.includes('--kills') ? Number(values.kills) : 5
  // About as long as it takes: each row is a request of its own at a pace.
  const replay = values['until-gone'] ? { speed: 30, limit: 40_000 } : { speed: 60, limit: 4_000 }
  const result = await proveKeys({ perSecond, kills, untilGone: values['until-gone'], replay, say })
  say(JSON.stringify(result, null, 2))
  process.exitCode = result.ok ? 0 : 1
} else if (name === 'metar' && values.file !== undefined) {
  const result = proveMetar({ file: values.file, spoiled: Number(values.spoiled), seed: Number(values.seed), say })
  say(JSON.stringify(result, null, 2))
  process.exitCode = result.ok ? 0 : 1
} else if (name === 'week') {
  const [machines, days, kills, seed, rate] = [values.machines, values.days, values.kills, values.seed, values.rate].map(
    Number,
  ) as [...[number, number, number, number, number]]
  const result = await proveWeek({ machines, days, kills, seed, rate, say })
  say(JSON.stringify(result, null, 2))
  process.exit(result.ok ? 0 : 1)
} else {
  say('Which? keys, kill-server, kill-postgres, metar --file FILE, replay, time, week')
  process.exitCode = 2
}
