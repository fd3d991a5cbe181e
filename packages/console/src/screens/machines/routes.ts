import type { Area } from '../../areas.ts'
import { t } from '../../messages/messages.ts'

export const area: Area = {
  team: [
    { path: 'machines', name: 'machines', component: () => import('./MachineList.vue'), meta: { title: t.machines.title } },
    {
      path: 'machines/:machine',
      name: 'machines.one',
      component: () => import('./MachinePage.vue'),
      meta: { title: t.machines.title },
    },
  ],
}
