import type { Area } from '../../areas.ts'
import { t } from '../../messages/messages.ts'

const meta = { title: t.connections.title }

export const area: Area = {
  team: [
    { path: 'connections', name: 'connections', component: () => import('./ConnectionList.vue'), meta },
    { path: 'connections/new', name: 'connections.new', component: () => import('./NewConnection.vue'), meta },
    { path: 'connections/:connection/setup', name: 'connections.setup', component: () => import('./SetupPage.vue'), meta },
    { path: 'connections/:connection', name: 'connections.one', component: () => import('./ConnectionPage.vue'), meta },
  ],
}
