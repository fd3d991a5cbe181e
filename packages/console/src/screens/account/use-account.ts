import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { api, ask } from '../../api/client.ts'
import { accountQuery, renewSession } from '../../session/session.ts'

export function useAccount() {
  const queryClient = useQueryClient()
  return {
    account: useQuery(accountQuery),
    /** After whatever changes what the account has: also what the session is worth may be another now. */
    async renew(): Promise<void> {
      await queryClient.invalidateQueries({ queryKey: ['account'] })
      await renewSession()
    },
  }
}

export const usePasskeys = () =>
  useQuery({
    queryKey: ['account', 'passkeys'],
    queryFn: ({ signal }) => ask(() => api.GET('/account/passkeys', { params: { query: { limit: 200 } }, signal })),
  })
