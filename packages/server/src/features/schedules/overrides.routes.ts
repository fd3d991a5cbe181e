import { answers, NewOverride, NewScheduleOverride, Override, Overrides, OverridesQuery, Uuid } from '@skykeep/contract'
import { z } from 'zod'
import { callerOf } from '../../auth/principal.ts'
import type { App } from '../../http/app.ts'
import { repeatableOf } from '../../http/repeatable.ts'
import { CreatingHeaders, idempotencyRefusals } from '../../http/request-headers.ts'
import type { ScheduleService } from './schedules.service.ts'

const ofSchedule = z.strictObject({ schedule_id: Uuid })
const oneOfSchedule = z.strictObject({ schedule_id: Uuid, override_id: Uuid })
const one = z.strictObject({ override_id: Uuid })
const tags = ['overrides']

export function overridesRoutes(app: App, { schedules: { overrides } }: { schedules: Pick<ScheduleService, 'overrides'> }): void {
  app.get(
    '/schedules/:schedule_id/overrides',
    {
      config: { permission: 'schedule:read' },
      schema: {
        operationId: 'listScheduleOverrides',
        tags,
        summary: 'Overrides of a schedule that are not over',
        params: ofSchedule,
        querystring: OverridesQuery,
        response: { 200: Overrides, ...answers('NOT_FOUND') },
      },
    },
    (request) => overrides.list(callerOf(request), request.params.schedule_id, request.query),
  )

  app.post(
    '/schedules/:schedule_id/overrides',
    {
      config: { permission: 'override:write' },
      schema: {
        operationId: 'createScheduleOverride',
        tags,
        summary: 'Set a schedule aside until an instant, for all machines for which it counts; they are switched at once',
        params: ofSchedule,
        headers: CreatingHeaders,
        body: NewScheduleOverride,
        response: { 201: Override, ...answers('NOT_FOUND', 'SCHEDULE_LIMIT_REACHED', ...idempotencyRefusals) },
      },
    },
    async (request, reply) => {
      const { schedule_id } = request.params
      const made = await overrides.createForSchedule(callerOf(request), schedule_id, request.body, repeatableOf(request))
      return reply.code(201).header('location', `/schedules/${schedule_id}/overrides/${made.id}`).send(made)
    },
  )

  app.delete(
    '/schedules/:schedule_id/overrides/:override_id',
    {
      config: { permission: 'override:write' },
      schema: {
        operationId: 'endScheduleOverride',
        tags,
        summary: 'End an override before its time; what lies beneath applies at once',
        params: oneOfSchedule,
        response: { 204: z.null(), ...answers('NOT_FOUND') },
      },
    },
    async (request, reply) => {
      await overrides.end(callerOf(request), request.params.schedule_id, request.params.override_id)
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/overrides',
    {
      config: { permission: 'schedule:read' },
      schema: {
        operationId: 'listOverrides',
        tags,
        summary: 'Overrides of machines, by id, by tags or by owner, that are not over',
        querystring: OverridesQuery,
        response: { 200: Overrides },
      },
    },
    (request) => overrides.list(callerOf(request), null, request.query),
  )

  app.post(
    '/overrides',
    {
      config: { permission: 'override:write' },
      schema: {
        operationId: 'createOverride',
        tags,
        summary:
          'Set schedules aside until an instant, for some machines, those with tags, or one’s own; they are switched at once',
        headers: CreatingHeaders,
        body: NewOverride,
        response: { 201: Override, ...answers('SCHEDULE_LIMIT_REACHED', ...idempotencyRefusals) },
      },
    },
    async (request, reply) => {
      const made = await overrides.createForMachines(callerOf(request), request.body, repeatableOf(request))
      return reply.code(201).header('location', `/overrides/${made.id}`).send(made)
    },
  )

  app.delete(
    '/overrides/:override_id',
    {
      config: { permission: 'override:write' },
      schema: {
        operationId: 'endOverride',
        tags,
        summary: 'End an override of machines before its time; what lies beneath applies at once',
        params: one,
        response: { 204: z.null(), ...answers('NOT_FOUND') },
      },
    },
    async (request, reply) => {
      await overrides.end(callerOf(request), null, request.params.override_id)
      return reply.code(204).send(null)
    },
  )
}
