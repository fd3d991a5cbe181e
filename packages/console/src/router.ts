import { createRouter, createWebHistory, type RouteLocationNormalized, type RouteRecordRaw } from 'vue-router'
import { Refusal } from './api/refusal.ts'
import { areas } from './areas.ts'
import { told } from './frame/told.ts'
import { t } from './messages/messages.ts'
import { currentSession } from './session/session.ts'

declare module 'vue-router' {
  interface RouteMeta {
    /** Shown to people who are not signed in. */
    isPublic?: boolean
    /** The title of the window. */
    title?: string
  }
}

const team = ':team([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})'
const inTeam = (route: RouteRecordRaw): RouteRecordRaw => ({ ...route, path: `${team}/${route.path}`.replace(/\/$/, '') })

export const router = createRouter({
  history: createWebHistory('/console/'),
  routes: [
    {
      path: '/sign-in',
      name: 'sign-in',
      component: () => import('./screens/sign-in/SignIn.vue'),
      meta: { isPublic: true, title: 'Sign in' },
    },
    ...areas.flatMap(({ open = [] }) => open),
    {
      path: '/',
      component: () => import('./frame/Frame.vue'),
      children: [
        { path: '', name: 'home', component: () => import('./frame/ChooseTeam.vue'), meta: { title: 'Teams' } },
        ...areas.flatMap(({ team: routes = [], own = [] }) => [...routes.map(inTeam), ...own]),
        { path: ':rest(.*)*', name: 'not-found', component: () => import('./frame/NotFound.vue'), meta: { title: 'Not found' } },
      ],
    },
  ],
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? undefined : { top: 0 }),
})

router.beforeEach(async (to) => {
  if (to.meta.isPublic) return true
  const session = await currentSession().catch(() => undefined)
  if (session === null) return { name: 'sign-in', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  if (to.name === 'home' && to.query.choose === undefined && session?.team) return firstPlace(session.team.id)
  return true
})

router.afterEach((to: RouteLocationNormalized) => {
  document.title = to.meta.title === undefined ? 'Skykeep' : `${to.meta.title} · Skykeep`
})

/** After an upgrade the parts of the console have other names: a page that is older than that is loaded anew, and one that has just been is not. */
const AGAIN_MS = 10_000
router.onError((_, to) => {
  if (navigator.onLine && performance.now() > AGAIN_MS) location.assign(router.resolve(to.fullPath).href)
  else told.value = new Refusal({ title: t.frame.notLoaded, detail: t.frame.notLoadedDetail })
})

/** Where somebody lands who names no screen. */
export const firstPlace = (teamId: string) =>
  router.hasRoute('overview') ? { name: 'overview', params: { team: teamId } } : { name: 'machines', params: { team: teamId } }

/** An address of the console out of a query, and never one that leads elsewhere. */
export const onward = (next: unknown): string => (typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/')
