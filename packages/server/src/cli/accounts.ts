import { Email } from '@skykeep/contract'
import { checked, type RegistryCommand, type RegistryCommandContext, readArguments, withRegistry } from './registry-command.ts'
import { record, table } from './table.ts'

const usages = {
  list: 'skykeep accounts list [--json]',
  code: 'skykeep accounts code EMAIL [--json]',
  disable: 'skykeep accounts disable EMAIL',
  enable: 'skykeep accounts enable EMAIL',
}

/** People, for an operator: no command here acts as one of them. */
export const accountCommands: Record<string, RegistryCommand> = {
  'accounts list': { usage: usages.list, run: list },
  'accounts code': { usage: usages.code, run: code },
  'accounts disable': { usage: usages.disable, run: (args, context) => change('disable', args, context) },
  'accounts enable': { usage: usages.enable, run: (args, context) => change('enable', args, context) },
}

async function list(args: string[], context: RegistryCommandContext): Promise<number> {
  const { values } = readArguments(args, {}, 0, usages.list)
  return withRegistry(context, async ({ administration }) => {
    const accounts = (await administration.list()).map(({ id, email, name, status, created_at }) => ({
      id,
      email,
      name,
      status,
      created_at,
    }))
    context.print(values.json ? JSON.stringify(accounts) : table(accounts, ['id', 'email', 'name', 'status', 'created_at']))
    return 0
  })
}

async function code(args: string[], context: RegistryCommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, {}, 1, usages.code)
  const email = checked(Email, positionals[0])
  return withRegistry(context, async ({ administration }) => {
    const given = { email, ...(await administration.code(email, context.user)) }
    context.print(values.json ? JSON.stringify(given) : record(given))
    return 0
  })
}

async function change(how: 'disable' | 'enable', args: string[], context: RegistryCommandContext): Promise<number> {
  const { positionals } = readArguments(args, {}, 1, usages[how])
  const email = checked(Email, positionals[0])
  return withRegistry(context, async ({ administration }) => {
    const { status } = await administration[how](email, context.user)
    context.print(`${email} is ${status}`)
    return 0
  })
}
