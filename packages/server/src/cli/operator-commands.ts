import { accountCommands } from './accounts.ts'
import { aircraftCommands } from './aircraft.ts'
import { auditCommands } from './audit.ts'
import { clientCommands } from './clients.ts'
import { keyCommands } from './keys.ts'
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
  ...accountCommands,
  ...clientCommands,
  ...aircraftCommands,
  ...auditCommands,
  ...keyCommands,
  replay: { usage: replayUsage, run: replayCommand },
}

/** What operators do on the installation's own machine: on its database and its keys, and not through the API. */
export const operatorCommands = Object.fromEntries(
  Object.entries(commands).map(([words, { usage, run }]) => [words, { usage, run: (args: string[]) => run(args, context) }]),
)
