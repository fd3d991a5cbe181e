import { type AuthMethod, type FieldFault, Problem, type PublicJwks } from '@skykeep/contract'
import { mustBeUsableKeys } from '../../keys/usable-keys.ts'

interface Given {
  jwks?: PublicJwks | undefined
  certificate_thumbprints?: readonly string[] | undefined
  redirect_uris?: readonly string[] | undefined
  device_flow?: boolean | undefined
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
  // It proves itself by nothing, so it is good for one thing only: for people, at one of these addresses or by the code of a device.
  const hasNoAddress = given.redirect_uris?.length === 0 || (isNew && given.redirect_uris === undefined)
  const leadsNowhere = hasNoAddress && given.device_flow !== true
  if (auth_method === 'none' && leadsNowhere) errors.push({ pointer: '#/redirect_uris', detail: 'is needed for none' })
  if (errors.length > 0) throw new Problem('VALIDATION_FAILED', { errors })
  mustBeUsableKeys(given.jwks)
}
