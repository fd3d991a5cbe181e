import type { Area } from '../../areas.ts'
import { t } from '../../messages/messages.ts'

const meta = { title: t.connections.title }

export const area: Area = {
  team: [
    { path: 'connections', name: 'connections', component: () => import('./ConnectionList.vue'), meta },
    { path: 'connections/:connection', name: 'connections.one', component: () => import('./ConnectionPage.vue'), meta },
  ],
}
