import { type Contact, type Contacts, type ContactsQuery, Problem } from '@skykeep/contract'
import { type Caller, must } from '../../auth/principal.ts'
import type { OutsideFailure } from '../../lib/ask-outside.ts'
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
      const found = await counted(() => withAccess(google, caller, owner, link, query, (access) => ask(google, access, query)))
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
      return { connections: await asked.search(access, { query: query.q, readMask: fields, pageSize, sources }) }
    }
    return asked.list(access, {
      personFields: fields,
      pageSize: String(query.page_size),
      pageToken: query.page_token,
      sortOrder: query.sync_token === undefined ? query.sort_order : undefined,
      requestSyncToken: query.request_sync_token ? 'true' : undefined,
      syncToken: query.sync_token,
      sources,
    })
  }

  /** Uses the token at hand; if it has ended, or Google says so, a fresh one, once. */
  async function withAccess<T>(
    asked: Google,
    caller: Caller,
    owner: LinkOwner,
    link: LinkRow,
    query: ContactsQuery,
    work: (access: string) => Promise<T>,
  ): Promise<T> {
    try {
      if (link.access_ends_at.getTime() - MARGIN_MS > clock.now().getTime()) {
        const access = await sealed.access.open(caller.team_id, link.id, link.sealed_access)
        try {
          return await work(access)
        } catch (error) {
          if (!isFailure(error) || error.status !== 401) throw error
        }
      }
      return await work(await fresh(asked, caller, owner, link))
    } catch (error) {
      if (!isFailure(error)) throw error
      log.warn({ kind: error.kind, status: error.status, reason: error.reason }, 'Google did not answer as it should')
      throw faultOf(query, error) ?? asProblem(error)
    }
  }

  /**
   * One of all who find the token ended refreshes it, in whatever process they are: the others wait for the row and find a fresh one. The row is held
   * while Google thinks, for five seconds at most.
   */
  function fresh(asked: Google, caller: Caller, owner: LinkOwner, seen: LinkRow): Promise<string> {
    const key = `${caller.team_id} ${seen.id} ${seen.sealed_access}`
    const going = refreshing.get(key) ?? refresh(asked, caller, owner, seen).finally(() => refreshing.delete(key))
    refreshing.set(key, going)
    return going
  }

  async function refresh(asked: Google, caller: Caller, owner: LinkOwner, seen: LinkRow): Promise<string> {
    const { team_id } = caller
    const access = await locks.asTeam(team_id, async (tx) => {
      const store = linksStore(tx)
      const link = await store.lock(owner)
      if (!link) throw new Problem('CONTACTS_NOT_LINKED')
      if (link.state === 'withdrawn') return null
      if (link.sealed_access !== seen.sealed_access) return sealed.access.open(team_id, link.id, link.sealed_access)
      const tokens = await asked.refresh(await sealed.refresh.open(team_id, link.id, link.sealed_refresh)).catch(unlessWithdrawn)
      const now = clock.now()
      if (tokens === null) {
        await store.withdrawn(link.id, now)
        await audit.write(tx, caller, {
          action: 'contacts.link_failed',
          outcome: 'failure',
          reason: 'the consent was withdrawn at Google',
          resource: { type: 'contacts_link', id: link.id },
        })
        return null
      }
      await store.keepTokens(
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
    if (access === null) throw new Problem('CONTACTS_CONSENT_WITHDRAWN')
    return access
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

/**
 * Only this word says that a person has taken their consent back. A wrong secret of our application, which is refused as well, must not end every link
 * there is.
 */
function unlessWithdrawn(error: unknown): null {
  if (isFailure(error) && error.kind === 'refused' && error.reason === 'invalid_grant') return null
  throw error
}

/** What Google refuses because of a token that the caller sent; null: it is not the caller’s fault. */
function faultOf(query: ContactsQuery, { kind, status, reason }: OutsideFailure): Problem | null {
  if (kind !== 'refused' || status !== 400) return null
  if (reason === 'FAILED_PRECONDITION') return new Problem('CONTACTS_SYNC_EXPIRED')
  const name = query.page_token !== undefined ? 'page_token' : query.sync_token !== undefined ? 'sync_token' : null
  if (reason !== 'INVALID_ARGUMENT' || name === null) return null
  const detail = 'is not one that was answered to the same question'
  return new Problem('VALIDATION_FAILED', { errors: [{ pointer: `#/query/${name}`, detail }] })
}

/** What was asked for and nothing else, whatever Google sent. */
function shown(person: GooglePerson, fields: readonly string[]): Contact {
  const { resourceName, etag, metadata } = person
  const asked = fields.filter((name) => person[name] !== undefined).map((name) => [name, person[name]])
  return {
    resource_name: resourceName,
    etag: etag ?? null,
    is_deleted: metadata?.deleted === true,
    fields: Object.fromEntries(asked),
  }
}
