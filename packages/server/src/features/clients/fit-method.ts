import { type AuthMethod, type FieldFault, Problem, type PublicJwks } from '@skykeep/contract'
import { mustBeUsableKeys } from '../../keys/usable-keys.ts'

interface Given {
  jwks?: PublicJwks | undefined
  certificate_thumbprints?: readonly string[] | undefined
}

const materials = [
  { field: 'jwks', method: 'private_key_jwt' },
  { field: 'certificate_thumbprints', method: 'self_signed_tls_client_auth' },
] as const satisfies { field: keyof Given; method: AuthMethod }[]

/**
 * Stops proof material that the client's method would never look at, and a new client that could never prove anything.
 *
 * @throws Problem VALIDATION_FAILED
 */
export function mustFitMethod(auth_method: AuthMethod, given: Given, { isNew }: { isNew: boolean }): void {
  const errors = materials.flatMap(({ field, method }): FieldFault[] => {
    const isGiven = given[field] !== undefined
    if (isGiven && auth_method !== method) return [{ pointer: `#/${field}`, detail: `is for ${method} only` }]
    if (isNew && !isGiven && auth_method === method) return [{ pointer: `#/${field}`, detail: `is needed for ${method}` }]
    return []
  })
  if (errors.length > 0) throw new Problem('VALIDATION_FAILED', { errors })
  mustBeUsableKeys(given.jwks)
}

interface Reached {
  auth_method: AuthMethod
  redirect_uris: readonly string[]
  device_flow: boolean
}

/**
 * A client that proves itself by nothing is good for people only, who must come back to it somewhere.
 *
 * @throws Problem VALIDATION_FAILED
 */
export function mustLeadSomewhere({ auth_method, redirect_uris, device_flow }: Reached): void {
  if (auth_method !== 'none' || device_flow || redirect_uris.length > 0) return
  const detail = 'is needed for none, or else device_flow'
  throw new Problem('VALIDATION_FAILED', { errors: [{ pointer: '#/redirect_uris', detail }] })
}
