import type { Area } from '../../areas.ts'
import { t } from '../../messages/messages.ts'

export const area: Area = {
  team: [{ path: 'map', name: 'map', component: () => import('./MapPage.vue'), meta: { title: t.map.title } }],
}
