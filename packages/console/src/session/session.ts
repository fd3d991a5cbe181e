import { queryOptions, useQuery } from '@tanstack/vue-query'
import { type ComputedRef, computed } from 'vue'
import { api, ask, askOnce, type Schemas, setWindowTeam } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { Refusal } from '../api/refusal.ts'
import { noteSignedIn } from './asked-proof.ts'

export type CurrentSession = Schemas['CurrentSession']

const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 30_000,
  async queryFn(): Promise<CurrentSession | null> {
    try {
      const session = await askOnce(() => api.GET('/sessions/current'))
      noteSignedIn(true)
      setWindowTeam(session.team?.id ?? null)
      return session
    } catch (error) {
      if (!(error instanceof Refusal && error.status === 401)) throw error
      // It ended under somebody's hands: what they see and type stays until they have signed in again, which the next call asks them for.
      if (queryClient.getQueryData(['session'])) throw error
      return null
    }
  },
})

/** The account of whoever is signed in: what it has to sign in with. */
export const accountQuery = queryOptions({
  queryKey: ['account', 'self'],
  queryFn: () => ask(() => api.GET('/account')),
})

/** Who is signed in; null: nobody. Asked anew when it is older than half a minute. */
export const currentSession = (): Promise<CurrentSession | null> => queryClient.fetchQuery(sessionQuery)

/** After whatever changes who one is, or where. */
export async function renewSession(): Promise<CurrentSession | null> {
  await queryClient.invalidateQueries({ queryKey: ['session'] })
  return queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 })
}

/** The session on screens, which are shown to people who are signed in only. */
export function useSession(): { session: ComputedRef<CurrentSession | null>; may: (permission: string) => boolean } {
  const { data } = useQuery(sessionQuery)
  const session = computed(() => data.value ?? null)
  return { session, may: (permission) => session.value?.permissions.includes(permission) ?? false }
}

/** The key of something of the present team: what was read of one team is never shown in another. */
export const teamKey = (...parts: readonly unknown[]): readonly unknown[] => [
  'team',
  queryClient.getQueryData<CurrentSession | null>(['session'])?.team?.id ?? null,
  ...parts,
]

/** After something was deleted: lists that are not on screen are read anew before they are shown, so that it does not stand there once more. */
export const forgetLists = (...parts: readonly unknown[]): void =>
  queryClient.removeQueries({ queryKey: teamKey(...parts), type: 'inactive' })

export async function signOut(): Promise<void> {
  await askOnce(() => api.DELETE('/sessions/current')).catch((error: unknown) => {
    if (!(error instanceof Refusal && error.status === 401)) throw error
  })
  forget()
}

/**
 * After a sign-in in the middle of work: the call that waits may be made again only for the same person in the same team. False: it is
 * somebody else, or the team is closed to them now, and the page has to begin anew.
 */
export async function resume(): Promise<boolean> {
  const before = queryClient.getQueryData<CurrentSession | null>(['session'])
  const now = await renewSession()
  if (!before || !now || before.account.id !== now.account.id) return false
  if (before.team === null || before.team.id === now.team?.id) return true
  try {
    await askOnce(() => api.PUT('/sessions/current/team', { body: { team_id: before.team!.id } }))
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
  return (await renewSession())?.team?.id === before.team.id
}

/** Nothing of a person stays in the memory of the page after them; what looks at who is signed in sees nobody, until it is asked anew. */
export function forget(): void {
  noteSignedIn(false)
  setWindowTeam(null)
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' })
  queryClient.getMutationCache().clear()
  queryClient.setQueryData(['session'], null, { updatedAt: 0 })
}

/** Somebody else is signed in now: the page begins anew, without anything of who was here before. */
export function beginAnew(): void {
  forget()
  location.assign('/console/')
}

export async function selectTeam(team_id: string): Promise<void> {
  await ask(() => api.PUT('/sessions/current/team', { body: { team_id } }))
  queryClient.removeQueries({ queryKey: ['team'] })
  await renewSession()
}
