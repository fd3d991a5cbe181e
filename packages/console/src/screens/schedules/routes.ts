import type { Area } from '../../areas.ts'
import { t } from '../../messages/messages.ts'

const meta = { title: t.schedules.title }

export const area: Area = {
  team: [
    { path: 'schedules', name: 'schedules', component: () => import('./ScheduleList.vue'), meta },
    { path: 'schedules/new', name: 'schedules.new', component: () => import('./SchedulePage.vue'), meta },
    { path: 'schedules/:schedule', name: 'schedules.one', component: () => import('./SchedulePage.vue'), meta },
  ],
}
