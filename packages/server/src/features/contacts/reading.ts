import { type Contact, type Contacts, type ContactsQuery, Problem } from '@skykeep/contract'
import { type Caller, must } from '../../auth/principal.ts'
import { asProblem, type ContactsNeeds, isFailure, notConfigured, ownerOf } from './contacts-needs.ts'
import type { Google, GooglePerson, PeopleList } from './google.ts'
import { type LinkOwner, type LinkRow, linksStore } from './links.store.ts'
import { sealedTokens } from './sealed-tokens.ts'

/** A token that ends within a minute is not used: it could end on its way. */
const MARGIN_MS = 60_000
const SEARCH_MAX = 30
const sourceNames = { contact: 'READ_SOURCE_TYPE_CONTACT', profile: 'READ_SOURCE_TYPE_PROFILE' } as const

/** Contacts, handed through: nothing of them is kept. */
export function contactsReading({ db, locks, audit, clock, keyRing, google, log, metrics }: ContactsNeeds) {
  const sealed = sealedTokens(keyRing)
  const refreshing = new Map<string, Promise<string>>()

  return {
    async list(caller: Caller, query: ContactsQuery): Promise<Contacts> {
      must(caller, 'contacts:read')
      if (google === null) throw notConfigured()
      const owner = ownerOf(caller, query.aircraft_id)
      const link = await db.asTeam(caller.team_id, (tx) => linksStore(tx).find(owner), { readOnly: true })
      if (!link) throw new Problem('CONTACTS_NOT_LINKED')
      if (link.state === 'withdrawn') throw new Problem('CONTACTS_CONSENT_WITHDRAWN')
      const found = await counted(() => withAccess(google, caller, owner, link, (access) => ask(google, access, query)))
      const items = found.connections.map((person) => shown(person, query.person_fields))
      await db.asTeam(caller.team_id, (tx) =>
        audit.write(tx, caller, {
          action: 'contacts.read',
          resource: { type: 'contacts_link', id: link.id },
          details: { contacts: items.length },
        }),
      )
      const { totalItems, nextPageToken, nextSyncToken } = found
      return { items, total: totalItems ?? null, next_page: nextPageToken ?? null, next_sync: nextSyncToken ?? null }
    },
  }

  async function ask(asked: Google, access: string, query: ContactsQuery): Promise<PeopleList> {
    const fields = query.person_fields.join(',')
    const sources = query.sources.split(',').map((name) => sourceNames[name as keyof typeof sourceNames])
    if (query.q !== undefined) {
      const pageSize = String(Math.min(query.page_size, SEARCH_MAX))
      return { connections: await asked.search(access, { query: query.q, readMask: fields, pageSize, sources: sources[0] }) }
    }
    return asked.list(access, {
      personFields: fields,
      pageSize: String(query.page_size),
      pageToken: query.page_token,
      sortOrder: query.sync_token === undefined ? query.sort_order : undefined,
      requestSyncToken: query.request_sync_token ? 'true' : undefined,
      syncToken: query.sync_token,
      sources: sources[0],
    })
  }

  /** Uses the token at hand; if it has ended, or Google says so, a fresh one, once. */
  async function withAccess<T>(
    asked: Google,
    caller: Caller,
    owner: LinkOwner,
    link: LinkRow,
    work: (access: string) => Promise<T>,
  ): Promise<T> {
    const { team_id } = caller
    try {
      if (link.access_ends_at.getTime() - MARGIN_MS > clock.now().getTime()) {
        const access = await sealed.access.open(team_id, link.id, link.sealed_access)
        try {
          return await work(access)
        } catch (error) {
          if (!isFailure(error) || error.status !== 401) throw error
        }
      }
      return await work(await fresh(asked, team_id, owner, link))
    } catch (error) {
      if (!isFailure(error)) throw error
      log.warn({ kind: error.kind, status: error.status, reason: error.reason }, 'Google did not answer as it should')
      if (error.status === 401) return withdrawn(caller, link)
      if (error.kind === 'refused' && error.reason === 'invalid_grant') return withdrawn(caller, link)
      if (error.kind === 'refused' && error.reason === 'FAILED_PRECONDITION') throw new Problem('CONTACTS_SYNC_EXPIRED')
      throw asProblem(error)
    }
  }

  /**
   * One of all who find the token ended refreshes it, in whatever process they are: the others wait for the row and find a fresh one. The row is held
   * while Google thinks, for five seconds at most.
   */
  function fresh(asked: Google, team_id: string, owner: LinkOwner, seen: LinkRow): Promise<string> {
    const key = `${team_id} ${seen.id} ${seen.sealed_access}`
    const going = refreshing.get(key) ?? refresh(asked, team_id, owner, seen).finally(() => refreshing.delete(key))
    refreshing.set(key, going)
    return going
  }

  function refresh(asked: Google, team_id: string, owner: LinkOwner, seen: LinkRow): Promise<string> {
    return locks.asTeam(team_id, async (tx) => {
      const link = await linksStore(tx).lock(owner)
      if (!link) throw new Problem('CONTACTS_NOT_LINKED')
      if (link.sealed_access !== seen.sealed_access) return sealed.access.open(team_id, link.id, link.sealed_access)
      const tokens = await asked.refresh(await sealed.refresh.open(team_id, link.id, link.sealed_refresh))
      const now = clock.now()
      await linksStore(tx).keepTokens(
        link.id,
        {
          sealed_access: await sealed.access.seal(team_id, link.id, tokens.access),
          access_ends_at: new Date(now.getTime() + tokens.seconds * 1_000),
          ...(tokens.refresh !== null && { sealed_refresh: await sealed.refresh.seal(team_id, link.id, tokens.refresh) }),
        },
        now,
      )
      return tokens.access
    })
  }

  async function withdrawn(caller: Caller, link: LinkRow): Promise<never> {
    await db.asTeam(caller.team_id, async (tx) => {
      await linksStore(tx).withdrawn(link.id, clock.now())
      await audit.write(tx, caller, {
        action: 'contacts.link_failed',
        outcome: 'failure',
        reason: 'the consent was withdrawn at Google',
        resource: { type: 'contacts_link', id: link.id },
      })
    })
    throw new Problem('CONTACTS_CONSENT_WITHDRAWN')
  }

  async function counted<T>(work: () => Promise<T>): Promise<T> {
    try {
      const answer = await work()
      metrics.contactsCalls.inc({ outcome: 'ok' })
      return answer
    } catch (error) {
      metrics.contactsCalls.inc({ outcome: error instanceof Problem ? error.code : 'INTERNAL' })
      throw error
    }
  }
}

/** What was asked for and nothing else, whatever Google sent. */
function shown({ resourceName, etag, metadata, ...rest }: GooglePerson, fields: readonly string[]): Contact {
  const asked = fields.filter((name) => rest[name] !== undefined).map((name) => [name, rest[name]])
  return {
    resource_name: resourceName,
    etag: etag ?? null,
    is_deleted: metadata?.deleted === true,
    fields: Object.fromEntries(asked),
  }
}
