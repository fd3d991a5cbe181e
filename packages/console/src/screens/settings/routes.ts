import type { Area } from '../../areas.ts'
import { t } from '../../messages/messages.ts'

export const area: Area = {
  team: [
    { path: 'settings', name: 'settings', component: () => import('./SettingsPage.vue'), meta: { title: t.settings.title } },
  ],
}
