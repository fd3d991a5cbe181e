import type { Adapter, AdapterFactory, AdapterPayload, ClientMetadata } from 'oidc-provider'
import type { Database } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import { hashOf } from '../../lib/one-time-value.ts'
import { type ArtefactKey, artefactStore } from './artefacts.store.ts'
import type { LibraryGrants } from './library-grants.ts'
import { errors } from './oidc-library.ts'
import type { HashUserCode } from './user-codes.ts'

interface Needs {
  db: Database
  clock: Clock
  hashUserCode: HashUserCode
  /** Clients are not ours to store: the registry is asked each time, so that a revoked one is gone at once. */
  findClient: (id: string) => Promise<ClientMetadata | undefined>
  /** Nor are grants: what people agreed to has a table of its own (`grants.service.ts`). */
  grants: LibraryGrants
}

/** Where the OAuth library keeps what it must remember, one adapter for each of its models. */
export function adapters({ findClient, grants, ...store }: Needs): AdapterFactory {
  return (model) => {
    if (model === 'Client') return { ...notStored('Clients are registered by their team'), find: findClient }
    if (model === 'Grant') return { ...notStored('Grants are given by people'), ...grants }
    return artefactAdapter(model, store)
  }
}

/** The name under which a value that was handed out is stored: a copy of the table gives nobody a code or a token. */
export const storedId = hashOf

/** A replay record: whoever stores it first was first; all others are refused. Both token endpoints use the same records. */
export const REPLAY_MODEL = 'ReplayDetection'
export const INTERACTION_MODEL = 'Interaction'
export const DEVICE_MODEL = 'DeviceCode'

function artefactAdapter(model: string, { db, clock, hashUserCode }: Pick<Needs, 'db' | 'clock' | 'hashUserCode'>): Adapter {
  const find = async (by: ArtefactKey, value: string): Promise<AdapterPayload | undefined> => {
    const found = await db.withoutTeam((tx) => artefactStore(tx).find(model, by, value, clock.now()), { readOnly: true })
    const consumed = found?.consumed_at && { consumed: Math.floor(found.consumed_at.getTime() / 1_000) }
    return found && { ...found.payload, ...consumed }
  }
  const named = (id: string) => (found: AdapterPayload | undefined) => found && { ...found, jti: id }

  return {
    // Only the device itself asks for its code by that name, again and again until its person has agreed.
    async find(id) {
      const isInTime =
        model !== DEVICE_MODEL || (await db.withoutTeam((tx) => artefactStore(tx).pace(model, storedId(id), clock.now())))
      if (!isInTime) throw new errors.SlowDown()
      return find('id', storedId(id)).then(named(id))
    },
    findByUid: (uid) => find('uid', storedId(uid)),
    // What the device was given is not kept, so that nobody who finds a code by its short name gets what the device gets.
    findByUserCode: async (userCode) => {
      const found = await find('user_code', hashUserCode(userCode))
      return found && { ...found, userCode }
    },

    async upsert(id, { jti: _, userCode, returnTo: __, ...payload }, expiresIn) {
      const artefact = {
        model,
        id: storedId(id),
        payload: storable(payload),
        grant_id: payload.grantId ?? null,
        user_code: userCode === undefined ? null : hashUserCode(userCode),
        uid: payload.uid ? storedId(payload.uid) : null,
        expires_at: expiresIn === undefined ? null : new Date(clock.now().getTime() + expiresIn * 1_000),
        consumed_at: null,
      }
      await db.withoutTeam(async (tx) => {
        if (model !== REPLAY_MODEL) return artefactStore(tx).put(artefact)
        if (!(await artefactStore(tx).putOnce(artefact))) throw new errors.InvalidClientAuth('used before')
      })
    },

    async consume(id) {
      const isFirst = await db.withoutTeam((tx) => artefactStore(tx).consume(model, storedId(id), clock.now()))
      if (!isFirst) throw new errors.InvalidGrant('used before or expired')
    },

    async destroy(id) {
      const isFirst = await db.withoutTeam((tx) => artefactStore(tx).remove(model, storedId(id)))
      // What a person decided is carried out once, however often their browser comes back with it.
      if (!isFirst && model === INTERACTION_MODEL) throw new errors.SessionNotFound('it was carried out before')
    },
    // Codes and refresh tokens go with their grant, in its transaction.
    revokeByGrantId: async () => {},
  }
}

// PostgreSQL keeps neither U+0000 nor half a surrogate pair in jsonb: what a caller planted must end as its fault, not as ours.
const unstorable = /\\u(0000|d[89a-f][0-9a-f]{2})/i

function storable(payload: AdapterPayload): Record<string, unknown> {
  if (unstorable.test(JSON.stringify(payload)))
    throw new errors.InvalidRequest('a parameter holds a character that cannot be kept')
  return payload as Record<string, unknown>
}

function notStored(whose: string): Adapter {
  const refuse = () => Promise.reject(new Error(`${whose}, never by the OAuth library.`))
  return {
    find: refuse,
    upsert: refuse,
    findByUid: refuse,
    findByUserCode: refuse,
    consume: refuse,
    destroy: refuse,
    revokeByGrantId: refuse,
  }
}
