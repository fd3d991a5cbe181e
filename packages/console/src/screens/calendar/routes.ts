import type { Area } from '../../areas.ts'
import { t } from '../../messages/messages.ts'

export const area: Area = {
  team: [
    { path: 'calendar', name: 'calendar', component: () => import('./CalendarPage.vue'), meta: { title: t.calendar.title } },
  ],
}
