import { NewInvitation, Uuid } from '@skykeep/contract'
import {
  checked,
  everyItem,
  operatorIn,
  type RegistryCommand,
  type RegistryCommandContext,
  readArguments,
  withRegistry,
} from './registry-command.ts'
import { record, table } from './table.ts'

const usages = {
  invite: 'skykeep invitations create --team ID --email ADDRESS --role ROLE… [--json]',
  list: 'skykeep members list --team ID [--json]',
  remove: 'skykeep members remove ACCOUNT_ID --team ID',
}

export const memberCommands: Record<string, RegistryCommand> = {
  'invitations create': { usage: usages.invite, run: invite },
  'members list': { usage: usages.list, run: list },
  'members remove': { usage: usages.remove, run: remove },
}

const one = { type: 'string' } as const
const many = { type: 'string', multiple: true } as const

/** Prints the token once: where no mail is sent, and for the first owner of a team that an operator founded. */
async function invite(args: string[], context: RegistryCommandContext): Promise<number> {
  const { values } = readArguments(args, { team: one, email: one, role: many }, 0, usages.invite)
  const { team, email, role: roles } = values
  if (team === undefined || email === undefined || roles === undefined) throw new Error(`usage: ${usages.invite}`)
  const input = checked(NewInvitation, { email, roles })
  return withRegistry(context, async (registry) => {
    const { invitation, token } = await registry.invitations.issue(await operatorIn(registry, team, context), input)
    const { id, expires_at } = invitation
    const shown = { id, email: invitation.email, roles: invitation.roles, expires_at, token }
    context.print(values.json ? JSON.stringify({ ...invitation, token }) : record(shown))
    return 0
  })
}

async function list(args: string[], context: RegistryCommandContext): Promise<number> {
  const { values } = readArguments(args, { team: one }, 0, usages.list)
  const { team } = values
  if (team === undefined) throw new Error(`usage: ${usages.list}`)
  return withRegistry(context, async (registry) => {
    const operator = await operatorIn(registry, team, context)
    const all = await everyItem((page) => registry.members.list(operator, operator.team_id, page))
    const columns = ['account_id', 'email', 'name', 'roles', 'joined_at', 'last_seen_at'] as const
    context.print(values.json ? JSON.stringify(all) : table(all, columns))
    return 0
  })
}

async function remove(args: string[], context: RegistryCommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { team: one }, 1, usages.remove)
  if (values.team === undefined) throw new Error(`usage: ${usages.remove}`)
  const account = checked(Uuid, positionals[0])
  return withRegistry(context, async (registry) => {
    const operator = await operatorIn(registry, values.team!, context)
    await registry.members.remove(operator, operator.team_id, account, undefined)
    context.print(`removed ${account}`)
    return 0
  })
}
