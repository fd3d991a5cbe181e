import type { Permission } from '@skykeep/contract'
import { KeyRing } from '@skykeep/keyring'
import { PretendGoogle } from '@skykeep/simulator/google/google'
import { pino } from 'pino'
import { expect } from 'vitest'
import { Secret } from '../../../config/secret.ts'
import { openPool } from '../../../db/pool.ts'
import { openDatabase } from '../../../db/tenancy.ts'
import { dataKeyStore } from '../../../keys/data-key-store.ts'
import { newId } from '../../../lib/new-id.ts'
import { Metrics } from '../../../operations/metrics.ts'
import { type Asks, testApp } from '../../../testing/http.ts'
import { registryWorld } from '../../../testing/registry-world.ts'
import { contactsRoutes } from '../contacts.routes.ts'
import { contactsService } from '../contacts.service.ts'
import { google } from '../google.ts'

export type ContactsWorld = Awaited<ReturnType<typeof contactsWorld>>

export const REDIRECT = 'https://skykeep.test/contacts/oauth/callback'
export const CLIENT_SECRET = 'the-client-secret'
export const LIST = 'GET /contacts/?person_fields=names,emailAddresses'
const everything: Permission[] = ['contacts:read', 'aircraft:read', 'aircraft:write']

/** Two processes with the role contacts on one database, before a pretended Google. */
export async function contactsWorld() {
  const outside = await new PretendGoogle({ clientId: 'the-client', clientSecret: CLIENT_SECRET }).start()
  const registry = await registryWorld()
  const lines: string[] = []
  const metrics = new Metrics()
  const clock = { aheadMs: 0, now: () => new Date(Date.now() + clock.aheadMs) }
  const pool = (max: number) =>
    openDatabase({
      pool: openPool({ url: registry.database.appUrl, role: 'skykeep_contacts', applicationName: 'skykeep test', max }),
    })
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
  const at = {
    consent: `${outside.url}/o/oauth2/v2/auth`,
    token: `${outside.url}/token`,
    revoke: `${outside.url}/revoke`,
    people: `${outside.url}/v1`,
  }
  const opened: ReturnType<typeof pool>[] = []
  const processOf = async () => {
    const http = testApp({}, { log } as never)
    const [db, locks] = [pool(6), pool(2)]
    opened.push(db, locks)
    contactsRoutes(http.app, {
      contacts: contactsService({
        ...{ db, locks, clock, newId, log, redirect: REDIRECT, audit: registry.audit, metrics },
        keyRing: new KeyRing({ root: registry.root, store: dataKeyStore(db), clock }),
        google: google({ clientId: 'the-client', clientSecret: new Secret(CLIENT_SECRET), ...at }, clock),
      }),
    })
    await http.app.ready()
    return http
  }
  const [http, others] = [await processOf(), await processOf()]

  return {
    outside,
    registry,
    db: opened[0]!,
    log,
    lines,
    metrics,
    clock,
    http,

    /** A team with an aircraft, its crew, and as many people as are asked for. */
    async team() {
      const { id } = await registry.team()
      const aircraft = newId()
      await registry.admin.query(
        `insert into directory.aircraft (team_id, id, registration, tier, created_at, updated_at) values ($1, $2, $3, 'premium', now(), now())`,
        [id, aircraft, `R-${aircraft.slice(-6)}`],
      )
      const machine = { team_id: id, permissions: new Set<Permission>(['contacts:read']), token_id: newId(), thumbprint: null }
      const person = async (permissions = everything, session = newId(), account = newId()) => {
        await registry.admin.query(
          `insert into directory.memberships (team_id, account_id, roles, created_at, updated_at) values ($1, $2, '{owner}', now(), now()) on conflict do nothing`,
          [id, account],
        )
        const about = { session_id: session, client_id: null, authenticated_at: new Date(), assurance: 'multi' as const }
        const principal = { ...machine, kind: 'account' as const, id: account, permissions: new Set(permissions), person: about }
        return { asks: http.as(principal), elsewhere: others.as(principal), account, session }
      }
      return { id, aircraft, person, crew: http.as({ ...machine, kind: 'aircraft', id: aircraft }) }
    },

    rows: async (team: string) =>
      (await registry.admin.query('select * from contacts.links where team_id = $1 order by created_at', [team])).rows,

    async close(): Promise<void> {
      await Promise.all(opened.map((one) => one.close()))
      await registry.close()
      await outside.stop()
    },
  }
}

/** What a person does at Google: they consent, and are sent back. */
export async function consents(authorization_url: string): Promise<string> {
  expect(await (await fetch(authorization_url)).text()).toContain('Yes, let it')
  const back = await fetch(`${authorization_url}&approve=1`, { redirect: 'manual' })
  return new URL(back.headers.get('location')!).search
}

export async function begin(asks: Asks, aircraft_id?: string): Promise<string> {
  const { body } = await asks('POST /contacts/oauth/initiate', { body: { ...(aircraft_id && { aircraft_id }) } })
  return body.authorization_url
}

export async function linked(asks: Asks, aircraft_id?: string): Promise<void> {
  expect((await asks(`GET /contacts/oauth/callback${await consents(await begin(asks, aircraft_id))}`)).status).toBe(303)
}
