import { type Permission, Problem } from '@skykeep/contract'
import { pino } from 'pino'
import type { Authenticate } from '../auth/authenticate.ts'
import type { Principal } from '../auth/principal.ts'
import { readConfiguration } from '../config/read.ts'
import { type App, createApp } from '../http/app.ts'
import { identifier, type SessionExchange } from '../http/identify.ts'
import type { PipelineNeeds } from '../http/pipeline.ts'
import { RateLimits } from '../http/rate-limits.ts'
import { Metrics } from '../operations/metrics.ts'

export interface LogLine {
  level: number
  msg: string
  [member: string]: unknown
}

export interface BareApp {
  app: App
  lines: LogLine[]
  metrics: Metrics
  /** What the audit trail was told, by problem code. */
  refused: string[]
  /** The value of a metric with these labels. */
  count(name: string, labels: Record<string, string>): Promise<number>
}

const TEAM = '0198f2d3-0000-7000-8000-000000000001'

/** A principal of the trial team. The bearer text `aircraft:NAME` or `client:NAME`, then permissions, is its token. */
export const bearer = (who: `${'aircraft' | 'client'}:${string}`, ...permissions: Permission[]): string =>
  `Bearer ${[who, ...permissions].join('|')}`

/** Believes what `bearer` wrote; everything else is an invalid token. */
export const believing: Authenticate = (authorization) => {
  if (authorization === undefined) throw new Problem('NOT_AUTHENTICATED')
  const [who = '', ...permissions] = authorization.replace(/^Bearer /, '').split('|')
  const [kind, id] = who.split(':')
  if ((kind !== 'aircraft' && kind !== 'client') || !id) throw new Problem('TOKEN_INVALID')
  return principal(kind, id, permissions as Permission[])
}

const principal = (kind: Principal['kind'], id: string, permissions: Permission[]): Principal => ({
  kind,
  id,
  team_id: TEAM,
  permissions: new Set(permissions),
  token_id: `token-of-${id}`,
  thumbprint: null,
})

export type BareNeeds = Partial<PipelineNeeds> & { authenticate?: Authenticate; sessions?: SessionExchange | null }

/** Where browsers find the trial application. */
export const ORIGIN = 'https://skykeep.test'

/** The HTTP application with its whole pipeline, and neither database nor keys behind it. */
export function bareApp(
  settings: Record<string, string> = {},
  { authenticate = believing, sessions = null, ...needs }: BareNeeds = {},
): BareApp {
  const config = readConfiguration(settings)
  const metrics = new Metrics()
  const lines: LogLine[] = []
  const refused: string[] = []
  const log = pino({ level: 'info' }, { write: (line: string) => lines.push(JSON.parse(line) as LogLine) })
  const app = createApp({
    config,
    log,
    metrics,
    identify: identifier({ authenticate, sessions, origin: ORIGIN }),
    now: () => new Date(),
    limits: new RateLimits(config, { kind: 'memory' }),
    refusals: { note: (_request: unknown, { code }: Problem) => refused.push(code) } as unknown as PipelineNeeds['refusals'],
    isStopping: () => false,
    isCertificateRevoked: () => false,
    ...needs,
  })
  return { app, lines, metrics, refused, count: (name, labels) => metricValue(metrics, name, labels) }
}

async function metricValue(metrics: Metrics, name: string, labels: Record<string, string>): Promise<number> {
  const metric = await metrics.registry.getSingleMetric(name)!.get()
  const matching = metric.values.filter((value) => Object.entries(labels).every(([label, text]) => value.labels[label] === text))
  return matching.reduce((sum, { value }) => sum + value, 0)
}
