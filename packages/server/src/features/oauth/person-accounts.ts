import type { FindAccount } from 'oidc-provider'
import { systemActor } from '../../audit/fact.ts'
import type { GrantRow } from '../../auth/end-grants.ts'
import { readMember } from '../../auth/registered.ts'
import type { Database } from '../../db/tenancy.ts'
import type { RateLimits } from '../../http/rate-limits.ts'
import type { Clock } from '../../lib/new-id.ts'
import { exchangeOf } from './exchange.ts'
import type { GrantService } from './grants.service.ts'
import { errors } from './oidc-library.ts'
import { personStore } from './person.store.ts'

interface Needs {
  db: Database
  clock: Clock
  grants: GrantService
  limits: Pick<RateLimits, 'countToken'>
}

/** A code or refresh token that is to become an access token, and how its person proved who they are. */
interface Source {
  grantId?: string | undefined
  acr?: string | undefined
  authTime?: number | undefined
}

/**
 * People as the OAuth library asks for them. When tokens are issued it is looked again at what may have changed since they agreed:
 * whether the account is open, they are in the team, and proved as much as the team demands now. If not, the grant is over.
 */
export function personAccounts({ db, clock, grants, limits }: Needs): FindAccount {
  return async (context, accountId, token) => {
    const account = await db.withoutTeam((tx) => personStore(tx).find(accountId), { readOnly: true })
    const isActive = account?.status === 'active'
    if (token === undefined) return isActive ? asLibraryAccount(accountId) : undefined
    const { reply, request } = exchangeOf(context)
    const source = token as Source
    const grant = source.grantId === undefined ? null : await grants.find(source.grantId)
    // It may have been ended while this request was under way: then its tokens are void, whoever gets them.
    if (grant) {
      const fault = isActive ? await faultOf(grant, source) : 'the account is closed'
      if (fault !== null) {
        await grants.end(grant, systemActor('oauth', request.trace.trace_id), { action: 'grant.revoked', reason: fault })
        throw new errors.InvalidGrant(fault)
      }
    }
    await limits.countToken(accountId, reply)
    return isActive ? asLibraryAccount(accountId) : undefined
  }

  async function faultOf({ account_id, acts_in }: GrantRow, { acr, authTime = 0 }: Source): Promise<string | null> {
    if (acts_in === null) return null
    const now = clock.now()
    return db.asTeam(
      acts_in,
      async (tx) => {
        const member = await readMember(tx, account_id, now.getTime())
        if (!member) return 'the person is not in the team any more'
        if (member.needsSecondFactor && acr !== 'multi') return 'the team demands a second factor'
        const longest = await personStore(tx).sessionSeconds()
        const age = now.getTime() / 1_000 - authTime
        return longest !== null && age >= longest ? 'the sign-in is older than the team lets it be' : null
      },
      { readOnly: true },
    )
  }
}

/** An ID token names the person and no more: name and address are for whoever asks at the userinfo endpoint. */
const asLibraryAccount = (accountId: string) => ({ accountId, claims: async () => ({ sub: accountId }) })
