import type { Area } from '../../areas.ts'
import { t } from '../../messages/messages.ts'

const { title, sessionsTitle, activityTitle } = t.account

export const area: Area = {
  own: [
    { path: 'account', name: 'account', component: () => import('./AccountPage.vue'), meta: { title } },
    {
      path: 'account/sessions',
      name: 'account.sessions',
      component: () => import('./SessionsPage.vue'),
      meta: { title: sessionsTitle },
    },
    {
      path: 'account/activity',
      name: 'account.activity',
      component: () => import('./ActivityPage.vue'),
      meta: { title: activityTitle },
    },
  ],
}
