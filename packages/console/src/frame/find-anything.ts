import { api, ask } from '../api/client.ts'

export interface Found {
  id: string
  kind: 'place' | 'command' | 'team' | 'machine' | 'schedule' | 'connection' | 'aircraft' | 'member'
  name: string
  /** What tells it from others of the same name. */
  detail?: string
  open(): unknown
}

type Go = (name: string, params?: Record<string, string>) => () => unknown
const EACH = 6
const LOOKED_AT = 200

/** Names that hold the words, those first that begin with them. */
export function fitting<T extends { name: string }>(all: readonly T[], words: string): T[] {
  const asked = words.trim().toLowerCase()
  const begins = ({ name }: T) => (name.toLowerCase().startsWith(asked) ? 0 : 1)
  return all.filter(({ name }) => name.toLowerCase().includes(asked)).toSorted((a, b) => begins(a) - begins(b))
}

/**
 * Things of the team by name, of the kinds that the person may read. A kind that cannot be asked leaves the others.
 *
 * @throws Refusal when none of them can
 */
export async function findInTeam(
  words: string,
  may: (permission: string) => boolean,
  team_id: string,
  go: Go,
  signal: AbortSignal,
) {
  const query = { limit: LOOKED_AT }
  const kinds: [string, () => Promise<Found[]>][] = [
    [
      'machine:read',
      async () =>
        (await ask(() => api.GET('/machines', { params: { query: { q: words, limit: EACH } }, signal }))).items.map(
          ({ id, name, region }) => ({ id, name, kind: 'machine', detail: region, open: go('machines.one', { machine: id }) }),
        ),
    ],
    [
      'schedule:read',
      async () =>
        (await ask(() => api.GET('/schedules', { params: { query }, signal }))).items.map(({ id, name, time_zone }) => ({
          ...{ id, name, kind: 'schedule', detail: time_zone, open: go('schedules.one', { schedule: id }) },
        })),
    ],
    [
      'connection:read',
      async () =>
        (await ask(() => api.GET('/connections', { params: { query }, signal }))).items.map(({ id, name, provider }) => ({
          ...{ id, name, kind: 'connection', detail: provider, open: go('connections.one', { connection: id }) },
        })),
    ],
    [
      'aircraft:read',
      async () =>
        (await ask(() => api.GET('/aircraft', { params: { query }, signal }))).items.map(({ id, registration, name }) => ({
          ...{ id, name: registration, kind: 'aircraft', detail: name ?? '', open: go('aircraft.one', { aircraft: id }) },
        })),
    ],
    [
      'member:read',
      async () =>
        (await ask(() => api.GET('/teams/{team_id}/members', { params: { path: { team_id }, query }, signal }))).items.map(
          ({ account_id, name, email }) => ({
            ...{
              id: account_id,
              name: name || email,
              kind: 'member',
              detail: email,
              open: go('members.one', { account: account_id }),
            },
          }),
        ),
    ],
  ]
  const asked = await Promise.allSettled(kinds.filter(([permission]) => may(permission)).map(([, find]) => find()))
  const [first] = asked
  if (first?.status === 'rejected' && asked.every(({ status }) => status === 'rejected')) throw first.reason
  return asked.flatMap((one) => (one.status === 'fulfilled' ? fitting(one.value, words).slice(0, EACH) : []))
}
