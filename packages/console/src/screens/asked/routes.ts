import type { Area } from '../../areas.ts'
import { t } from '../../messages/messages.ts'
import { currentSession } from '../../session/session.ts'

/** Who is signed in decides what these pages show. */
const beforeEnter = async (): Promise<void> => {
  await currentSession().catch(() => undefined)
}

export const area: Area = {
  open: [
    {
      // Where the OAuth server sends browsers, and devices their people.
      path: '/sign-in/:uid([\\w-]{16,64})',
      name: 'authorize',
      component: () => import('./AuthorizePage.vue'),
      beforeEnter,
      meta: { isPublic: true, title: t.asked.authorize },
    },
    {
      path: '/device',
      name: 'device',
      component: () => import('./DevicePage.vue'),
      beforeEnter,
      meta: { isPublic: true, title: t.asked.device },
    },
  ],
}
