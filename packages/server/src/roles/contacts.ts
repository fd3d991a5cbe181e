import { contactsRoutes } from '../features/contacts/contacts.routes.ts'
import { type ContactsService, contactsService } from '../features/contacts/contacts.service.ts'
import { type Google, google, googleItself } from '../features/contacts/google.ts'
import { StartCare } from '../features/contacts/start-care.ts'
import type { App } from '../http/app.ts'
import { createKeyRing } from '../keys/create-key-ring.ts'
import { newId } from '../lib/new-id.ts'
import type { Core } from '../runtime/core.ts'

export interface ContactsServices {
  contacts: ContactsService
}

export interface ContactsRole extends ContactsServices {
  /** Begins to remove what has ended. */
  start(): void
}

/** Address books at Google, for people and crews. */
export async function startContactsRole(core: Core): Promise<ContactsRole> {
  const { config, clock, audit, log, metrics } = core
  const db = await core.open('skykeep_contacts', 6)
  const locks = await core.open('skykeep_contacts', 2)
  const care = new StartCare({ db, scheduler: await core.open('skykeep_scheduler', 1), clock, log })
  const keyRing = await createKeyRing({ config, db, clock })
  core.onKeysChanged(() => keyRing.forget())
  const redirect = new URL('/contacts/oauth/callback', core.issuer).href
  return {
    contacts: contactsService({ db, locks, audit, clock, newId, keyRing, log, metrics, redirect, google: googleOf(core) }),
    start() {
      care.start()
      core.onStop(() => care.stop())
    },
  }
}

function googleOf({ config, clock }: Core): Google | null {
  const { SKYKEEP_GOOGLE_CLIENT_ID: clientId, SKYKEEP_GOOGLE_CLIENT_SECRET: clientSecret, SKYKEEP_GOOGLE_URL: origin } = config
  if (clientId === undefined || clientSecret === undefined) return null
  const at = origin === undefined ? googleItself : pretendedAt(origin)
  return google({ clientId, clientSecret, ...at }, clock)
}

const pretendedAt = (origin: string) => ({
  ...{ consent: `${origin}/o/oauth2/v2/auth`, token: `${origin}/token`, revoke: `${origin}/revoke`, people: `${origin}/v1` },
})

export function contactsRoleRoutes(app: App, role: ContactsServices): void {
  contactsRoutes(app, role)
}
