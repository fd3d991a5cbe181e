import type { Configuration } from 'oidc-provider'
// @ts-expect-error the library declares no types for its list of defaults, which is what we compare with
import { defaults } from 'oidc-provider/lib/helpers/defaults.js'
import { expect, test } from 'vitest'
import { control } from '../../testing/control.ts'
import { oauthRoutes } from './oauth.routes.ts'
import { createProvider } from './provider.ts'
import { providerConfiguration } from './provider-configuration.ts'

const needs = {
  issuer: 'https://skykeep.test',
  mtlsUrl: 'https://mtls.skykeep.test',
  cookieKeys: ['c'.repeat(43)],
  keys: [],
  adapter: () => ({}) as never,
  accessTokenSeconds: 900,
  clock: { now: () => new Date() },
  findAccount: async () => undefined,
  existingGrant: async () => undefined,
  personTokens: { claims: async () => undefined, customize: () => {} },
  fate: { mayIntrospectGrant: async () => false, mayRevokeGrant: async () => false },
}
const ours = providerConfiguration(needs)

type Tree = Record<string, unknown>
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Paths of the library's functions that we would run with, because we gave none of our own and the feature around them is on. */
function functionsLeft(theirs: Tree, mine: Tree, path: string[] = []): string[] {
  return Object.entries(theirs).flatMap(([name, value]) => {
    const at = [...path, name]
    const own = mine[name]
    if (typeof value === 'function') return own === undefined || own === value ? [at.join('.')] : []
    if (path[0] === 'features' && path.length === 1 && isTree(own) && own.enabled === false) return []
    return isTree(value) ? functionsLeft(value, isTree(own) ? own : {}, at) : []
  })
}

control('OAUTH-15', 'no function of the library that stands in for our own decision is left in place', () => {
  expect(functionsLeft(defaults, ours as Tree)).toEqual([])
})

control('OAUTH-15', 'every feature of the library is switched on or off by name, so that a new one cannot come in unseen', () => {
  const features = ours.features as Record<string, { enabled: boolean }>
  expect(Object.keys(features).sort()).toEqual(Object.keys(defaults.features).sort())
  const on = Object.entries(features).filter(([, { enabled }]) => enabled)
  expect(on.map(([name]) => name).sort()).toEqual([
    'deviceFlow',
    'externalSigningSupport',
    'introspection',
    'mTLS',
    'resourceIndicators',
    'revocation',
    'userinfo',
  ])
})

control('OAUTH-15', 'every path of the library that is on lies under /oauth/, and every life is a number of ours', () => {
  const { code_verification, ...paths } = ours.routes ?? {}
  expect(Object.values(paths).every((path) => path.startsWith('/oauth/'))).toBe(true)
  expect(code_verification).toBe('/console/device')
  expect(oauthRoutes.map(({ url }) => url)).not.toContain(code_verification)
  expect(Object.keys(ours.ttl ?? {}).sort()).toEqual(Object.keys(defaults.ttl).sort())
  expect(Object.values(ours.ttl ?? {}).every((life) => typeof life === 'number' && life > 0)).toBe(true)
})

control('OAUTH-15', 'without a signing key of ours, or with cookie keys that are none, the OAuth server does not start', () => {
  const start = (more: object) => () => createProvider({ ...needs, ...more } as never)
  expect(start({ keys: [] })).toThrow('no signing key of ours')
  expect(start({ keys: [{}], cookieKeys: [] })).toThrow('needs cookie keys')
  expect(start({ keys: [{}], cookieKeys: ['c'.repeat(43), 'short'] })).toThrow('needs cookie keys')
})

control('OAUTH-23', 'the OAuth server calls nobody, whatever address a registration holds', async () => {
  await expect(ours.fetch?.('http://169.254.169.254/latest/meta-data')).rejects.toThrow('calls nobody')
})

control('OAUTH-31', 'the pages of the library, which would be shown to people, refuse to be shown', async () => {
  const { userCodeInputSource, userCodeConfirmSource, successSource } = ours.features!.deviceFlow!
  for (const show of [userCodeInputSource, userCodeConfirmSource, successSource])
    await expect((show as () => Promise<void>)()).rejects.toThrow('are ours')
})

test('no HMAC is accepted anywhere, and no client is known or defaulted to anything', () => {
  const algorithms = Object.values((ours.enabledJWA ?? {}) as Record<string, readonly string[]>).flat()
  expect(algorithms.length).toBeGreaterThan(0)
  expect(algorithms.some((name) => name.startsWith('HS') || name === 'none')).toBe(false)
  expect(ours.clients).toEqual([])
  expect(ours.clientDefaults).toMatchObject({ grant_types: [], response_types: [] })
  expect((ours.pkce as NonNullable<Configuration['pkce']>).required?.({} as never, {} as never)).toBe(true)
})
