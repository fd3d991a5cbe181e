import type { AdapterFactory, Configuration, FindAccount, JWKS, KoaContextWithOIDC } from 'oidc-provider'
import { AUDIENCE, CLOCK_SKEW_SECONDS } from '../../auth/access-token.ts'
import { assertionAlgorithms, assertionAudiences, assertionFault } from './assertion-rules.ts'
import { certificateFits } from './certificate-rules.ts'
import { principalUri } from './client-metadata.ts'
import { authenticatedIn, exchangeOf } from './exchange.ts'
import type { existingGrant } from './existing-grant.ts'
import { GRANT_SECONDS } from './grants.service.ts'
import { askingPolicy } from './interaction-policy.ts'
import { errors } from './oidc-library.ts'
import type { PersonTokens } from './person-tokens.ts'
import { OFFLINE, scopeNames, tokenScopeNames } from './scopes.ts'
import type { SigningKey } from './signing-key.ts'
import type { TokenFate } from './token-fate.service.ts'
import { USER_CODE_CHARSET, USER_CODE_MASK } from './user-codes.ts'

export interface ConfigurationNeeds {
  issuer: string
  /** Where clients with certificates find us; null when there is no such listener. */
  mtlsUrl: string | null
  /** Sign the cookies of people who are in the middle of signing in. The first signs, all verify. */
  cookieKeys: readonly string[]
  keys: readonly SigningKey[]
  adapter: AdapterFactory
  accessTokenSeconds: number
  clock: { now(): Date }
  findAccount: FindAccount
  existingGrant: ReturnType<typeof existingGrant>
  personTokens: PersonTokens
  fate: Pick<TokenFate, 'mayRevokeGrant' | 'mayIntrospectGrant'>
}

/** Where people are asked. */
export const SIGN_IN_PAGE = '/console/sign-in'
export const DEVICE_PAGE = '/console/device'

const DAY = 86_400
const off = { enabled: false } as const

/**
 * The OAuth library as we run it. Each of its development defaults is replaced here or stands behind a feature that is off
 * (`provider-configuration.test.ts` compares with the library's own list). What it would show to people is ours, and at other paths.
 */
export function providerConfiguration(needs: ConfigurationNeeds): Configuration {
  const { issuer, accessTokenSeconds } = needs
  return {
    adapter: needs.adapter,
    clients: [],
    jwks: { keys: [...needs.keys] as unknown as JWKS['keys'] },
    routes: {
      authorization: '/oauth/authorize',
      token: '/oauth/token',
      jwks: '/oauth/jwks',
      introspection: '/oauth/introspect',
      revocation: '/oauth/revoke',
      userinfo: '/oauth/userinfo',
      device_authorization: '/oauth/device_authorization',
      // What a device tells its person: a page of ours. The library's own, which it would have there, cannot be reached.
      code_verification: DEVICE_PAGE,
    },
    discovery: {
      service_documentation: `${issuer}/docs`,
      ...(needs.mtlsUrl !== null && { mtls_endpoint_aliases: aliases(needs.mtlsUrl) }),
    },
    cookies: {
      keys: [...needs.cookieKeys],
      names: { session: 'skykeep-op', interaction: 'skykeep-op-interaction', resume: 'skykeep-op-resume' },
      long: cookie,
      short: cookie,
    },

    responseTypes: ['code'],
    scopes: [...scopeNames],
    claims: {
      openid: ['sub', 'auth_time', 'acr', 'amr'],
      email: ['email', 'email_verified'],
      profile: ['name'],
      acr: null,
      auth_time: null,
      iss: null,
      sid: null,
    },
    acrValues: ['single', 'multi'],
    extraParams: { scope: (_context, value) => refuseScopes(value) },
    subjectTypes: ['public'],
    pkce: { required: () => true },
    clientAuthMethods: [
      'none',
      'client_secret_basic',
      'client_secret_post',
      'private_key_jwt',
      'tls_client_auth',
      'self_signed_tls_client_auth',
    ],
    clientDefaults: { grant_types: [], response_types: [], token_endpoint_auth_method: 'private_key_jwt' },
    // HMAC is in none of these lists: a shared secret that is public, or that we only know the hash of, can never verify anything.
    enabledJWA: {
      clientAuthSigningAlgValues: assertionAlgorithms,
      idTokenSigningAlgValues: ['RS256'],
      requestObjectSigningAlgValues: ['RS256'],
      userinfoSigningAlgValues: ['RS256'],
      introspectionSigningAlgValues: ['RS256'],
      authorizationSigningAlgValues: ['RS256'],
    },
    clockTolerance: CLOCK_SKEW_SECONDS,
    acceptQueryParamAccessTokens: false,
    allowOmittingSingleRegisteredRedirectUri: false,
    conformIdTokenClaims: true,
    enableHttpPostMethods: false,
    async assertJwtClientAuthClaimsAndHeader(context, claims) {
      const { principal } = authenticatedIn(context)
      const fault = assertionFault(claims, principal.id, assertionAudiences(issuer), needs.clock.now())
      if (fault) throw new errors.InvalidClientAuth(fault)
    },

    ttl: {
      AccessToken: accessTokenSeconds,
      ClientCredentials: accessTokenSeconds,
      AuthorizationCode: 60,
      IdToken: accessTokenSeconds,
      RefreshToken: 14 * DAY,
      Grant: GRANT_SECONDS,
      Interaction: 600,
      Session: DAY,
      DeviceCode: 600,
      BackchannelAuthenticationRequest: 600,
      PreAuthorizedCode: 60,
    },
    formats: {
      bitsOfOpaqueRandomness: 256,
      customizers: { jwt: (...args) => needs.personTokens.customize(...args) },
    },
    rotateRefreshToken: () => true,
    issueRefreshToken: async (_context, client, source) => client.grantTypeAllowed('refresh_token') && source.scopes.has(OFFLINE),
    // Sessions are ours, and so is what ends with them: grants.
    expiresWithSession: async () => false,
    revokeGrantPolicy: () => true,
    loadExistingGrant: (context) => needs.existingGrant(context),
    findAccount: (...args) => needs.findAccount(...args),
    extraTokenClaims: (...args) => needs.personTokens.claims(...args),
    interactions: { policy: askingPolicy(() => needs.clock.now()), url: async (_context, { uid }) => `${SIGN_IN_PAGE}/${uid}` },
    extraClientMetadata: { properties: [], validator: () => undefined },
    clientBasedCORS: () => false,
    sectorIdentifierUriValidate: () => false,
    pairwiseIdentifier: () => Promise.reject(new Error('subjects are public')),
    // Keys of clients are registered, not fetched: no address that somebody wrote into a registration is ever called.
    fetch: () => Promise.reject(new Error('The OAuth server calls nobody.')),
    async renderError(context, out) {
      context.type = 'json'
      context.body = out
    },

    features: {
      mTLS: {
        enabled: true,
        tlsClientAuth: true,
        selfSignedTlsClientAuth: true,
        certificateBoundAccessTokens: true,
        // Its thumbprint is all the library gets to see of a certificate; what it proves is decided in `clientFinder`, and once more here.
        getCertificate: (context) => exchangeOf(context).request.certificate?.thumbprint,
        certificateAuthorized: (context) => isProven(context),
        certificateSubjectMatches: (context, property, expected) =>
          property === 'tls_client_auth_san_uri' &&
          expected === principalUri(authenticatedIn(context).principal) &&
          isProven(context),
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: async () => issuer,
        useGrantedResource: async () => true,
        async getResourceServerInfo(_context, indicator, client) {
          if (indicator !== issuer) throw new errors.InvalidTarget()
          // What the client may ask for now: a permission that was taken from it is not in tokens that are issued from then on.
          const askable = new Set(client.scope?.split(' '))
          return {
            audience: AUDIENCE,
            scope: tokenScopeNames.filter((name) => askable.has(name)).join(' '),
            accessTokenFormat: 'jwt',
            accessTokenTTL: accessTokenSeconds,
            jwt: { sign: { alg: 'RS256' } },
          }
        },
      },
      // Access tokens are JWTs, which the library leaves alone: `structured-tokens.ts` answers for them. Refresh tokens are its own.
      introspection: {
        enabled: true,
        allowedPolicy: (context, _client, token) => needs.fate.mayIntrospectGrant(authenticatedIn(context), token),
      },
      revocation: {
        enabled: true,
        allowedPolicy: (context, _client, token) => needs.fate.mayRevokeGrant(authenticatedIn(context), token),
      },
      // It gives out codes and redeems them; that people type and approve them is `device.service.ts`.
      deviceFlow: {
        enabled: true,
        charset: USER_CODE_CHARSET,
        mask: USER_CODE_MASK,
        deviceInfo: (context) => ({ address: exchangeOf(context).request.ip }),
        userCodeInputSource: noPage,
        userCodeConfirmSource: noPage,
        successSource: noPage,
      },
      userinfo: { enabled: true },
      // Off, although the grant is there: `client-credentials.ts` handles it, and without that nobody should.
      clientCredentials: off,
      // A token bound to a DPoP key would be refused by our own resource servers, which do not check proofs yet.
      dPoP: off,
      devInteractions: off,
      registration: off,
      registrationManagement: off,
      pushedAuthorizationRequests: off,
      rpInitiatedLogout: off,
      backchannelLogout: off,
      ciba: off,
      claimsParameter: off,
      requestObjects: off,
      encryption: off,
      jwtIntrospection: off,
      jwtUserinfo: off,
      jwtResponseModes: off,
      webMessageResponseMode: off,
      richAuthorizationRequests: off,
      rpMetadataChoices: off,
      fapi: { enabled: false, profile: undefined },
      attestClientAuth: off,
      clientIdMetadataDocument: off,
      openid4vci: off,
      externalSigningSupport: { enabled: true, ack: 'experimental-01' },
    },
  }
}

const cookie = { httpOnly: true, sameSite: 'lax', signed: true, path: '/oauth/' } as const

const aliases = (mtlsUrl: string) => ({
  token_endpoint: `${mtlsUrl}/oauth/token`,
  introspection_endpoint: `${mtlsUrl}/oauth/introspect`,
  revocation_endpoint: `${mtlsUrl}/oauth/revoke`,
})

function isProven(context: KoaContextWithOIDC): boolean {
  const { certificate } = exchangeOf(context).request
  const { principal, proof } = authenticatedIn(context)
  return certificate !== null && proof === 'certificate' && certificateFits(certificate, principal)
}

/** Nothing is asked for that does not exist, and nobody is asked for nothing in particular. */
function refuseScopes(scope: string | undefined): void {
  if (scope === undefined) throw new errors.InvalidScope('name what you ask for', '')
  const unknown = scope.split(' ').find((name) => !scopeNames.includes(name))
  if (unknown !== undefined) throw new errors.InvalidScope('there is no such scope', unknown)
}

const noPage = () => Promise.reject(new Error('The pages for people are ours.'))
