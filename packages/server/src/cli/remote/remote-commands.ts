import { apiCommands } from './api.ts'
import { accountCommands } from './my/account.ts'
import { clientCommands } from './my/clients.ts'
import { memberCommands } from './my/members.ts'
import { roleCommands } from './my/roles.ts'
import { teamCommands } from './my/team.ts'
import type { RemoteCommand } from './remote-command.ts'
import { signInCommands } from './sign-in.ts'

/** What people do from anywhere, through the public API. It can do only what the API lets them. */
export const remoteCommands: Record<string, RemoteCommand> = {
  ...signInCommands,
  ...accountCommands,
  ...teamCommands,
  ...memberCommands,
  ...roleCommands,
  ...clientCommands,
  ...apiCommands,
}
