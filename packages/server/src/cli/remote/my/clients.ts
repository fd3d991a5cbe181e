import { readFile } from 'node:fs/promises'
import type { RemoteCommand } from '../remote-command.ts'
import { flag, given, idIn, many, myCommand, one } from './my-command.ts'

const shown = ['id', 'name', 'auth_method', 'roles', 'permissions', 'expires_at', 'last_used_at']

/** The machines that act for the team. A secret is in the answer that makes it, and nowhere else. */
export const clientCommands: Record<string, RemoteCommand> = {
  'my clients': myCommand({
    usage: 'clients [--json]',
    shows: shown,
    run: (api) => api.all('/clients'),
  }),
  'my clients create': myCommand({
    usage:
      'clients create NAME [--role ROLE]… [--permission NAME]… [--auth METHOD] [--jwks FILE] [--redirect URI]… [--device] [--expires INSTANT]',
    words: 1,
    options: { role: many, permission: many, auth: one, jwks: one, redirect: many, device: flag, expires: one },
    shows: ['id', 'client_secret', ...shown.slice(1)],
    async run(api, { words, one: option, many: list, has }) {
      const jwks = option('jwks')
      return api.create(
        '/clients',
        given({
          name: words[0],
          roles: list('role'),
          permissions: list('permission'),
          auth_method: option('auth'),
          jwks: jwks === undefined ? undefined : JSON.parse(await readFile(jwks, 'utf8')),
          redirect_uris: list('redirect'),
          device_flow: has('device') || undefined,
          expires_at: option('expires'),
        }),
      )
    },
  }),
  'my clients change': myCommand({
    usage: 'clients change ID [--name NAME] [--role ROLE]… [--permission NAME]… [--expires INSTANT|never]',
    words: 1,
    options: { name: one, role: many, permission: many, expires: one },
    shows: shown,
    run: (api, { words, one: option, many: list }) =>
      api.change(
        idIn('/clients', words[0]),
        given({
          name: option('name'),
          roles: list('role'),
          permissions: list('permission'),
          expires_at: option('expires') === 'never' ? null : option('expires'),
        }),
      ),
  }),
  'my clients rotate': myCommand({
    usage: 'clients rotate ID [--overlap SECONDS]',
    words: 1,
    options: { overlap: one },
    run: (api, { words, one: option }) =>
      api.create(`${idIn('/clients', words[0])}/secret`, { overlap_seconds: Number(option('overlap') ?? 0) }),
  }),
  'my clients delete': myCommand({
    usage: 'clients delete ID',
    words: 1,
    run: (api, { words }) => api.remove(idIn('/clients', words[0])),
    done: ({ words }) => `deleted ${words[0]}`,
  }),
}
