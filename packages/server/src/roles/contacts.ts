import { contactsRoutes } from '../features/contacts/contacts.routes.ts'
import { type ContactsService, contactsService } from '../features/contacts/contacts.service.ts'
import { type Google, google, googleItself } from '../features/contacts/google.ts'
import type { App } from '../http/app.ts'
import { createKeyRing } from '../keys/create-key-ring.ts'
import { newId } from '../lib/new-id.ts'
import type { Core } from '../runtime/core.ts'

export interface ContactsRole {
  contacts: ContactsService
}

/** Address books at Google, for people and crews. */
export async function startContactsRole(core: Core): Promise<ContactsRole> {
  const { config, clock, audit, log, metrics } = core
  const db = await core.open('skykeep_contacts', 6)
  const locks = await core.open('skykeep_contacts', 2)
  const keyRing = await createKeyRing({ config, db, clock })
  core.onKeysChanged(() => keyRing.forget())
  const redirect = new URL('/contacts/oauth/callback', core.issuer).href
  return {
    contacts: contactsService({ db, locks, audit, clock, newId, keyRing, log, metrics, redirect, google: googleOf(core) }),
  }
}

function googleOf({ config }: Core): Google | null {
  const { SKYKEEP_GOOGLE_CLIENT_ID: clientId, SKYKEEP_GOOGLE_CLIENT_SECRET: clientSecret, SKYKEEP_GOOGLE_URL: origin } = config
  if (clientId === undefined || clientSecret === undefined) return null
  const at = origin === undefined ? googleItself : pretendedAt(origin)
  return google({ clientId, clientSecret, ...at })
}

const pretendedAt = (origin: string) => ({
  ...{ consent: `${origin}/o/oauth2/v2/auth`, token: `${origin}/token`, revoke: `${origin}/revoke`, people: `${origin}/v1` },
})

export function contactsRoleRoutes(app: App, role: ContactsRole): void {
  contactsRoutes(app, role)
}
