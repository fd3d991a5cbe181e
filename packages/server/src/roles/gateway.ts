import type { FastifyInstance } from 'fastify'
import type { Configuration, ServerRole } from '../config/schema.ts'
import { proxyRole, type RemoteRole } from '../http/proxy.ts'

const itself = 'the role behind authenticates clients itself'

/** The paths of each role, for a gateway that does not have it in its own process. */
const pathsOf: Record<Exclude<ServerRole, 'gateway'>, RemoteRole['paths']> = {
  identity: [
    { path: '/auth/token', public: itself },
    { path: '/oauth/*', public: itself },
    { path: '/account/consents' },
    { path: '/account/consents/*' },
    { path: '/.well-known/openid-configuration', public: itself },
    { path: '/.well-known/oauth-authorization-server', public: itself },
    { path: '/pki/*', public: 'certificates and revocation lists are public' },
    ...['/teams', '/roles', '/clients', '/aircraft', '/audit', '/account'].flatMap((path) => [{ path }, { path: `${path}/*` }]),
    { path: '/permissions' },
    { path: '/invitations' },
    { path: '/invitations/*' },
    // The door: who has no session yet comes here, and a cookie is turned into a token there.
    ...['/accounts', '/sessions', '/password-resets'].flatMap((path) => [
      { path, public: itself },
      { path: `${path}/*`, public: itself },
    ]),
  ],
  telemetry: [{ path: '/telemetry/*' }],
  weather: [{ path: '/weather/*' }],
  contacts: [
    { path: '/contacts/oauth/done', public: 'a page that says the same to everybody' },
    { path: '/contacts/oauth/failed', public: 'a page that says the same to everybody' },
    { path: '/contacts/' },
    { path: '/contacts/oauth/initiate' },
    { path: '/contacts/oauth/callback' },
    { path: '/contacts/oauth/status' },
    { path: '/contacts/oauth/revoke' },
  ],
  automation: [
    { path: '/keep/*', public: 'the link itself is the proof' },
    ...['/connections', '/machines', '/schedules', '/calendars', '/overrides', '/runs', '/savings', '/notifications'].flatMap(
      (path) => [{ path }, { path: `${path}/*` }],
    ),
  ],
}

/** Hands over to other processes what this one's roles do not serve. */
export function proxyRemoteRoles(app: FastifyInstance, config: Configuration): void {
  const urls = {
    identity: config.SKYKEEP_IDENTITY_URL,
    telemetry: config.SKYKEEP_TELEMETRY_URL,
    automation: config.SKYKEEP_AUTOMATION_URL,
    weather: config.SKYKEEP_WEATHER_URL,
    contacts: config.SKYKEEP_CONTACTS_URL,
  }
  for (const [name, paths] of Object.entries(pathsOf) as [keyof typeof pathsOf, RemoteRole['paths']][]) {
    const url = urls[name]
    if (config.SKYKEEP_ROLE.includes(name) || url === undefined) continue
    proxyRole(app, {
      remote: { name, url, paths },
      internalKey: config.SKYKEEP_INTERNAL_KEY!,
      bodyLimitBytes: Math.max(config.SKYKEEP_BODY_LIMIT_BYTES, config.SKYKEEP_BATCH_BODY_LIMIT_BYTES),
    })
  }
}
