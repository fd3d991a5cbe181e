import { X509Certificate } from 'node:crypto'
import { sql } from 'kysely'
import type { Database } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { Metrics } from '../../operations/metrics.ts'

interface Needs {
  metrics: Pick<Metrics, 'gauge'>
  db: Database
  clock: Clock
  teamIds(): Promise<readonly string[]>
  /** Of the authority of the installation. */
  rootPem: string
}

const DAY_MS = 24 * 3_600_000
/** Certificates last for months: one look in ten minutes, whoever asks for metrics how often. */
const REMEMBERED_MS = 10 * 60_000
const ENDING_DAYS = 30

interface Ages {
  authority_left: number
  ending: number
}

/** What is left of authorities, and how many certificates of aircraft and clients end soon, for alerts. NaN where it cannot be told. */
export function certificateAges({ metrics, db, clock, teamIds, rootPem }: Needs): void {
  let known: { at: number; ages: Promise<Ages> } | null = null
  const ages = (): Promise<Ages> => {
    const now = clock.now().getTime()
    if (known === null || now - known.at >= REMEMBERED_MS) known = { at: now, ages: look().catch(() => unknown) }
    return known.ages
  }

  async function look(): Promise<Ages> {
    const now = clock.now()
    const found = { authority_left: Number.NaN, ending: 0 }
    for (const team of await teamIds()) {
      const { rows } = await db.asTeam(
        team,
        (tx) =>
          sql<{ ends: Date | null; ending: number }>`select
            (select min(not_after) from directory.authorities where state = 'active') as ends,
            (select count(*)::int from directory.certificates where revoked_at is null and not_after > ${now}
              and not_after < ${new Date(now.getTime() + ENDING_DAYS * DAY_MS)}) as ending`.execute(tx),
        { readOnly: true },
      )
      const { ends, ending } = rows[0]!
      if (ends !== null)
        found.authority_left = Math.min(found.authority_left || Infinity, (ends.getTime() - now.getTime()) / DAY_MS)
      found.ending += ending
    }
    return found
  }

  const rootEnds = Date.parse(new X509Certificate(rootPem).validTo)
  metrics.gauge(
    'installation_authority_left_days',
    'Until the authority of the installation ends',
    () => (rootEnds - clock.now().getTime()) / DAY_MS,
  )
  metrics.gauge(
    'authority_left_days',
    'Until the first issuing authority of a team ends',
    async () => (await ages()).authority_left,
  )
  metrics.gauge(
    'certificates_ending',
    'Certificates of aircraft and clients that end within 30 days',
    async () => (await ages()).ending,
  )
}

const unknown: Ages = { authority_left: Number.NaN, ending: Number.NaN }
