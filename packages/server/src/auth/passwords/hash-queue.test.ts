import { Problem } from '@skykeep/contract'
import { expect, test } from 'vitest'
import { Metrics } from '../../operations/metrics.ts'
import { control } from '../../testing/control.ts'
import { HashQueue } from './hash-queue.ts'
import { passwordHasher } from './password-hasher.ts'
import { passwordMetrics } from './password-metrics.ts'

/** Work that ends when it is told to. */
function held(queue: HashQueue, log: string[], name: string) {
  const gate = Promise.withResolvers<void>()
  const done = queue.run(async () => {
    log.push(name)
    await gate.promise
    return name
  })
  return { done, end: gate.resolve, fail: gate.reject }
}
const settled = () => new Promise((resolve) => setImmediate(resolve))

control(
  'PASSWORD-7',
  'G-06 of fifty sign-ins at once never more than two hash at the same time, and all are answered',
  async () => {
    const queue = new HashQueue({ atOnce: 2 })
    let [now, most] = [0, 0]
    const counting = {
      run: <T>(work: () => Promise<T>) =>
        queue.run(async () => {
          most = Math.max(most, ++now)
          return work().finally(() => now--)
        }),
    }
    const cost = { argon2id: { m: 256, t: 1, p: 1 }, 'pbkdf2-sha512': { i: 1_000 } }
    const hasher = passwordHasher({ profile: 'argon2id', queue: counting, cost })
    const stored = await hasher.hash('correct horse battery')
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => hasher.verify(n % 2 ? 'correct horse battery' : 'wrong horse battery', stored)),
    )
    expect(answers.filter(({ matches }) => matches)).toHaveLength(25)
    expect(most).toBe(2)
    expect({ running: queue.running, waiting: queue.waiting }).toEqual({ running: 0, waiting: 0 })
  },
)

test('without being told how many, half of the cores hash and never more than two', async () => {
  const queue = new HashQueue()
  const log: string[] = []
  const held_ = Array.from({ length: 5 }, (_, n) => held(queue, log, String(n)))
  expect(queue.running).toBeGreaterThanOrEqual(1)
  expect(queue.running).toBeLessThanOrEqual(2)
  for (const { end } of held_) end()
  await Promise.all(held_.map(({ done }) => done))
})

control(
  'PASSWORD-8',
  'who comes to a full queue is told at once to come back later, and those who wait keep their order',
  async () => {
    const queue = new HashQueue({ atOnce: 1, waiting: 2 })
    const log: string[] = []
    const [first, second, third] = ['first', 'second', 'third'].map((name) => held(queue, log, name)) as [
      ReturnType<typeof held>,
      ReturnType<typeof held>,
      ReturnType<typeof held>,
    ]
    const refused = await queue.run(async () => log.push('never')).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(Problem)
    expect(refused).toMatchObject({ code: 'OVERLOADED', status: 503, retryAfterSeconds: expect.any(Number) })

    first.end()
    await first.done
    await settled()
    const fourth = held(queue, log, 'fourth')
    third.end()
    fourth.end()
    second.end()
    await Promise.all([second.done, third.done, fourth.done])
    expect(log).toEqual(['first', 'second', 'third', 'fourth'])
  },
)

test('the metrics tell how many hash and how many wait', async () => {
  const [metrics, queue] = [new Metrics(), new HashQueue({ atOnce: 1 })]
  passwordMetrics(metrics, queue)
  const jobs = ['a', 'b', 'c'].map((name) => held(queue, [], name))
  const shown = await metrics.registry.metrics()
  expect(shown).toMatch(/^password_hashes_running 1$/m)
  expect(shown).toMatch(/^password_hashes_waiting 2$/m)
  for (const { end } of jobs) end()
  await Promise.all(jobs.map(({ done }) => done))
})

test('work that fails gives its place to the next', async () => {
  const queue = new HashQueue({ atOnce: 1 })
  const log: string[] = []
  const [bad, good] = [held(queue, log, 'bad'), held(queue, log, 'good')]
  bad.fail(new Error('out of memory'))
  good.end()
  await expect(bad.done).rejects.toThrow('out of memory')
  expect(await good.done).toBe('good')
  expect(queue.running).toBe(0)
})
