import { QueryClient } from '@tanstack/vue-query'
import { Refusal } from './refusal.ts'

/** What was refused is not asked again by itself; what did not arrive, or was too much at once, twice. */
const isPassing = (error: unknown): boolean => error instanceof Refusal && (error.status === 0 || error.status === 503)

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 10_000, retry: (failures, error) => failures < 2 && isPassing(error) },
    mutations: { retry: false },
  },
})
