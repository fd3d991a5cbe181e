import { hash } from 'node:crypto'
import type { Adapter, AdapterFactory, AdapterPayload, ClientMetadata } from 'oidc-provider'
import type { Database } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import { artefactStore } from './artefacts.store.ts'
import { errors } from './oidc-library.ts'

interface Needs {
  db: Database
  clock: Clock
  /** Clients are not ours to store: the registry is asked each time, so that a revoked one is gone at once. */
  findClient: (id: string) => Promise<ClientMetadata | undefined>
}

/** Where the OAuth library keeps what it must remember, one adapter for each of its models. */
export function adapters({ db, clock, findClient }: Needs): AdapterFactory {
  return (model) => (model === 'Client' ? clientAdapter(findClient) : artefactAdapter(model, db, clock))
}

/** The name under which a value that was handed out is stored: a copy of the table gives nobody a code or a token. */
export const storedId = (value: string): string => hash('sha256', value, 'base64url')

/** A replay record: whoever stores it first was first; all others are refused. Both token endpoints use the same records. */
export const REPLAY_MODEL = 'ReplayDetection'

function artefactAdapter(model: string, db: Database, clock: Clock): Adapter {
  const find = async (by: 'id' | 'uid', value: string): Promise<AdapterPayload | undefined> => {
    const found = await db.withoutTeam((tx) => artefactStore(tx).find(model, by, storedId(value), clock.now()), {
      readOnly: true,
    })
    if (!found) return undefined
    const consumed = found.consumed_at && { consumed: Math.floor(found.consumed_at.getTime() / 1_000) }
    return { ...found.payload, ...(by === 'id' && { jti: value }), ...consumed }
  }

  return {
    find: (id) => find('id', id),
    findByUid: (uid) => find('uid', uid),
    // Whoever finds a device code by its short name also needs its long one, which is not kept: the device flow must bring a seal for it.
    findByUserCode: () => Promise.reject(new Error('The device flow is off.')),

    async upsert(id, { jti: _, ...payload }, expiresIn) {
      const artefact = {
        model,
        id: storedId(id),
        payload: storable(payload),
        grant_id: payload.grantId ?? null,
        user_code: null,
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

    destroy: (id) => db.withoutTeam((tx) => artefactStore(tx).remove(model, storedId(id))),
    revokeByGrantId: (grantId) => db.withoutTeam((tx) => artefactStore(tx).removeGrant(grantId)),
  }
}

// PostgreSQL keeps neither U+0000 nor half a surrogate pair in jsonb: what a caller planted must end as its fault, not as ours.
const unstorable = /\\u(0000|d[89a-f][0-9a-f]{2})/i

function storable(payload: AdapterPayload): Record<string, unknown> {
  if (unstorable.test(JSON.stringify(payload)))
    throw new errors.InvalidRequest('a parameter holds a character that cannot be kept')
  return payload as Record<string, unknown>
}

function clientAdapter(findClient: Needs['findClient']): Adapter {
  const refuse = () => Promise.reject(new Error('Clients are registered by their team, never by the OAuth library.'))
  return {
    find: (id) => findClient(id),
    upsert: refuse,
    findByUid: refuse,
    findByUserCode: refuse,
    consume: refuse,
    destroy: refuse,
    revokeByGrantId: refuse,
  }
}
