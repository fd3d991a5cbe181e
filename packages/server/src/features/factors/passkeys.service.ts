import { generateRegistrationOptions } from '@simplewebauthn/server'
import { type NewPasskey, type Passkey, type PasskeyChallenge, Problem } from '@skykeep/contract'
import type { Audit } from '../../audit/audit.ts'
import { type Caller, mustBeThemselves } from '../../auth/principal.ts'
import type { Database } from '../../db/tenancy.ts'
import { idOfCursor, pageOf } from '../../lib/id-cursor.ts'
import type { Clock } from '../../lib/new-id.ts'
import { accountResource, type FactorChanges } from './factor-changes.ts'
import { factorNotices } from './factor-notices.ts'
import { hasFactor } from './factor-state.ts'
import { algorithms, credentialMade } from './passkey-ceremony.ts'
import { CEREMONY_MS, type PasskeyChallenges } from './passkey-challenges.ts'
import { type PasskeyRow, passkeysStore } from './passkeys.store.ts'
import { recoveryCodesStore } from './recovery-codes.store.ts'
import type { RelyingParty } from './relying-party.ts'
import { isSecondFactorDemanded, mustLeaveEnough } from './removal-rule.ts'
import type { Rise, StartedSession } from './rise.ts'
import { userHandleBytes } from './user-handle.ts'

interface Needs {
  db: Database
  audit: Pick<Audit, 'write'>
  clock: Clock
  newId: () => string
  changes: FactorChanges
  challenges: PasskeyChallenges
  relyingParty: RelyingParty
  rise: Rise
}

export type PasskeyService = ReturnType<typeof passkeyService>

/** How a person adds, names and removes passkeys. Signing in with them is in `passkey-sign-in.ts`. */
export function passkeyService({ db, audit, clock, newId, changes, challenges, relyingParty, rise }: Needs) {
  return {
    async begin(caller: Caller): Promise<PasskeyChallenge> {
      mustBeThemselves(caller)
      return changes.withoutNotice(caller, async (tx, { owner }) => {
        const existing = await passkeysStore(tx).ofAccount(caller.id)
        const { challenge, bytes } = await challenges.begin(tx, 'passkey_registration', caller.id)
        const options = await generateRegistrationOptions({
          rpName: relyingParty.name,
          rpID: relyingParty.id,
          userID: userHandleBytes(caller.id),
          userName: owner.email,
          userDisplayName: owner.name,
          challenge: bytes,
          timeout: CEREMONY_MS,
          attestationType: 'none',
          // Kept in the authenticator with its account, so that it can sign in without a name being typed.
          authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
          supportedAlgorithmIDs: algorithms,
          excludeCredentials: existing.map(({ credential_id, transports }) => ({ id: credential_id, transports })),
        })
        return { challenge, options: { ...options } }
      })
    },

    async add(caller: Caller, { challenge, name, response }: NewPasskey): Promise<Passkey & { session: StartedSession }> {
      mustBeThemselves(caller)
      const begun = await db.withoutTeam((tx) => challenges.consume(tx, 'passkey_registration', challenge))
      if (begun?.account_id !== caller.id) throw refused('challenge', 'is used, too old or none of this account')
      const made = await credentialMade(relyingParty, challenge, response)
      if (!made) throw refused('response', 'is no passkey that was made for this challenge on a page of ours')
      const row: PasskeyRow = { id: newId(), account_id: caller.id, name, ...made, created_at: clock.now(), last_used_at: null }
      await changes.change(caller, factorNotices.passkeyAdded(name), async (tx, { state }) => {
        await passkeysStore(tx).insert(row)
        await audit.write(tx, caller, {
          action: 'factor.passkey_added',
          resource: accountResource(caller.id),
          before: { passkey_count: state.passkeys },
          after: { passkey_count: state.passkeys + 1, ...toldOf(row) },
        })
      })
      return { ...shown(row), session: await rise(caller, ['passkey']) }
    },

    async list(caller: Caller, { limit, cursor }: { limit: number; cursor?: string }) {
      mustBeThemselves(caller)
      const after = cursor === undefined ? undefined : idOfCursor(cursor)
      const rows = await db.withoutTeam((tx) => passkeysStore(tx).page(caller.id, after, limit + 1), { readOnly: true })
      return pageOf(rows, limit, ({ id }) => id, shown)
    },

    async rename(caller: Caller, id: string, { name }: { name: string }): Promise<Passkey> {
      mustBeThemselves(caller)
      return changes.withoutNotice(caller, async (tx) => {
        const store = passkeysStore(tx)
        const row = existing(await store.find(caller.id, id))
        await store.rename(id, name)
        const about = { passkey_id: id }
        await audit.write(tx, caller, {
          action: 'factor.passkey_renamed',
          resource: accountResource(caller.id),
          before: { name: row.name },
          after: { name },
          details: about,
        })
        return shown({ ...row, name })
      })
    },

    async remove(caller: Caller, id: string): Promise<void> {
      mustBeThemselves(caller)
      const isDemanded = await isSecondFactorDemanded(db, caller.id)
      const known = existing(await db.withoutTeam((tx) => passkeysStore(tx).find(caller.id, id), { readOnly: true }))
      await changes.change(caller, factorNotices.passkeyRemoved(known.name), async (tx, { owner, state }) => {
        const row = existing(await passkeysStore(tx).find(caller.id, id))
        const left = { ...state, passkeys: state.passkeys - 1 }
        mustLeaveEnough(owner, isDemanded, left)
        await passkeysStore(tx).remove(id)
        if (!hasFactor(left)) await recoveryCodesStore(tx).removeAll(caller.id)
        await audit.write(tx, caller, {
          action: 'factor.passkey_removed',
          resource: accountResource(caller.id),
          before: { passkey_count: state.passkeys, ...toldOf(row) },
          after: { passkey_count: left.passkeys },
        })
      })
    },
  }
}

const refused = (member: string, detail: string) =>
  new Problem('VALIDATION_FAILED', { errors: [{ pointer: `#/${member}`, detail }] })

/** That of another account is answered like one that never existed. */
function existing(row: PasskeyRow | undefined): PasskeyRow {
  if (!row) throw new Problem('NOT_FOUND')
  return row
}

const toldOf = ({ id, name, is_backed_up }: PasskeyRow) => ({ passkey_id: id, name, is_backed_up })

const shown = ({ id, name, is_backed_up, transports, created_at, last_used_at }: PasskeyRow): Passkey => ({
  id,
  name,
  is_backed_up,
  transports,
  created_at: created_at.toISOString(),
  last_used_at: last_used_at?.toISOString() ?? null,
})
