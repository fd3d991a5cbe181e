import type { Area } from '../../areas.ts'
import { t } from '../../messages/messages.ts'

export const area: Area = {
  team: [
    { path: 'members', name: 'members', component: () => import('./MemberList.vue'), meta: { title: t.members.title } },
    {
      path: 'members/:account',
      name: 'members.one',
      component: () => import('./MemberPage.vue'),
      meta: { title: t.members.one },
    },
  ],
}
