import { Name } from '@skykeep/contract'
import { z } from 'zod'
import type { App } from '../http/app.ts'

/** A call of each kind, to try the pipeline with. */
export function trialRoutes(app: App): void {
  const nothing = { response: { 200: z.object({ ok: z.boolean() }) } }
  app.get('/open', { config: { public: 'a trial' }, schema: nothing }, async () => ({ ok: true }))
  app.get('/unlimited', { config: { public: 'a trial', limit: 'none' }, schema: nothing }, async () => ({ ok: true }))
  app.get('/mine', { config: { anyPrincipal: 'a trial' }, schema: nothing }, async () => ({ ok: true }))
  app.get('/events', { config: { permission: 'telemetry:read' }, schema: nothing }, async () => ({ ok: true }))
  app.delete('/events', { config: { permission: 'telemetry:write' }, schema: nothing }, async () => ({ ok: true }))
  app.post(
    '/events',
    { config: { permission: 'telemetry:write' }, schema: { ...nothing, body: z.strictObject({ name: Name }) } },
    async () => ({ ok: true }),
  )
  app.post(
    '/batches',
    { config: { permission: 'telemetry:write', limit: 'batch' }, schema: { ...nothing, body: z.array(z.unknown()) } },
    async () => ({ ok: true }),
  )
  app.post('/anything', { config: { public: 'a trial' }, schema: { ...nothing, body: z.unknown() } }, async () => ({ ok: true }))
  app.get(
    '/things/:id',
    {
      config: { public: 'a trial' },
      schema: { ...nothing, params: z.strictObject({ id: z.uuid() }), querystring: z.strictObject({}) },
    },
    async () => ({ ok: true }),
  )
  app.get('/explodes', { config: { public: 'a trial' }, schema: nothing }, async () => {
    throw new Error('hunter2 stood in select * from secrets')
  })
  app.get('/says-too-much', { config: { public: 'a trial' }, schema: nothing }, async () => ({ ok: true, secret: 'hunter2' }))
}
