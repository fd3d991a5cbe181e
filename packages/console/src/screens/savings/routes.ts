import type { Area } from '../../areas.ts'
import { t } from '../../messages/messages.ts'

export const area: Area = {
  team: [{ path: 'savings', name: 'savings', component: () => import('./SavingsPage.vue'), meta: { title: t.savings.title } }],
}
