import { clientCredentials } from './client-credentials.ts'
import { type ClientNeeds, clientRegistry } from './client-registry.ts'

export type ClientService = ReturnType<typeof clientService>

/** The API clients of a team: who they are, and what they prove it with. */
export function clientService(needs: ClientNeeds) {
  return { ...clientRegistry(needs), ...clientCredentials(needs) }
}
