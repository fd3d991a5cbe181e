import type { RemoteCommand } from '../remote-command.ts'
import { flag, idIn, myCommand } from './my-command.ts'

const account = ['id', 'email', 'name', 'created_at']
const sessions = ['id', 'is_current', 'address', 'user_agent', 'created_at', 'last_seen_at']
const activity = ['at', 'action', 'outcome', 'by', 'address', 'reason']

export const accountCommands: Record<string, RemoteCommand> = {
  'my account': myCommand({
    usage: 'account [--json]',
    shows: account,
    run: (api) => api.ask({ method: 'GET', path: '/account' }),
  }),
  'my account rename': myCommand({
    usage: 'account rename NAME',
    words: 1,
    shows: account,
    run: (api, { words }) => api.change('/account', { name: words[0] }),
  }),
  'my activity': myCommand({
    usage: 'activity [--json]   the newest that you did, and that was done to your account',
    shows: activity,
    run: async (api) => (await api.ask<{ items: unknown[] }>({ method: 'GET', path: '/account/activity' })).items,
  }),
  'my sessions': myCommand({
    usage: 'sessions [--json]',
    shows: sessions,
    run: (api) => api.all('/sessions'),
  }),
  'my sessions end': myCommand({
    usage: 'sessions end ID',
    words: 1,
    run: async (api, { words }) => void (await api.ask({ method: 'DELETE', path: idIn('/sessions', words[0]) })),
    done: ({ words }) => `ended ${words[0]}`,
  }),
  'my sessions end-others': myCommand({
    usage: 'sessions end-others --yes   signs you out everywhere else',
    options: { yes: flag },
    async run(api, { has }) {
      if (!has('yes')) throw new Error('This signs you out everywhere else. If you mean it, add --yes.')
      await api.ask({ method: 'DELETE', path: '/sessions' })
    },
    done: () => 'ended all others',
  }),
}
