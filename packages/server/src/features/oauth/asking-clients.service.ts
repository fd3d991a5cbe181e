import type { AskingClient } from '@skykeep/contract'
import { NO_TEAM } from '../../auth/principal.ts'
import type { Database } from '../../db/tenancy.ts'
import type { Credentials, MachinePrincipal } from './machine-principal.ts'
import { isOurs, ourClient } from './our-clients.ts'
import { personStore } from './person.store.ts'
import { describedScopes } from './scopes.ts'

type NamedTeam = { id: string; name: string } | null

interface Needs {
  db: Database
  credentials: Pick<Credentials, 'findPrincipal'>
}

export type AskingClientService = ReturnType<typeof askingClientService>

/** Clients as they are shown to the people whom they ask. */
export function askingClientService({ db, credentials }: Needs) {
  return {
    /** A client that may ask people; null when there is none with that id any more. */
    async find(id: string): Promise<MachinePrincipal | null> {
      const found = ourClient(id) ?? (await credentials.findPrincipal(id))
      return found?.active && found.kind === 'client' ? found : null
    },

    async show(client: MachinePrincipal): Promise<AskingClient> {
      const { id, name, team_id, auth_method } = client
      return { id, name, team: isOurs(id) ? null : await teamNamed(team_id), is_proven: auth_method !== 'none' }
    },

    teamNamed,
    describe: describedScopes,
  }

  async function teamNamed(id: string): Promise<NamedTeam> {
    if (id === NO_TEAM) return null
    const name = await db.asTeam(id, (tx) => personStore(tx).teamName(), { readOnly: true })
    return name === null ? null : { id, name }
  }
}

/** A team's client acts in its team. Else somebody could found a team to ask the members of others for what is theirs. */
export const actsIn = ({ id, team_id }: Pick<MachinePrincipal, 'id' | 'team_id'>, team: string): boolean =>
  isOurs(id) || team_id === team
