import type { Area } from '../../areas.ts'
import { t } from '../../messages/messages.ts'
import { currentSession } from '../../session/session.ts'

const { register, reset, invitation } = t.door

export const area: Area = {
  open: [
    {
      path: '/register',
      name: 'register',
      component: () => import('./Register.vue'),
      meta: { isPublic: true, title: register.title },
    },
    {
      path: '/reset-password',
      name: 'reset-password',
      component: () => import('./ResetPassword.vue'),
      meta: { isPublic: true, title: reset.title },
    },
    {
      path: '/invitation',
      name: 'invitation',
      component: () => import('./InvitationPage.vue'),
      // Who is signed in decides what the page shows.
      beforeEnter: async () => {
        await currentSession().catch(() => undefined)
      },
      meta: { isPublic: true, title: invitation.title },
    },
  ],
}
