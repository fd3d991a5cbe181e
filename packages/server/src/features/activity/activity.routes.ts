import { Activities, Page } from '@skykeep/contract'
import { callerOf } from '../../auth/principal.ts'
import type { App } from '../../http/app.ts'
import type { ActivityService } from './activity.service.ts'

export function activityRoutes(app: App, { activity }: { activity: ActivityService }): void {
  app.get(
    '/account/activity',
    {
      config: { person: 'it is about their own account' },
      schema: {
        operationId: 'listActivity',
        tags: ['accounts'],
        summary: 'What you did and what was done to your account, the newest first',
        querystring: Page,
        response: { 200: Activities },
      },
    },
    (request) => activity.list(callerOf(request), request.query),
  )
}
