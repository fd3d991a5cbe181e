import { createHash, randomBytes } from 'node:crypto'
import { type ContactsLink, Problem } from '@skykeep/contract'
import { type Caller, must } from '../../auth/principal.ts'
import { asProblem, type ContactsNeeds, isFailure, notConfigured, ownerOf, STORED } from './contacts-needs.ts'
import { CONTACTS_SCOPE } from './google.ts'
import { type LinkOwner, linksStore } from './links.store.ts'
import { sealedTokens } from './sealed-tokens.ts'

const START_MS = 10 * 60_000
const random = (): string => randomBytes(32).toString('base64url')
const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** How a person links an address book, and ends the link. */
export function contactsLinking({ db, audit, clock, newId, keyRing, google, redirect, log }: ContactsNeeds) {
  const sealed = sealedTokens(keyRing)

  return {
    /**
     * Begins a linking: it can be ended in the session that began it only. Otherwise somebody could send another person to Google and have that
     * person's address book linked to an aircraft of theirs.
     */
    async start(caller: Caller, aircraftId: string | undefined): Promise<{ authorization_url: string; expires_at: string }> {
      must(caller, 'contacts:read')
      if (aircraftId !== undefined) must(caller, 'aircraft:write')
      if (google === null) throw notConfigured()
      const person = ownSession(caller)
      const [state, verifier] = [random(), random()]
      const state_hash = sha256(state)
      const sealed_verifier = await sealed.verifier.seal(caller.team_id, state_hash, verifier)
      const expires_at = new Date(clock.now().getTime() + START_MS)
      const row = {
        state_hash,
        account_id: caller.id,
        session_id: person,
        aircraft_id: aircraftId ?? null,
        sealed_verifier,
        expires_at,
      }
      await db.asTeam(caller.team_id, async (tx) => {
        if (aircraftId !== undefined && !(await linksStore(tx).isOfTeam(aircraftId))) throw new Problem('NOT_FOUND')
        await linksStore(tx).begin(row, clock.now())
        await audit.write(tx, caller, { action: 'contacts.link_started', details: { aircraft_id: aircraftId ?? null } })
      })
      return {
        authorization_url: google.consentUrl({ redirect, state, challenge: sha256(verifier) }),
        expires_at: expires_at.toISOString(),
      }
    },

    /** @throws Problem CONTACTS_LINK_REFUSED when it was begun by somebody else, long ago, or used already, or was declined */
    async finish(caller: Caller, { state, code }: { state: string; code?: string | undefined }): Promise<void> {
      must(caller, 'contacts:read')
      if (google === null) throw notConfigured()
      const session = ownSession(caller)
      const hash = sha256(state)
      const start = await db.asTeam(caller.team_id, (tx) => linksStore(tx).take(hash))
      const isTheirs =
        start !== undefined && start.account_id === caller.id && start.session_id === session && start.expires_at > clock.now()
      if (!isTheirs) return refuse(caller, 'it was begun by somebody else, or long ago, or used already')
      if (code === undefined) return refuse(caller, 'it was declined at Google')
      const verifier = await sealed.verifier.open(caller.team_id, hash, start.sealed_verifier)
      const tokens = await google.redeem(code, verifier, redirect).catch(async (error: unknown) => {
        if (!isFailure(error)) throw error
        log.warn({ kind: error.kind, status: error.status, reason: error.reason }, 'Google gave no tokens')
        if (error.kind === 'refused' && error.reason === 'invalid_grant') return null
        await note(caller, 'Google did not answer as it should')
        throw asProblem(error)
      })
      if (tokens === null) return refuse(caller, 'Google does not take the code')
      if (!tokens.scopes.includes(CONTACTS_SCOPE)) return refuse(caller, 'the right to read contacts was not granted')
      if (tokens.refresh === null)
        return refuse(caller, 'Google gave no lasting right; take it back in the Google account and try again')
      const id = newId()
      const owner: LinkOwner = start.aircraft_id
        ? { account_id: null, aircraft_id: start.aircraft_id }
        : { account_id: caller.id, aircraft_id: null }
      const now = clock.now()
      const row = {
        ...{
          id,
          ...owner,
          state: 'linked' as const,
          scopes: [CONTACTS_SCOPE],
          linked_by: caller.id,
          created_at: now,
          updated_at: now,
        },
        sealed_access: await sealed.access.seal(caller.team_id, id, tokens.access),
        sealed_refresh: await sealed.refresh.seal(caller.team_id, id, tokens.refresh),
        access_ends_at: new Date(now.getTime() + tokens.seconds * 1_000),
      }
      await db.asTeam(caller.team_id, async (tx) => {
        if (owner.aircraft_id !== null && !(await linksStore(tx).isOfTeam(owner.aircraft_id))) throw new Problem('NOT_FOUND')
        await linksStore(tx).replace(owner, row)
        await audit.write(tx, caller, {
          action: 'contacts.link_completed',
          resource: { type: 'contacts_link', id },
          details: { aircraft_id: owner.aircraft_id },
        })
      })
    },

    async status(caller: Caller, aircraftId: string | undefined): Promise<ContactsLink> {
      must(caller, 'contacts:read')
      const owner = ownerOf(caller, aircraftId)
      const link = await db.asTeam(caller.team_id, (tx) => linksStore(tx).find(owner), { readOnly: true })
      return {
        ...{ state: link?.state ?? 'none', aircraft_id: owner.aircraft_id, scopes: link?.scopes ?? [], stored: STORED },
        linked_at: link?.created_at.toISOString() ?? null,
      }
    },

    /** Ends it here in any case, and at Google if that answers. */
    async revoke(caller: Caller, aircraftId: string | undefined): Promise<{ revoked_at_google: boolean }> {
      must(caller, 'contacts:read')
      if (aircraftId !== undefined) must(caller, 'aircraft:write')
      const owner = ownerOf(caller, aircraftId)
      const link = await db.asTeam(caller.team_id, async (tx) => {
        const gone = await linksStore(tx).remove(owner)
        if (!gone) throw new Problem('CONTACTS_NOT_LINKED')
        await audit.write(tx, caller, { action: 'contacts.link_revoked', resource: { type: 'contacts_link', id: gone.id } })
        return gone
      })
      if (google === null) return { revoked_at_google: false }
      try {
        await google.revoke(await sealed.refresh.open(caller.team_id, link.id, link.sealed_refresh))
        return { revoked_at_google: true }
      } catch (error) {
        if (!isFailure(error)) throw error
        // A token that Google does not know any more is revoked.
        return { revoked_at_google: error.kind === 'refused' }
      }
    },
  }

  function note(caller: Caller, reason: string): Promise<void> {
    return db.asTeam(caller.team_id, (tx) =>
      audit.write(tx, caller, { action: 'contacts.link_failed', outcome: 'failure', reason }),
    )
  }

  async function refuse(caller: Caller, why: string): Promise<never> {
    await note(caller, why)
    throw new Problem('CONTACTS_LINK_REFUSED', { detail: `The linking was refused: ${why}.` })
  }
}

/** The session of a person themselves. A client that acts for somebody has none, and cannot link. */
function ownSession({ kind, person }: Caller): string {
  if (kind !== 'account' || person === undefined || person.client_id !== null)
    throw new Problem('PERMISSION_DENIED', { detail: 'People link address books, in a session of theirs.' })
  return person.session_id
}
