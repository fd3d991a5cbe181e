import { answers, Savings, SavingsCsvQuery, SavingsQuery, SavingsSettings, SavingsSettingsInput } from '@skykeep/contract'
import { z } from 'zod'
import { callerOf } from '../../auth/principal.ts'
import type { App } from '../../http/app.ts'
import { ChangingHeaders } from '../../http/request-headers.ts'
import { etagOf, expectedVersions } from '../../lib/versions.ts'
import type { SavingsService } from './savings.service.ts'

const tags = ['savings']

export function savingsRoutes(app: App, { savings }: { savings: SavingsService }): void {
  app.get(
    '/savings',
    {
      config: { permission: 'savings:read' },
      schema: {
        operationId: 'getSavings',
        tags,
        summary: 'Hours and money: what schedules planned, and what came of it',
        querystring: SavingsQuery,
        response: { 200: Savings },
      },
    },
    (request) => savings.get(callerOf(request), request.query),
  )

  app.get(
    '/savings.csv',
    {
      config: { permission: 'savings:read' },
      schema: {
        operationId: 'exportSavings',
        tags,
        summary: 'The same for spreadsheets: all groups, and a line for the total',
        produces: ['text/csv'],
        querystring: SavingsCsvQuery,
        response: { 200: z.string().describe('text/csv') },
      },
    },
    async (request, reply) => {
      const text = await savings.csv(callerOf(request), request.query)
      return reply
        .header('content-type', 'text/csv; charset=utf-8; header=present')
        .header('content-disposition', 'attachment; filename="savings.csv"')
        .send(text)
    },
  )

  app.get(
    '/savings/settings',
    {
      config: { permission: 'savings:read' },
      schema: {
        operationId: 'getSavingsSettings',
        tags,
        summary: 'Currency and own discount',
        response: { 200: SavingsSettings },
      },
    },
    async (request, reply) => {
      const settings = await savings.settings(callerOf(request))
      return reply.header('etag', etagOf(settings.version)).send(settings)
    },
  )

  app.put(
    '/savings/settings',
    {
      config: { permission: 'team:write' },
      schema: {
        operationId: 'setSavingsSettings',
        tags,
        summary: 'Choose the currency, and what is agreed off the list price',
        headers: ChangingHeaders,
        body: SavingsSettingsInput,
        response: { 200: SavingsSettings, ...answers('PRECONDITION_FAILED') },
      },
    },
    async (request, reply) => {
      const expected = expectedVersions(request.headers['if-match'])
      const settings = await savings.change(callerOf(request), request.body, expected)
      return reply.header('etag', etagOf(settings.version)).send(settings)
    },
  )
}
