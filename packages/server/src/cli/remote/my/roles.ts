import type { RemoteCommand } from '../remote-command.ts'
import { given, idIn, many, myCommand, one } from './my-command.ts'

const role = ['id', 'name', 'kind', 'holders', 'permissions', 'description']

export const roleCommands: Record<string, RemoteCommand> = {
  'my permissions': myCommand({
    usage: 'permissions [--json]   all that there are',
    shows: ['name', 'description', 'machines_only'],
    run: (api) => api.all('/permissions'),
  }),
  'my roles': myCommand({
    usage: 'roles [--json]',
    shows: ['id', 'name', 'kind', 'holders', 'permissions'],
    run: (api) => api.all('/roles'),
  }),
  'my roles create': myCommand({
    usage: 'roles create NAME --permission NAME… [--description TEXT]',
    words: 1,
    options: { permission: many, description: one },
    shows: role,
    run: (api, { words, many: list, one: option }) =>
      api.create('/roles', given({ name: words[0], permissions: list('permission') ?? [], description: option('description') })),
  }),
  'my roles change': myCommand({
    usage: 'roles change ID [--name NAME] [--permission NAME]… [--description TEXT]',
    words: 1,
    options: { name: one, permission: many, description: one },
    shows: role,
    run: (api, { words, many: list, one: option }) =>
      api.change(
        idIn('/roles', words[0]),
        given({ name: option('name'), permissions: list('permission'), description: option('description') }),
      ),
  }),
  'my roles delete': myCommand({
    usage: 'roles delete ID',
    words: 1,
    run: (api, { words }) => api.remove(idIn('/roles', words[0])),
    done: ({ words }) => `deleted ${words[0]}`,
  }),
}
