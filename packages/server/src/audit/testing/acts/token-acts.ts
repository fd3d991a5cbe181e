import { newId } from '../../../lib/new-id.ts'
import { waitUntil } from '../../../testing/wait-until.ts'
import { type Acts, called, stranger } from './act.ts'
import type { ActsWorld } from './acts-world.ts'
import { aCertificate, withCertificate } from './certificates.ts'
import { actsFor, cli, codeOf } from './consent-acts.ts'
import { form } from './hand.ts'

/** An aircraft with a certificate, and a token that is bound to it. */
async function withBoundToken(world: ActsWorld) {
  const { team, hand } = await world.crew()
  const aircraft = await world.aircraft(team)
  const certificate = await aCertificate(hand, `aircraft/${aircraft.id}`)
  const secure = withCertificate(world.mtls_url, world.identity.installation.pem, certificate)
  const { body } = await secure.asks('/auth/token', { body: { aircraft_id: aircraft.id } })
  return { team, hand, aircraft, certificate, secure, bound: body.access_token as string }
}

export const tokenActs = {
  'token.issued': {
    about: 'access_token',
    tells: ['proof', 'scope', 'expires_at'],
    async prepare(world) {
      const { team } = await world.crew()
      const { id, secret } = await world.aircraft(team)
      const asked = { aircraft_id: id, client_secret: secret }
      const by = { type: 'aircraft', id, credential: null } as const
      return called(by, team, () => world.stranger().does('POST /auth/token', asked))
    },
  },
  'token.revoked': {
    about: 'access_token',
    tells: ['of', 'own'],
    async prepare(world) {
      const { team } = await world.crew()
      const { id, secret, token } = await world.client(team)
      const by = { type: 'client', id, credential: null } as const
      const asked = form({ client_id: id, client_secret: secret, token })
      return called(by, team, () => world.stranger().does('POST /oauth/revoke', asked))
    },
  },
  'token.expired': {
    about: 'access_token',
    outcome: 'denied',
    tells: ['subject', 'route'],
    async prepare(world) {
      const { team } = await world.crew()
      const { hand } = await world.client(team)
      world.clock.aheadMs += 16 * 60_000
      return called(stranger, team, () => hand.isRefused(401, 'GET /aircraft'))
    },
  },
  'token.refused': {
    about: null,
    outcome: 'denied',
    tells: ['route'],
    async prepare(world) {
      const forged = { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' }
      return called(stranger, null, () => world.stranger().isRefused(401, 'GET /aircraft', undefined, forged))
    },
  },
  'token.reuse_detected': {
    about: 'grant',
    outcome: 'denied',
    tells: ['of', 'client_id', 'grant_type'],
    beside: ['grant.revoked'],
    async prepare(world) {
      const { hand, team } = await world.crew()
      const code = form({ ...cli, grant_type: 'authorization_code', ...(await codeOf(world, hand)) })
      await world.stranger().does('POST /oauth/token', code)
      const by = { type: 'client', id: cli.client_id, credential: null } as const
      return called(by, team, () => world.stranger().isRefused(400, 'POST /oauth/token', code))
    },
  },
  'grant.revoked': {
    about: 'grant',
    tells: ['of', 'client_id'],
    async prepare(world) {
      const { hand, team } = await world.crew()
      const { refresh_token } = await actsFor(world, hand)
      const by = { type: 'client', id: cli.client_id, credential: null } as const
      return called(by, team, () => world.stranger().does('POST /oauth/revoke', form({ ...cli, token: refresh_token })))
    },
  },
  'authentication.refused': {
    about: null,
    outcome: 'denied',
    tells: ['route'],
    async prepare(world) {
      const guess = { aircraft_id: newId(), client_secret: 'a guess at it' }
      return called(stranger, null, () => world.stranger().isRefused(401, 'POST /auth/token', guess))
    },
  },
  'certificate.refused': {
    about: null,
    outcome: 'denied',
    tells: ['route', 'certificate_thumbprint'],
    async prepare(world) {
      // It was revoked when its connection was there already: a new one would not have come about.
      const { hand, aircraft, certificate, secure, bound } = await withBoundToken(world)
      const { serial, thumbprint } = certificate
      await hand.does(`POST /aircraft/${aircraft.id}/revoke`, { serial })
      await waitUntil('it is known to be revoked', () => world.core.signals.isRevoked('certificate', thumbprint))
      return called(stranger, null, () => secure.asks('/aircraft', { token: bound }))
    },
  },
  'certificate.missing': {
    about: 'access_token',
    outcome: 'denied',
    tells: ['subject', 'route'],
    async prepare(world) {
      const { team, bound } = await withBoundToken(world)
      const token = { authorization: `Bearer ${bound}` }
      return called(stranger, team, () => world.stranger().isRefused(401, 'GET /aircraft', undefined, token))
    },
  },
  'certificate.mismatched': {
    about: 'access_token',
    outcome: 'denied',
    tells: ['subject', 'route', 'certificate_thumbprint', 'certificate_names'],
    async prepare(world) {
      const { team, secure } = await withBoundToken(world)
      const { token } = await world.aircraft(team)
      return called(stranger, team, () => secure.asks('/aircraft', { token }))
    },
  },
  'authorization.denied': {
    about: null,
    outcome: 'denied',
    tells: ['route', 'detail'],
    async prepare(world) {
      const { team } = await world.crew()
      const { hand, doer } = await world.client(team, ['reader'])
      return called(doer, team, () => hand.isRefused(403, 'POST /clients', { name: 'Client' }))
    },
  },
  'authorization.not_found': {
    about: null,
    outcome: 'denied',
    tells: ['route'],
    async prepare(world) {
      const { team } = await world.crew()
      const { hand, doer } = await world.client(team)
      return called(doer, team, () => hand.isRefused(404, `GET /aircraft/${newId()}`))
    },
  },
  'rate_limit.exceeded': {
    about: null,
    outcome: 'denied',
    tells: ['route'],
    async prepare(world) {
      const { team } = await world.crew()
      const { hand, doer } = await world.aircraft(team)
      const allowed = world.config.SKYKEEP_LIMIT_AIRCRAFT_PER_MINUTE
      await Promise.all(Array.from({ length: allowed }, () => hand.does('GET /weather/current?lat=47&lon=8')))
      await world.core.refusals.flush()
      return called(doer, team, () => hand.isRefused(429, 'GET /weather/current?lat=47&lon=8'))
    },
  },
} satisfies Acts
