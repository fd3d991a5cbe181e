import { type Consent, Problem } from '@skykeep/contract'
import type { GrantRow } from '../../auth/end-grants.ts'
import { type Caller, mustActThemselves, NO_TEAM } from '../../auth/principal.ts'
import type { AskingClientService } from '../oauth/asking-clients.service.ts'
import type { GrantService } from '../oauth/grants.service.ts'

interface Needs {
  grants: Pick<GrantService, 'find' | 'listOf' | 'end'>
  clients: AskingClientService
}

export type ConsentService = ReturnType<typeof consentService>

/** What a person has let clients do for them, to see and to take back. */
export function consentService({ grants, clients }: Needs) {
  return {
    async list(caller: Caller): Promise<Consent[]> {
      mustActThemselves(caller)
      return Promise.all((await grants.listOf(caller.id)).map(shown))
    },

    /** All tokens under it end with it. @throws Problem NOT_FOUND */
    async withdraw(caller: Caller, id: string): Promise<void> {
      mustActThemselves(caller)
      const grant = await grants.find(id)
      const isEnded = grant?.account_id === caller.id && (await grants.end(grant, caller, { action: 'consent.withdrawn' }))
      if (!isEnded) throw new Problem('NOT_FOUND')
    },
  }

  async function shown({ id, client_id, acts_in, scopes, created_at, last_used_at, expires_at }: GrantRow): Promise<Consent> {
    const client = await clients.find(client_id)
    return {
      id,
      client: client && (await clients.show(client)),
      client_id,
      team: await clients.teamNamed(acts_in ?? NO_TEAM),
      scopes: clients.describe(scopes),
      created_at: created_at.toISOString(),
      last_used_at: last_used_at?.toISOString() ?? null,
      expires_at: expires_at.toISOString(),
    }
  }
}
