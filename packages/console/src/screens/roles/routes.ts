import type { Area } from '../../areas.ts'
import { t } from '../../messages/messages.ts'

export const area: Area = {
  team: [
    { path: 'roles', name: 'roles', component: () => import('./RoleList.vue'), meta: { title: t.roles.title } },
    { path: 'roles/new', name: 'roles.new', component: () => import('./RolePage.vue'), meta: { title: t.roles.create } },
    { path: 'roles/:role', name: 'roles.one', component: () => import('./RolePage.vue'), meta: { title: t.roles.one } },
  ],
}
