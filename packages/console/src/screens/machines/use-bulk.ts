import { useQueryClient } from '@tanstack/vue-query'
import { api, ask, type Schemas } from '../../api/client.ts'
import { Refusal } from '../../api/refusal.ts'
import { teamKey } from '../../session/session.ts'
import type { Machine } from './use-machines.ts'

export type BulkAction = 'start' | 'deallocate' | 'restart'
export type BulkAnswer = Schemas['MachinesActionAnswer']

const AT_A_TIME = 6

/** What is done to several machines: looked at first, and begun as one run. */
export function useBulk() {
  const queryClient = useQueryClient()
  const renew = () => queryClient.invalidateQueries({ queryKey: teamKey('machines') })
  return {
    renew,
    async act(machine_ids: string[], action: BulkAction, dry_run: boolean): Promise<BulkAnswer> {
      const answer = await ask(() => api.POST('/machines/actions', { body: { machine_ids, action, dry_run } }))
      if (!dry_run) await renew()
      return answer
    },
  }
}

/**
 * The machines of a selection: those of the list, and what the address names beside them, read one by one. One that the team does not
 * have, or has no more, is left out.
 */
export async function machinesOf(ids: ReadonlySet<string>, rows: readonly Machine[]): Promise<Machine[]> {
  const known = new Map<string, Machine>(rows.filter(({ id }) => ids.has(id)).map((row) => [row.id, row]))
  const missing = [...ids].filter((id) => !known.has(id))
  const one = async (machine_id: string) => {
    const found = await ask(() => api.GET('/machines/{machine_id}', { params: { path: { machine_id } } })).catch(
      (error: unknown) => {
        if (error instanceof Refusal && error.status === 404) return null
        throw error
      },
    )
    if (found !== null && found.gone_at === null) known.set(found.id, found)
  }
  for (let at = 0; at < missing.length; at += AT_A_TIME) await Promise.all(missing.slice(at, at + AT_A_TIME).map(one))
  return [...ids].flatMap((id) => known.get(id) ?? [])
}
