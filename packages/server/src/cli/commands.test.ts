import { expect, test, vi } from 'vitest'
import { runCommand } from './commands.ts'
import { operatorCommands } from './operator-commands.ts'
import { remoteCommands } from './remote/remote-commands.ts'

async function run(...argv: string[]) {
  const [out, err] = (['stdout', 'stderr'] as const).map((name) => vi.spyOn(process[name], 'write').mockReturnValue(true))
  const code = await runCommand(argv)
  const text = (spy: typeof out) => spy!.mock.calls.map(([line]) => line).join('')
  const told = { code, out: text(out), err: text(err) }
  vi.restoreAllMocks()
  return told
}

test('no command of people has the name of one of operators, or begins with it', () => {
  const [people, operators] = [Object.keys(remoteCommands), Object.keys(operatorCommands)]
  const first = (names: string[]) => new Set(names.map((name) => name.split(' ')[0]))
  expect([...first(people)].filter((word) => first(operators).has(word))).toEqual([])
})

test('help names every command, for people and for operators, each by its own words', async () => {
  const { code, out, err } = await run('--help')
  expect([code, err]).toEqual([0, ''])
  for (const name of [...Object.keys(remoteCommands), ...Object.keys(operatorCommands)]) expect(out).toContain(`skykeep ${name}`)
  expect(out.indexOf('People, from anywhere')).toBeLessThan(out.indexOf('Operators, on the machine'))
})

test('help about a word shows what begins with it, also when the rest is missing or unknown', async () => {
  const { code, out } = await run('help', 'my')
  expect(code).toBe(0)
  expect(out).toContain('skykeep my teams create NAME')
  expect(out).not.toContain('skykeep serve')
  expect(await run('my', 'unknown')).toEqual({ code: 2, out: '', err: out })
  expect((await run('unknown')).err).toContain('skykeep serve')
})
