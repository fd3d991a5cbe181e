import { expect, test } from 'vitest'
import { asked, inGroups } from './in-groups.ts'

/** Work that waits until it is let go, and remembers with what it began. */
function heldWork() {
  const begun: { key: string; items: readonly number[]; go: (error?: Error) => void }[] = []
  const together = (key: string, items: readonly number[]) =>
    new Promise<number[]>((resolve, reject) => {
      begun.push({ key, items, go: (error) => (error ? reject(error) : resolve(items.map((item) => item * 10))) })
    })
  return { begun, together }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

test('whoever comes alone goes at once, and who comes meanwhile goes together, each with their own answer', async () => {
  const { begun, together } = heldWork()
  const ask = inGroups(together)
  const answers = [1, 2, 3].map((item) => ask('a', item))
  const other = ask('b', 9)
  expect(begun.map(({ key, items }) => [key, items])).toEqual([
    ['a', [1]],
    ['b', [9]],
  ])
  begun[0]!.go()
  await turn()
  expect(begun[2]).toMatchObject({ key: 'a', items: [2, 3] })
  begun[1]!.go()
  begun[2]!.go()
  expect(await Promise.all([...answers, other])).toEqual([10, 20, 30, 90])
})

test('nobody is answered with something that was asked before they came', async () => {
  let state = 'old'
  const gates: (() => void)[] = []
  const question = async () => {
    const seen = state
    await new Promise<void>((resolve) => gates.push(resolve))
    return seen
  }
  const ask = asked(question)
  const first = ask('a')
  state = 'new'
  const late = [ask('a'), ask('a')]
  gates[0]!()
  await turn()
  gates[1]!()
  expect([await first, ...(await Promise.all(late))]).toEqual(['old', 'new', 'new'])
  expect(gates).toHaveLength(2)
})

test('a group that fails fails for those in it, and the next one is done all the same', async () => {
  const { begun, together } = heldWork()
  const ask = inGroups(together, { sizeMax: 2 })
  const all = [1, 2, 3, 4].map((item) => ask('a', item))
  const settled = Promise.allSettled(all)
  begun[0]!.go()
  await turn()
  begun[1]!.go(new Error('the database is away'))
  await turn()
  expect(begun.map(({ items }) => items)).toEqual([[1], [2, 3], [4]])
  begun[2]!.go()
  expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
})
