import { Refused, type RemoteCommand } from '../remote-command.ts'
import { flag, given, idIn, many, myCommand, one, teamIn } from './my-command.ts'

const team = [
  'id',
  'name',
  'roles',
  'second_factor_required',
  'session_idle_seconds',
  'session_seconds',
  'allowed_networks',
  'version',
]

export const teamCommands: Record<string, RemoteCommand> = {
  'my teams': myCommand({
    usage: 'teams [--json]   all that you are in',
    shows: ['id', 'name', 'roles', 'created_at'],
    run: (api) => api.all('/teams'),
  }),
  'my teams create': myCommand({
    usage: 'teams create NAME',
    words: 1,
    shows: team,
    run: (api, { words }) => api.create('/teams', { name: words[0] }),
  }),
  'my team': myCommand({
    usage: 'team [--json]   the one that you act in',
    shows: team,
    run: async (api) => api.ask({ method: 'GET', path: idIn('/teams', await teamIn(api)) }),
  }),
  'my team change': myCommand({
    usage: `team change [--name NAME] [--second-factor required|optional] [--session-seconds N] [--idle-seconds N]
                [--network CIDR]… [--any-network]`,
    options: { name: one, 'second-factor': one, 'session-seconds': one, 'idle-seconds': one, network: many, 'any-network': flag },
    shows: team,
    async run(api, typed) {
      const patch = given({
        name: typed.one('name'),
        second_factor_required: requirementOf(typed.one('second-factor')),
        session_seconds: secondsOf(typed.one('session-seconds')),
        session_idle_seconds: secondsOf(typed.one('idle-seconds')),
        allowed_networks: typed.has('any-network') ? [] : typed.many('network'),
      })
      if (Object.keys(patch).length === 0) throw new Error('Say what to change: skykeep help my')
      return api.change(idIn('/teams', await teamIn(api)), patch)
    },
  }),
  'my team delete': myCommand({
    usage: 'team delete --name NAME   shows what goes with it, and deletes it when NAME is its name',
    options: { name: one },
    async run(api, typed, { warn }) {
      const path = idIn('/teams', await teamIn(api))
      const { name, lost, kept } = await api.ask<Deletion>({ method: 'GET', path: `${path}/deletion` })
      warn(`With it go: ${counted(lost)}. What stays: ${counted(kept)}.`)
      if (typed.one('name') !== name) throw new Refused('Nothing was deleted. To delete the team, repeat its name with --name.')
      await api.remove(path)
    },
    done: ({ one: option }) => `deleted the team ${option('name')}`,
  }),
}

interface Deletion {
  name: string
  lost: Record<string, number>
  kept: Record<string, number>
}

const counted = (things: Record<string, number>): string =>
  Object.entries(things)
    .map(([name, count]) => `${count} ${name.replaceAll('_', ' ')}`)
    .join(', ')

function requirementOf(text: string | undefined): boolean | undefined {
  if (text !== undefined && text !== 'required' && text !== 'optional')
    throw new Error('--second-factor is required or optional.')
  return text === undefined ? undefined : text === 'required'
}

/** `usual` goes back to what the installation has. */
function secondsOf(text: string | undefined): number | null | undefined {
  if (text === undefined) return undefined
  if (text === 'usual') return null
  if (!/^\d{1,9}$/.test(text)) throw new Error('Seconds are a whole number, or: usual')
  return Number(text)
}
