import { answers, Consents, Uuid } from '@skykeep/contract'
import { z } from 'zod'
import { callerOf } from '../../auth/principal.ts'
import type { App } from '../../http/app.ts'
import type { ConsentService } from './consents.service.ts'

const tags = ['accounts']
const own = 'it is about what the person who asks has agreed to'

export function consentsRoutes(app: App, { consents }: { consents: ConsentService }): void {
  app.get(
    '/account/consents',
    {
      config: { person: own },
      schema: { operationId: 'listConsents', tags, summary: 'What you let clients do for you', response: { 200: Consents } },
    },
    async (request) => ({ items: await consents.list(callerOf(request)), next_cursor: null }),
  )

  app.delete(
    '/account/consents/:consent_id',
    {
      config: { person: own },
      schema: {
        operationId: 'withdrawConsent',
        tags,
        summary: 'Take back what you let a client do',
        description: 'Every token that it has of you is refused within seconds.',
        params: z.strictObject({ consent_id: Uuid }),
        response: { 204: z.null(), ...answers('NOT_FOUND') },
      },
    },
    async (request, reply) => {
      await consents.withdraw(callerOf(request), request.params.consent_id)
      return reply.code(204).send(null)
    },
  )
}
