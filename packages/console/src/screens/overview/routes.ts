import type { Area } from '../../areas.ts'
import { t } from '../../messages/messages.ts'

export const area: Area = {
  team: [{ path: '', name: 'overview', component: () => import('./OverviewPage.vue'), meta: { title: t.overview.title } }],
}
