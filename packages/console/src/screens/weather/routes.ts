import type { Area } from '../../areas.ts'
import { t } from '../../messages/messages.ts'

export const area: Area = {
  team: [{ path: 'weather', name: 'weather', component: () => import('./WeatherPage.vue'), meta: { title: t.weather.title } }],
}
