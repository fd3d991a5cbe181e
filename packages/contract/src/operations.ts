import { z } from 'zod'
import { InstantOut } from './basics.ts'

export const Health = z.object({ status: z.literal('healthy'), service: z.literal('skykeep') })
export const Ready = z.object({
  status: z.enum(['ready', 'not_ready']),
  checks: z.record(z.string(), z.object({ ok: z.boolean(), detail: z.string().optional() })),
})
export const Root = z.object({ status: z.literal('ok'), docs: z.string(), openapi: z.string() })

/** The installation as its operators see it. */
export const Installation = z.object({
  version: z.string(),
  node: z.string(),
  started_at: InstantOut,
  roles: z.array(z.object({ name: z.string(), here: z.boolean(), alive: z.boolean() })),
  database: z.object({ ok: z.boolean(), version: z.string().nullable(), migration: z.string().nullable() }),
  queues: z.array(z.object({ name: z.string(), waiting: z.int() })),
  keys: z.array(z.object({ kind: z.string(), id: z.string(), state: z.string(), age_days: z.number() })),
  audit: z.object({ size: z.int(), checkpoint_age_seconds: z.number().nullable() }),
})
