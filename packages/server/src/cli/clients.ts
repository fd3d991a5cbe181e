import { readFile } from 'node:fs/promises'
import { NewClient, RotateSecret } from '@skykeep/contract'
import { operatorOf } from '../auth/principal.ts'
import {
  checked,
  everyItem,
  operatorIn,
  principalOf,
  type RegistryCommand,
  type RegistryCommandContext,
  readArguments,
  withRegistry,
} from './registry-command.ts'
import { record, table } from './table.ts'

const usages = {
  create:
    'skykeep clients create --team ID --name NAME [--role ROLE]… [--permission NAME]… [--auth METHOD] [--jwks FILE] [--thumbprint SHA256]… [--redirect URI]… [--device] [--expires INSTANT] [--json]\n                for people: --redirect: addresses to which they are sent back; --device: with a code, on another machine',
  list: 'skykeep clients list --team ID [--json]',
  rotate: 'skykeep clients rotate ID [--overlap SECONDS] [--json]',
  delete: 'skykeep clients delete ID',
}

export const clientCommands: Record<string, RegistryCommand> = {
  'clients create': { usage: usages.create, run: create },
  'clients list': { usage: usages.list, run: list },
  'clients rotate': { usage: usages.rotate, run: rotate },
  'clients delete': { usage: usages.delete, run: remove },
}

const one = { type: 'string' } as const
const many = { type: 'string', multiple: true } as const

async function create(args: string[], context: RegistryCommandContext): Promise<number> {
  const named = { team: one, name: one, auth: one, jwks: one, expires: one, device: { type: 'boolean' } } as const
  const options = { ...named, role: many, permission: many, thumbprint: many, redirect: many }
  const { values } = readArguments(args, options, 0, usages.create)
  const { team, name, auth, jwks, thumbprint, expires } = values
  if (team === undefined || name === undefined) throw new Error(`usage: ${usages.create}`)
  const input = checked(NewClient, {
    name,
    roles: values.role,
    permissions: values.permission,
    auth_method: auth,
    jwks: jwks === undefined ? undefined : JSON.parse(await readFile(jwks, 'utf8')),
    certificate_thumbprints: thumbprint,
    redirect_uris: values.redirect,
    device_flow: values.device,
    expires_at: expires,
  })
  return withRegistry(context, async (registry) => {
    const made = await registry.clients.create(await operatorIn(registry, team, context), input)
    const { client_id, client_secret, roles, permissions, auth_method } = made
    const shown = {
      client_id,
      ...(client_secret !== undefined && { client_secret }),
      name: made.name,
      auth_method,
      roles,
      permissions,
    }
    context.print(values.json ? JSON.stringify(made) : record(shown))
    return 0
  })
}

async function list(args: string[], context: RegistryCommandContext): Promise<number> {
  const { values } = readArguments(args, { team: one }, 0, usages.list)
  const { team } = values
  if (team === undefined) throw new Error(`usage: ${usages.list}`)
  return withRegistry(context, async (registry) => {
    const operator = await operatorIn(registry, team, context)
    const all = await everyItem((page) => registry.clients.list(operator, page))
    const columns = ['id', 'name', 'auth_method', 'roles', 'permissions', 'expires_at', 'last_used_at'] as const
    context.print(values.json ? JSON.stringify(all) : table(all, columns))
    return 0
  })
}

async function rotate(args: string[], context: RegistryCommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { overlap: one }, 1, usages.rotate)
  const options = checked(RotateSecret, { overlap_seconds: values.overlap === undefined ? 0 : Number(values.overlap) })
  return withRegistry(context, async (registry) => {
    const { id, team_id } = await principalOf(registry, 'client', positionals[0]!)
    const rotated = await registry.clients.rotateSecret(operatorOf(team_id, context.user), id, options)
    context.print(values.json ? JSON.stringify(rotated) : record({ ...rotated }))
    return 0
  })
}

async function remove(args: string[], context: RegistryCommandContext): Promise<number> {
  const { positionals } = readArguments(args, {}, 1, usages.delete)
  return withRegistry(context, async (registry) => {
    const { id, team_id } = await principalOf(registry, 'client', positionals[0]!)
    await registry.clients.remove(operatorOf(team_id, context.user), id, undefined)
    context.print(`deleted ${id}`)
    return 0
  })
}
