import { readFile } from 'node:fs/promises'
import type { ApiClient } from '../api-client.ts'
import type { RemoteCommand } from '../remote-command.ts'
import { idIn, many, myCommand, one, teamIn } from './my-command.ts'

const members = ['account_id', 'name', 'email', 'roles', 'joined_at', 'last_seen_at']
const invitations = ['id', 'email', 'roles', 'status', 'created_at', 'expires_at']

const inTeam = async (api: ApiClient, what: string): Promise<string> => `${idIn('/teams', await teamIn(api))}/${what}`
const member = async (api: ApiClient, id: string | undefined): Promise<string> => idIn(await inTeam(api, 'members'), id)

export const memberCommands: Record<string, RemoteCommand> = {
  'my members': myCommand({
    usage: 'members [--json]   who is in the team',
    shows: members,
    run: async (api) => api.all(await inTeam(api, 'members')),
  }),
  'my members roles': myCommand({
    usage: 'members roles ACCOUNT_ID --role ROLE…   gives these roles instead of those before',
    words: 1,
    options: { role: many },
    shows: members,
    run: async (api, { words, many: list }) => api.change(await member(api, words[0]), { roles: list('role') ?? [] }),
  }),
  'my members permissions': myCommand({
    usage: 'members permissions ACCOUNT_ID [--json]   what somebody may do, and by which role',
    words: 1,
    shows: ['name', 'roles', 'description'],
    async run(api, { words, has }) {
      const path = `${await member(api, words[0])}/permissions`
      const told = await api.ask<{ permissions: unknown[] }>({ method: 'GET', path })
      return has('json') ? told : told.permissions
    },
  }),
  'my members remove': myCommand({
    usage: 'members remove ACCOUNT_ID',
    words: 1,
    run: async (api, { words }) => api.remove(await member(api, words[0])),
    done: ({ words }) => `removed ${words[0]}`,
  }),

  'my invitations': myCommand({
    usage: 'invitations [--json]',
    shows: invitations,
    run: async (api) => api.all(await inTeam(api, 'invitations')),
  }),
  'my invitations create': myCommand({
    usage: 'invitations create EMAIL --role ROLE…',
    words: 1,
    options: { role: many },
    shows: invitations,
    run: async (api, { words, many: list }) =>
      api.create(await inTeam(api, 'invitations'), { email: words[0], roles: list('role') ?? [] }),
  }),
  'my invitations revoke': myCommand({
    usage: 'invitations revoke ID',
    words: 1,
    run: async (api, { words }) =>
      void (await api.ask({ method: 'DELETE', path: idIn(await inTeam(api, 'invitations'), words[0]) })),
    done: ({ words }) => `revoked ${words[0]}`,
  }),
  'my invitations accept': myCommand({
    // Not as a word of the command: those can be seen by everybody on the machine, and stay in the history of the shell.
    usage: 'invitations accept [--token-file FILE]   the token of the mail from a file, or piped in',
    options: { 'token-file': one },
    shows: ['team_id', 'team_name', 'roles'],
    async run(api, typed, { readInput }) {
      const file = typed.one('token-file')
      const token = (file === undefined ? await readInput() : await readFile(file, 'utf8')).trim()
      return api.ask({ method: 'POST', path: '/invitations/accept', body: JSON.stringify({ token }) })
    },
  }),
}
