import type { Area } from '../../areas.ts'
import { t } from '../../messages/messages.ts'

export const area: Area = {
  team: [
    { path: 'aircraft', name: 'aircraft', component: () => import('./AircraftList.vue'), meta: { title: t.aircraft.title } },
    {
      path: 'aircraft/:aircraft',
      name: 'aircraft.one',
      component: () => import('./AircraftPage.vue'),
      meta: { title: t.aircraft.one },
    },
  ],
}
