import {
  answers,
  ImportedSchedule,
  ImportSchedule,
  NewSchedule,
  SavedSchedule,
  Schedule,
  SchedulePreview,
  SchedulePreviewRequest,
  Schedules,
  SchedulesQuery,
  TimeZones,
  Upcoming,
  UpcomingQuery,
  Uuid,
} from '@skykeep/contract'
import { z } from 'zod'
import { callerOf } from '../../auth/principal.ts'
import type { App } from '../../http/app.ts'
import { repeatableOf } from '../../http/repeatable.ts'
import { ChangingHeaders, CreatingHeaders, idempotencyRefusals } from '../../http/request-headers.ts'
import { etagOf, expectedVersions } from '../../lib/versions.ts'
import { calendarsRoutes } from './calendars.routes.ts'
import { overridesRoutes } from './overrides.routes.ts'
import { previewValidator, scheduleValidator } from './rule-faults.ts'
import type { ScheduleService } from './schedules.service.ts'

const params = z.strictObject({ schedule_id: Uuid })
const tags = ['schedules']

export function schedulesRoutes(app: App, { schedules }: { schedules: ScheduleService }): void {
  overridesRoutes(app, { schedules })
  calendarsRoutes(app, { schedules })

  app.get(
    '/schedules',
    {
      config: { permission: 'schedule:read' },
      schema: {
        operationId: 'listSchedules',
        tags,
        summary: 'The schedules of the team',
        querystring: SchedulesQuery,
        response: { 200: Schedules },
      },
    },
    (request) => schedules.list(callerOf(request), request.query),
  )

  app.post(
    '/schedules',
    {
      config: { permission: 'schedule:write' },
      validatorCompiler: scheduleValidator as never,
      schema: {
        operationId: 'createSchedule',
        tags,
        summary: 'Make a schedule; the answer tells what would start or stop now, and only `apply_now` does it',
        headers: CreatingHeaders,
        body: NewSchedule,
        response: {
          201: SavedSchedule,
          ...answers('SCHEDULE_NAME_TAKEN', 'SCHEDULE_CONFLICT', 'SCHEDULE_LIMIT_REACHED', ...idempotencyRefusals),
        },
      },
    },
    async (request, reply) => {
      const schedule = await schedules.create(callerOf(request), request.body, repeatableOf(request))
      return reply
        .code(201)
        .header('location', `/schedules/${schedule.id}`)
        .header('etag', etagOf(schedule.version))
        .send(schedule)
    },
  )

  app.post(
    '/schedules/preview',
    {
      config: { permission: 'schedule:read' },
      validatorCompiler: previewValidator as never,
      schema: {
        operationId: 'previewSchedule',
        tags,
        summary:
          'When a rule would start and stop machines; with `targets` also which, and what would change now. Nothing is saved',
        body: SchedulePreviewRequest,
        response: { 200: SchedulePreview, ...answers('NOT_FOUND') },
      },
    },
    (request) => schedules.preview(callerOf(request), request.body),
  )

  app.post(
    '/schedules/import',
    {
      config: { permission: 'schedule:write' },
      schema: {
        operationId: 'importSchedule',
        tags,
        summary: 'Read the text of an AutoShutdownSchedule tag; the answer is a draft, nothing is saved',
        body: ImportSchedule,
        response: { 200: ImportedSchedule },
      },
    },
    async (request) => schedules.importTag(callerOf(request), request.body),
  )

  app.get(
    '/schedules/:schedule_id',
    {
      config: { permission: 'schedule:read' },
      schema: {
        operationId: 'getSchedule',
        tags,
        summary: 'One schedule',
        params,
        response: { 200: Schedule, ...answers('NOT_FOUND') },
      },
    },
    async (request, reply) => {
      const schedule = await schedules.get(callerOf(request), request.params.schedule_id)
      return reply.header('etag', etagOf(schedule.version)).send(schedule)
    },
  )

  app.put(
    '/schedules/:schedule_id',
    {
      config: { permission: 'schedule:write' },
      validatorCompiler: scheduleValidator as never,
      schema: {
        operationId: 'replaceSchedule',
        tags,
        summary: 'Replace a schedule as a whole; as with a new one, nothing starts or stops without `apply_now`',
        params,
        headers: ChangingHeaders,
        body: NewSchedule,
        response: {
          200: SavedSchedule,
          ...answers('NOT_FOUND', 'SCHEDULE_NAME_TAKEN', 'SCHEDULE_CONFLICT', 'PRECONDITION_FAILED'),
        },
      },
    },
    async (request, reply) => {
      const expected = expectedVersions(request.headers['if-match'])
      const schedule = await schedules.replace(callerOf(request), request.params.schedule_id, request.body, expected)
      return reply.header('etag', etagOf(schedule.version)).send(schedule)
    },
  )

  app.delete(
    '/schedules/:schedule_id',
    {
      config: { permission: 'schedule:write', fresh: 'it cannot be taken back' },
      schema: {
        operationId: 'deleteSchedule',
        tags,
        summary: 'Delete a schedule with its overrides; its machines are left as they are',
        params,
        headers: ChangingHeaders,
        response: { 204: z.null(), ...answers('NOT_FOUND', 'PRECONDITION_FAILED') },
      },
    },
    async (request, reply) => {
      const expected = expectedVersions(request.headers['if-match'])
      await schedules.remove(callerOf(request), request.params.schedule_id, expected)
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/schedules/:schedule_id/upcoming',
    {
      config: { permission: 'schedule:read' },
      schema: {
        operationId: 'listUpcoming',
        tags,
        summary: 'What comes next of a schedule, its overrides and calendars worked in',
        params,
        querystring: UpcomingQuery,
        response: { 200: Upcoming, ...answers('NOT_FOUND') },
      },
    },
    (request) => schedules.upcoming(callerOf(request), request.params.schedule_id, request.query.to),
  )

  app.get(
    '/time-zones',
    {
      config: { anyPrincipal: 'the list is closed and the same for everybody' },
      schema: {
        operationId: 'listTimeZones',
        tags,
        summary: 'The time zones that this installation knows, with countries, abbreviations, and what their clocks do next',
        querystring: z.strictObject({}),
        response: { 200: TimeZones },
      },
    },
    () => schedules.timeZones(),
  )
}
