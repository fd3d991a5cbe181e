import type { ContactsNeeds } from './contacts-needs.ts'
import { contactsLinking } from './linking.ts'
import { contactsReading } from './reading.ts'

export type ContactsService = ReturnType<typeof contactsService>

/** Address books of people and crews at Google: linked by consent, read through, never stored. */
export const contactsService = (needs: ContactsNeeds) => ({ ...contactsLinking(needs), ...contactsReading(needs) })
