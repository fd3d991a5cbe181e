import type { Area } from '../../areas.ts'
import { t } from '../../messages/messages.ts'

export const area: Area = {
  team: [{ path: 'health', name: 'health', component: () => import('./HealthPage.vue'), meta: { title: t.health.title } }],
}
