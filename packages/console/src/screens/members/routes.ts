import type { Area } from '../../areas.ts'
import { t } from '../../messages/messages.ts'

export const area: Area = {
  team: [{ path: 'members', name: 'members', component: () => import('./MemberList.vue'), meta: { title: t.members.title } }],
}
