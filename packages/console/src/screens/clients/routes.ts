import type { Area } from '../../areas.ts'
import { t } from '../../messages/messages.ts'

export const area: Area = {
  team: [
    { path: 'clients', name: 'clients', component: () => import('./ClientList.vue'), meta: { title: t.clients.title } },
    { path: 'clients/new', name: 'clients.new', component: () => import('./NewClient.vue'), meta: { title: t.clients.create } },
    { path: 'clients/:client', name: 'clients.one', component: () => import('./ClientPage.vue'), meta: { title: t.clients.one } },
  ],
}
