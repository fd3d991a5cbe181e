import { NewTeam } from '@skykeep/contract'
import { checked, type RegistryCommand, type RegistryCommandContext, readArguments, withRegistry } from './registry-command.ts'
import { record, table } from './table.ts'

const usages = {
  create: 'skykeep teams create NAME [--json]',
  list: 'skykeep teams list [--json]',
}

export const teamCommands: Record<string, RegistryCommand> = {
  'teams create': { usage: usages.create, run: create },
  'teams list': { usage: usages.list, run: list },
}

async function create(args: string[], context: RegistryCommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, {}, 1, usages.create)
  const input = checked(NewTeam, { name: positionals[0] })
  return withRegistry(context, async ({ teams }) => {
    const team = await teams.found(input, context.user)
    context.print(values.json ? JSON.stringify(team) : record({ id: team.id, name: team.name }))
    return 0
  })
}

async function list(args: string[], context: RegistryCommandContext): Promise<number> {
  const { values } = readArguments(args, {}, 0, usages.list)
  return withRegistry(context, async ({ teams }) => {
    const all = await teams.all()
    context.print(values.json ? JSON.stringify(all) : table(all, ['id', 'name', 'created_at']))
    return 0
  })
}
