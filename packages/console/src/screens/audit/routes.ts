import type { Area } from '../../areas.ts'
import { t } from '../../messages/messages.ts'

export const area: Area = {
  team: [
    { path: 'audit', name: 'audit', component: () => import('./AuditList.vue'), meta: { title: t.audit.title } },
    { path: 'audit/:index', name: 'audit.one', component: () => import('./AuditEntry.vue'), meta: { title: t.audit.title } },
  ],
}
