import type { Cloud } from './cloud.ts'
import { type AzureError, refusal } from './errors.ts'
import { keyOf } from './ids.ts'
import { isOurToken, parseJwt } from './jwt.ts'
import type { Application } from './world.ts'

/** Whose token it is; 401 when it is nobody's. */
export function bearerOf(cloud: Cloud, authorization: string | undefined, base: string): Application {
  if (!authorization)
    throw unauthorized(base, cloud, 'AuthenticationFailed', "Authentication failed. The 'Authorization' header is missing.")
  const jwt = parseJwt(/^Bearer (.+)$/i.exec(authorization)?.[1] ?? '')
  if (!jwt) throw unauthorized(base, cloud, 'InvalidAuthenticationToken', 'The access token is invalid.')
  if (keyOf(String(jwt.payload.tid)) !== keyOf(cloud.world.tenant.id))
    throw unauthorized(
      base,
      cloud,
      'InvalidAuthenticationTokenTenant',
      `The access token is from the wrong issuer. It must match the tenant '${cloud.world.tenant.id}' associated with this subscription.`,
    )
  if (!isOurToken(jwt, cloud.tokenKey.current))
    throw unauthorized(base, cloud, 'InvalidAuthenticationToken', 'The access token validation failure: signature.')
  if (Number(jwt.payload.exp) * 1000 <= cloud.identityNow())
    throw unauthorized(
      base,
      cloud,
      'ExpiredAuthenticationToken',
      'The access token expiry UTC time is earlier than current UTC time.',
    )
  const application = cloud.world.applications.get(keyOf(String(jwt.payload.appid)))
  if (!application)
    throw unauthorized(base, cloud, 'InvalidAuthenticationToken', 'The access token is of an unknown application.')
  return application
}

function unauthorized(base: string, { world }: Cloud, code: string, message: string): AzureError {
  const challenge = `Bearer authorization_uri="${base}/${world.tenant.id}", error="invalid_token", error_description="${message.replaceAll('"', "'")}"`
  return refusal(401, code, message, { headers: { 'www-authenticate': challenge } })
}
