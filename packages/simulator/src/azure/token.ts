import { createHash, randomUUID, X509Certificate } from 'node:crypto'
import type { Cloud } from './cloud.ts'
import type { Answer } from './errors.ts'
import { keyOf } from './ids.ts'
import { isSignedBy, parseJwt, signToken } from './jwt.ts'
import { isTokenCode, type TokenCode, tokenRefusal } from './token-errors.ts'
import type { Application } from './world.ts'

export type TokenRequest = { tenant: string; body: string; base: string; path: string; correlationId?: string }

const resources = new Set([
  'https://management.azure.com',
  'https://management.core.windows.net',
  'https://management.usgovcloudapi.net',
  'https://management.chinacloudapi.cn',
])

/** No, with Entra's number. */
class Refused extends Error {
  readonly number: TokenCode
  constructor(number: TokenCode, text: string) {
    super(text)
    this.number = number
  }
}

/** POST of the token endpoint: client credentials by assertion or secret. */
export function tokenAnswer(cloud: Cloud, request: TokenRequest): Answer {
  const now = cloud.identityNow()
  const correlationId = request.correlationId ?? randomUUID()
  try {
    const { application, audience } = judge(cloud, request, now)
    const lifetime = cloud.settings.token_lifetime_seconds
    const issuedAt = Math.floor(now / 1000)
    const claims = {
      aud: audience,
      iss: `https://sts.windows.net/${cloud.world.tenant.id}/`,
      iat: issuedAt,
      nbf: issuedAt,
      exp: issuedAt + lifetime,
      appid: application.id,
      oid: application.object_id,
      tid: cloud.world.tenant.id,
      // Two tokens of the same second differ.
      uti: randomUUID(),
    }
    const access_token = signToken(claims, cloud.tokenKey.current)
    const body = { token_type: 'Bearer', expires_in: lifetime, ext_expires_in: lifetime, access_token }
    return { status: 200, body, headers: { 'cache-control': 'no-store', pragma: 'no-cache' } }
  } catch (error) {
    if (error instanceof Refused) return tokenRefusal(error.number, error.message, now, correlationId)
    throw error
  }
}

function judge(cloud: Cloud, request: TokenRequest, now: number): { application: Application; audience: string } {
  const told = cloud.faults.hit('error', { route: 'token', method: 'POST' })
  if (told) {
    const number = isTokenCode(told.code) ? told.code : 90033
    throw new Refused(number, String(told.message ?? 'A transient error has occurred. Please try again.'))
  }
  mustBeTenant(cloud, request.tenant)
  const form = new URLSearchParams(request.body)
  if (form.get('grant_type') !== 'client_credentials') throw new Refused(70003, 'The app requested an unsupported grant type.')
  const clientId = form.get('client_id')
  if (!clientId) throw new Refused(900144, "The request body must contain the following parameter: 'client_id'.")
  const application = cloud.world.applications.get(keyOf(clientId))
  if (!application)
    throw new Refused(
      700016,
      `Application with identifier '${clientId}' was not found in the directory '${cloud.world.tenant.name}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.`,
    )
  if (!application.enabled) throw new Refused(7000112, `Application '${clientId}'(${application.name}) is disabled.`)
  const audience = audienceOf(form.get('scope') ?? '', request.base)
  const assertion = form.get('client_assertion')
  const secret = form.get('client_secret')
  if (assertion) judgeAssertion(cloud, application, assertion, request, now)
  else if (secret) judgeSecret(application, secret, now)
  else throw new Refused(7000218, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.")
  // Conditional access looks only at who proved to be who they say.
  if (application.blocked)
    throw new Refused(
      53003,
      'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
    )
  return { application, audience }
}

function mustBeTenant(cloud: Cloud, tenant: string): void {
  const isGuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(tenant)
  if (!isGuid && !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(tenant))
    throw new Refused(900023, `Specified tenant identifier '${tenant}' is neither a valid DNS name, nor a valid external domain.`)
  if (keyOf(tenant) !== keyOf(cloud.world.tenant.id))
    throw new Refused(
      90002,
      `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
    )
}

function audienceOf(scope: string, base: string): string {
  const [, resource] =
    /^(https:\/\/[^ ]+?|http:\/\/[^ ]+?)\/*\.default$/.exec(
      scope.replaceAll(/\b(openid|profile|offline_access)\b/g, '').trim(),
    ) ?? []
  if (!resource)
    throw new Refused(
      70011,
      `The provided value for the input parameter 'scope' is not valid. The scope '${scope}' is not valid.`,
    )
  if (!resources.has(resource) && resource !== base)
    throw new Refused(500011, `The resource principal named ${resource} was not found in the tenant.`)
  return resource
}

function judgeSecret({ secrets, id, name }: Application, secret: string, now: number): void {
  const found = secrets.find(({ value }) => value === secret)
  if (!found)
    throw new Refused(
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${id}'.`,
    )
  if (found.expires_ms !== undefined && found.expires_ms <= now)
    throw new Refused(7000222, `The provided client secret keys for app '${name}' are expired.`)
}

// Five minutes: what clocks may differ by.
const SKEW_SECONDS = 300

function judgeAssertion(cloud: Cloud, application: Application, assertion: string, request: TokenRequest, now: number): void {
  const jwt = parseJwt(assertion)
  if (!jwt) throw new Refused(50027, 'JWT token is invalid or malformed.')
  const certificate = certificateOf(application, jwt.header, now)
  if (!isSignedBy(jwt, certificate))
    throw new Refused(
      700027,
      'Client assertion failed signature validation. The key was found, but the signature does not verify with it.',
    )
  const { iss, sub, aud, exp, nbf, jti } = jwt.payload
  if (iss !== sub || iss !== application.id)
    throw new Refused(700027, "Client assertion contains an invalid issuer or subject: both must be the application's id.")
  const { origin } = new URL(request.base)
  const audiences = [
    `${origin}${request.path}`,
    `${origin}/${request.tenant}/v2.0`,
    `https://login.microsoftonline.com${request.path}`,
  ]
  if (typeof aud !== 'string' || !audiences.includes(aud)) throw new Refused(50013, 'Assertion failed audience validation.')
  const seconds = now / 1000
  if (typeof exp !== 'number' || exp <= seconds - SKEW_SECONDS || (typeof nbf === 'number' && nbf > seconds + SKEW_SECONDS))
    throw new Refused(700024, 'Client assertion is not within its valid time range. Check that the clock is right.')
  if (typeof jti !== 'string') throw new Refused(50027, "JWT token is invalid: 'jti' is missing.")
  mustBeNew(cloud, `${application.id} ${jti}`, createHash('sha256').update(jwt.signature).digest('hex'), exp * 1000, now)
}

/** The certificate the header names: PS256 with the SHA-256 thumbprint, RS256 also with the old one. */
function certificateOf({ certificates }: Application, header: Record<string, unknown>, now: number): X509Certificate {
  const new256 = header['x5t#S256']
  const old = header.x5t
  for (const pem of certificates) {
    const certificate = new X509Certificate(pem)
    const print = (algorithm: string) => createHash(algorithm).update(certificate.raw).digest('base64url')
    if (new256 === undefined ? old !== print('sha1') : new256 !== print('sha256')) continue
    if (Date.parse(certificate.validTo) <= now || Date.parse(certificate.validFrom) > now)
      throw new Refused(
        700027,
        `The certificate with identifier used to sign the client assertion is expired on application. [Reason - The key used is expired., Thumbprint of key used by client: '${String(new256 ?? old)}', Found key 'Start=${certificate.validFrom}, End=${certificate.validTo}']`,
      )
    return certificate
  }
  throw new Refused(
    700027,
    `The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: '${String(new256 ?? old)}']`,
  )
}

/** An assertion counts once in its life; a second one with its jti is a replay, even with other words in it. */
function mustBeNew({ assertionsSeen }: Cloud, name: string, print: string, untilMs: number, now: number): void {
  for (const [seen, endMs] of assertionsSeen) if (endMs + 1000 * SKEW_SECONDS < now) assertionsSeen.delete(seen)
  if (assertionsSeen.has(name)) throw new Refused(50013, `Assertion was used already (${print.slice(0, 8)}).`)
  assertionsSeen.set(name, untilMs)
}
