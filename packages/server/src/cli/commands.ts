import { serve, serveUsage } from './serve.ts'

interface Command {
  usage: string
  run(args: string[]): Promise<number>
}

const commands: Record<string, Command> = {
  serve: { usage: serveUsage, run: serve },
}

/** Finds the command by its first one or two words and runs it. Answers the exit code. */
export async function runCommand(argv: readonly string[]): Promise<number> {
  for (const words of [2, 1]) {
    const command = commands[argv.slice(0, words).join(' ')]
    if (command) return command.run(argv.slice(words))
  }
  const usages = Object.values(commands).map(({ usage }) => usage)
  process.stderr.write(`Usage:\n${usages.map((usage) => usage.replace(/^/gm, '  ')).join('\n')}\n`)
  return argv.length === 0 || argv[0] === 'help' ? 0 : 2
}
