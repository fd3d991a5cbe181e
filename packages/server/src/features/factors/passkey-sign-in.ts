import { generateAuthenticationOptions } from '@simplewebauthn/server'
import { PasskeyAssertion, type PasskeyChallenge } from '@skykeep/contract'
import type { Database } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import { assertionMade } from './passkey-ceremony.ts'
import { CEREMONY_MS, type PasskeyChallenges } from './passkey-challenges.ts'
import { passkeysStore } from './passkeys.store.ts'
import type { RelyingParty } from './relying-party.ts'
import { userHandleOf } from './user-handle.ts'

interface Needs {
  db: Database
  clock: Clock
  challenges: PasskeyChallenges
  relyingParty: RelyingParty
}

export interface ProvenPasskey {
  account_id: string
  method: 'passkey'
}

/** Signing in with a passkey: as second factor of an account that is known, or alone. */
export function passkeySignIn({ db, clock, challenges, relyingParty }: Needs) {
  return {
    async begin(account_id: string | null): Promise<PasskeyChallenge> {
      return db.withoutTeam(async (tx) => {
        const passkeys = account_id === null ? [] : await passkeysStore(tx).ofAccount(account_id)
        const { challenge, bytes } = await challenges.begin(tx, 'passkey_authentication', account_id)
        const options = await generateAuthenticationOptions({
          rpID: relyingParty.id,
          challenge: bytes,
          timeout: CEREMONY_MS,
          userVerification: 'required',
          allowCredentials: passkeys.map(({ credential_id, transports }) => ({ id: credential_id, transports })),
        })
        return { challenge, options: { ...options } }
      })
    },

    /** The account whose passkey answered the challenge; null for everything else, which then is used up too. */
    async finish(challenge: string, response: unknown, account_id?: string): Promise<ProvenPasskey | null> {
      const assertion = PasskeyAssertion.safeParse(response)
      return db.withoutTeam(async (tx) => {
        const begun = await challenges.consume(tx, 'passkey_authentication', challenge)
        if (!begun || !assertion.success) return null
        // A challenge that was made for one account proves nothing about another, nor does one that was made for anybody.
        if (account_id !== undefined && begun.account_id !== account_id) return null
        const store = passkeysStore(tx)
        const passkey = await store.byCredential(assertion.data.id)
        if (!passkey || !isMeant(passkey.account_id, begun.account_id, assertion.data)) return null
        const made = await assertionMade(relyingParty, challenge, assertion.data, passkey)
        if (!made || !(await store.use(passkey.id, made.counter, made.is_backed_up, clock.now()))) return null
        return { account_id: passkey.account_id, method: 'passkey' }
      })
    },
  }
}

/** Without an account that was named before, the passkey itself has to say whose it is (Web Authentication §7.2, step 6). */
function isMeant(owner: string, begunFor: string | null, { response }: PasskeyAssertion): boolean {
  const handle = response.userHandle ?? undefined
  if (begunFor === null) return handle === userHandleOf(owner)
  return begunFor === owner && (handle === undefined || handle === userHandleOf(owner))
}
