import type { AuthMethod, PublicJwks } from '@skykeep/contract'
import type { TeamTx } from '../../db/tenancy.ts'
import type { PrincipalKind } from './principals.store.ts'

/** How a principal can prove who it is. */
export interface ProofMaterial {
  name: string
  /** Null for an aircraft: it proves itself by whatever it was given. `none`: it keeps no secret, and acts for people only. */
  auth_method: AuthMethod | null
  jwks: PublicJwks | null
  certificate_thumbprints: readonly string[]
  expires_at: Date | null
  /** Where it may get codes of people who let it act for them. */
  redirect_uris: readonly string[]
  /** Whether people may let it act for them by typing a code. */
  device_flow: boolean
}

/** Reads the proof material of a principal of the transaction's team. */
export async function readProofMaterial(tx: TeamTx, kind: PrincipalKind, id: string): Promise<ProofMaterial | undefined> {
  if (kind === 'client') {
    return tx
      .selectFrom('directory.clients')
      .select(['name', 'auth_method', 'jwks', 'certificate_thumbprints', 'expires_at', 'redirect_uris', 'device_flow'])
      .where('id', '=', id)
      .executeTakeFirst()
  }
  const aircraft = await tx
    .selectFrom('directory.aircraft')
    .select(['registration', 'jwks'])
    .where('id', '=', id)
    .executeTakeFirst()
  return (
    aircraft && {
      name: aircraft.registration,
      auth_method: null,
      jwks: aircraft.jwks,
      certificate_thumbprints: [],
      expires_at: null,
      redirect_uris: [],
      device_flow: false,
    }
  )
}

/** Notes the use of a client, unless one was noted after `unless_after`. Neither its version nor anything else changes. */
export async function noteUse(tx: TeamTx, id: string, at: Date, unless_after: Date): Promise<void> {
  await tx
    .updateTable('directory.clients')
    .set({ last_used_at: at })
    .where('id', '=', id)
    .where((where) => where.or([where('last_used_at', 'is', null), where('last_used_at', '<=', unless_after)]))
    .execute()
}
