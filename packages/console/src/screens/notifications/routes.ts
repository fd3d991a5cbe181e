import type { Area } from '../../areas.ts'
import { t } from '../../messages/messages.ts'

export const area: Area = {
  team: [
    {
      path: 'notifications',
      name: 'notifications',
      component: () => import('./NotificationsPage.vue'),
      meta: { title: t.notifications.title },
    },
    {
      path: 'notifications/new',
      name: 'notifications.new',
      component: () => import('./NewRule.vue'),
      meta: { title: t.notifications.create },
    },
    {
      path: 'notifications/:rule',
      name: 'notifications.one',
      component: () => import('./RulePage.vue'),
      meta: { title: t.notifications.one },
    },
  ],
}
