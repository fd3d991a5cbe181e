import { expect, test } from 'vitest'
import { z } from 'zod'
import { bareApp, bearer } from '../testing/bare-app.ts'
import { control } from '../testing/control.ts'
import { trialRoutes } from '../testing/trial-routes.ts'
import type { App } from './app.ts'

type Rules = Parameters<App['get']>[1]['config']

function declare(config: Rules): void {
  bareApp().app.get('/declared', { config, schema: { response: { 200: z.object({}) } } }, async () => ({}))
}

control('HTTP-17', 'a route that names no permission and does not say why it is public ends the start', () => {
  expect(() => declare({})).toThrow('GET /declared must name a permission')
  expect(() => declare(undefined)).toThrow('must name a permission')
  expect(() => bareApp().app.get('/declared', async () => ({}))).toThrow('must name a permission')
})

control('HTTP-17', 'a route with an unknown permission, or with two rules at once, ends the start', () => {
  expect(() => declare({ permission: 'telemetry:erase' as never })).toThrow('unknown permission telemetry:erase')
  expect(() => declare({ permission: 'telemetry:read', permissionToo: '*' as never })).toThrow('unknown permission *')
  expect(() => declare({ permission: 'telemetry:read', public: 'both' })).toThrow('exactly one')
  expect(() => declare({ person: 'themselves', orThemselves: 'too' })).toThrow('must name the permission that others need')
  expect(() => declare({ anyPrincipal: 'both', public: 'both' })).toThrow('exactly one')
})

control('HTTP-18', 'nobody passes a route that names a permission, and a principal only with it', async () => {
  const { app } = bareApp()
  trialRoutes(app)
  const ask = async (authorization?: string) =>
    (await app.inject({ url: '/events', headers: authorization === undefined ? {} : { authorization } })).statusCode
  expect(await ask()).toBe(401)
  expect(await ask(bearer('client:one'))).toBe(403)
  expect(await ask(bearer('client:one', 'telemetry:write', 'config:read'))).toBe(403)
  expect(await ask(bearer('client:one', 'telemetry:read'))).toBe(200)
})

test('a route for any principal lets in one without permissions, and nobody without a token', async () => {
  const { app } = bareApp()
  trialRoutes(app)
  expect((await app.inject('/mine')).statusCode).toBe(401)
  expect((await app.inject({ url: '/mine', headers: { authorization: bearer('client:one') } })).statusCode).toBe(200)
})

test('every call declares the ways in which it can be refused', async () => {
  const { app } = bareApp()
  const declared: Record<string, string[]> = {}
  app.addHook('onRoute', ({ method, url, schema }) => {
    declared[`${method} ${url}`] = Object.keys(schema?.response ?? {})
  })
  trialRoutes(app)
  expect(declared['POST /events']).toEqual(
    expect.arrayContaining(['200', '400', '401', '403', '413', '415', '429', '500', '503']),
  )
  expect(declared['GET /open']).not.toContain('403')
  expect(declared['GET /unlimited']).not.toContain('429')
})
