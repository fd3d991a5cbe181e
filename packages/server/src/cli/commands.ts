import { remoteCommands } from './remote/remote-commands.ts'
import { terminal } from './remote/terminal.ts'

interface Command {
  usage: string
  run(args: string[]): Promise<number>
}

const people: Record<string, Command> = Object.fromEntries(
  Object.entries(remoteCommands).map(([words, { usage, run }]) => [words, { usage, run: (args) => run(args, terminal) }]),
)

/** Finds the command by its first words, the longest name first, and runs it. Answers the exit code. */
export async function runCommand(argv: readonly string[]): Promise<number> {
  const [first = 'help', ...rest] = argv
  const isAsked = first === 'help' || first === '--help' || first === '-h'
  const theirs = isAsked ? undefined : find(people, argv)
  if (theirs) return theirs()
  // Loaded only now: whoever asks an installation over the network needs none of what it is made of.
  const { operatorCommands: operators } = await import('./operator-commands.ts')
  const ours = isAsked ? undefined : find(operators, argv)
  if (ours) return ours()
  const about = (isAsked ? rest : [first]).join(' ')
  const text = help(operators, about) || help(operators, '')
  ;(isAsked ? process.stdout : process.stderr).write(text)
  return isAsked ? 0 : 2
}

function find(commands: Record<string, Command>, argv: readonly string[]): (() => Promise<number>) | undefined {
  for (const words of [3, 2, 1]) {
    const name = argv.slice(0, words).join(' ')
    if (Object.hasOwn(commands, name) && !argv.includes('--help')) return () => commands[name]!.run(argv.slice(words))
  }
  return undefined
}

/** The usages of all commands whose name begins so. */
function help(operators: Record<string, Command>, about: string): string {
  const groups = [
    ['People, from anywhere, after skykeep login', people],
    ['Operators, on the machine of the installation', operators],
  ] as const
  return groups
    .map(([title, commands]) => {
      const found = Object.entries(commands).filter(([name]) => about === '' || `${name} `.startsWith(`${about} `))
      const usages = found.map(([, { usage }]) => `${usage.replace(/^/gm, '  ')}\n`).join('')
      return usages === '' ? '' : `${title}:\n${usages}\n`
    })
    .join('')
}
