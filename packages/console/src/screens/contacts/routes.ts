import type { Area } from '../../areas.ts'
import { t } from '../../messages/messages.ts'

export const area: Area = {
  team: [
    { path: 'contacts', name: 'contacts', component: () => import('./ContactsPage.vue'), meta: { title: t.contacts.title } },
  ],
}
