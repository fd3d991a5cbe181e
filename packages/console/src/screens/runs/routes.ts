import type { Area } from '../../areas.ts'
import { t } from '../../messages/messages.ts'

const meta = { title: t.runs.title }

export const area: Area = {
  team: [
    { path: 'runs', name: 'runs', component: () => import('./RunList.vue'), meta },
    { path: 'runs/:run', name: 'runs.one', component: () => import('./RunPage.vue'), meta },
  ],
}
