import { aircraftCommands } from './aircraft.ts'
import { auditCommands } from './audit.ts'
import { clientCommands } from './clients.ts'
import { memberCommands } from './members.ts'
import { migrateCommand, migrateUsage } from './migrate.ts'
import { openInstallation, operatorName } from './open-installation.ts'
import { replayCommand, replayUsage } from './replay.ts'
import { serve, serveUsage } from './serve.ts'
import { teamCommands } from './teams.ts'

interface Command<Context> {
  usage: string
  run(args: string[], context: Context): Promise<number>
}

const context = { print: (text: string) => void process.stdout.write(`${text}\n`), open: openInstallation, user: operatorName() }

const commands: Record<string, Command<typeof context>> = {
  serve: { usage: serveUsage, run: serve },
  migrate: { usage: migrateUsage, run: migrateCommand },
  ...teamCommands,
  ...memberCommands,
  ...clientCommands,
  ...aircraftCommands,
  ...auditCommands,
  replay: { usage: replayUsage, run: replayCommand },
}

/** Finds the command by its first one or two words and runs it. Answers the exit code. */
export async function runCommand(argv: readonly string[]): Promise<number> {
  for (const words of [2, 1]) {
    const command = commands[argv.slice(0, words).join(' ')]
    if (command) return command.run(argv.slice(words), context)
  }
  const usages = Object.values(commands).map(({ usage }) => usage.replace(/^/gm, '  '))
  const isAsked = argv.length === 0 || argv[0] === 'help' || argv[0] === '--help'
  ;(isAsked ? process.stdout : process.stderr).write(`Usage:\n${usages.join('\n')}\n`)
  return isAsked ? 0 : 2
}
