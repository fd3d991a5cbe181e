import { X509Certificate } from 'node:crypto'
import { type ConnectionCertificateWithPem, type NewConnectionCertificate, Problem } from '@skykeep/contract'
import { type Caller, must } from '../../auth/principal.ts'
import type { Repeatable } from '../../lib/once-only.ts'
import { connectionKeysStore } from './connection-keys.store.ts'
import { newConnectionKey } from './connection-keys.ts'
import type { ConnectionNeeds } from './connection-needs.ts'
import { connectionsStore } from './connections.store.ts'
import { certificateWithPem, existing, resourceOf } from './shown-connection.ts'

/**
 * The certificates of a connection. A rotation stops nothing: the next key is made and its certificate registered while the active one signs;
 * a check lets the next one sign as soon as the cloud takes it, and the former one stays valid there until somebody removes it.
 */
export function connectionCertificates({ db, audit, clock, newId, once, keyRing }: ConnectionNeeds) {
  return {
    /** The public part. @throws Problem CONNECTION_WITHOUT_CERTIFICATE */
    async certificate(caller: Caller, id: string, state: 'active' | 'next'): Promise<{ pem: string; der: Buffer }> {
      must(caller, 'connection:read')
      const key = await db.asTeam(
        caller.team_id,
        async (tx) => {
          existing(await connectionsStore(tx).find(id))
          return connectionKeysStore(tx).inState(id, state)
        },
        { readOnly: true },
      )
      if (!key) throw new Problem('CONNECTION_WITHOUT_CERTIFICATE')
      return { pem: key.certificate, der: new X509Certificate(key.certificate).raw }
    },

    /** Begins a rotation. @throws Problem CERTIFICATE_ROTATION_OPEN */
    async rotate(
      caller: Caller,
      id: string,
      form: NewConnectionCertificate,
      call?: Repeatable,
    ): Promise<ConnectionCertificateWithPem> {
      must(caller, 'connection:write')
      const about = { team_id: caller.team_id, connection_id: id, id: newId(), now: clock.now() }
      await db.asTeam(caller.team_id, async (tx) => existing(await connectionsStore(tx).find(id)), { readOnly: true })
      const key = { ...(await newConnectionKey(keyRing, about, form)), state: 'next' as const }
      return once(caller, call, async (tx) => {
        const connection = existing(await connectionsStore(tx).lock(id))
        if (connection.provider !== 'azure') throw new Problem('CONNECTION_WITHOUT_CERTIFICATE')
        const keys = connectionKeysStore(tx)
        if (await keys.inState(id, 'next')) throw new Problem('CERTIFICATE_ROTATION_OPEN')
        await keys.insert(key)
        await audit.write(tx, caller, {
          action: 'connection.certificate_made',
          resource: resourceOf(connection),
          after: { thumbprint: key.thumbprint, bits: key.bits, not_after: key.not_after },
        })
        return certificateWithPem(key)
      })
    },

    /** Destroys the private part of a former or a next key. @throws Problem NOT_FOUND, CERTIFICATE_IN_USE */
    async destroy(caller: Caller, id: string, certificateId: string): Promise<void> {
      must(caller, 'connection:write')
      await db.asTeam(caller.team_id, async (tx) => {
        const connection = existing(await connectionsStore(tx).lock(id))
        const keys = connectionKeysStore(tx)
        const key = (await keys.of(id)).find((one) => one.id === certificateId)
        if (!key) throw new Problem('NOT_FOUND')
        if (key.state === 'active') throw new Problem('CERTIFICATE_IN_USE')
        if (key.state === 'destroyed') return
        await keys.destroy(key.id, clock.now())
        await audit.write(tx, caller, {
          action: 'connection.certificate_destroyed',
          resource: resourceOf(connection),
          before: { state: key.state, thumbprint: key.thumbprint },
        })
      })
    },
  }
}
