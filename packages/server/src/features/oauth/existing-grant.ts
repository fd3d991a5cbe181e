import type { KoaContextWithOIDC } from 'oidc-provider'
import type { GrantRow } from '../../auth/end-grants.ts'
import { NO_TEAM } from '../../auth/principal.ts'
import { actsIn } from './asking-clients.service.ts'
import { exchangeOf } from './exchange.ts'
import type { GrantService } from './grants.service.ts'
import { personIn } from './person-session.ts'
import type { SignedIn } from './signed-in.ts'

/**
 * The grant under which a code may be issued without asking (again): the one that the person has given a moment ago, in this very
 * session; or an earlier one, of a client that proves who it is, in the same team and for nothing more. What somebody talked the person
 * into approving in another browser is neither.
 */
export function existingGrant(grants: GrantService) {
  return async (context: KoaContextWithOIDC) => {
    const { client, result, prompts, requestParamScopes, provider } = context.oidc
    const person = await personIn(exchangeOf(context))
    if (!person || !client || !mayActIn(context, person)) return undefined
    const of = { account_id: person.id, client_id: client.clientId, acts_in: person.team_id === NO_TEAM ? null : person.team_id }
    const given = result?.consent?.grantId
    if (given !== undefined) {
      const grant = await grants.find(given)
      return grant && isOf(grant, of) && grant.session_id === person.person.session_id ? provider.Grant.find(grant.id) : undefined
    }
    // A client without a proof of its own could be anybody who says its name.
    const isProven = client.clientAuthMethod !== 'none' && client.applicationType === 'web'
    if (!isProven || prompts.has('consent')) return undefined
    const grant = await grants.remembered(of, [...requestParamScopes])
    return grant ? provider.Grant.find(grant.id) : undefined
  }
}

function mayActIn(context: KoaContextWithOIDC, { team_id }: SignedIn): boolean {
  const { claim } = exchangeOf(context)
  return claim !== null && actsIn(claim.principal, team_id)
}

type Of = Pick<GrantRow, 'account_id' | 'client_id' | 'acts_in'>
const isOf = (grant: GrantRow, of: Of): boolean =>
  grant.account_id === of.account_id && grant.client_id === of.client_id && grant.acts_in === of.acts_in
