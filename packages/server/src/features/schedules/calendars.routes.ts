import {
  answers,
  Calendar,
  CalendarPreview,
  Calendars,
  CalendarsQuery,
  ImportCalendar,
  ImportedCalendar,
  NewCalendar,
  ReadCalendar,
  SavedCalendar,
  Uuid,
} from '@skykeep/contract'
import { z } from 'zod'
import { callerOf } from '../../auth/principal.ts'
import type { App } from '../../http/app.ts'
import { repeatableOf } from '../../http/repeatable.ts'
import { ChangingHeaders, CreatingHeaders, idempotencyRefusals } from '../../http/request-headers.ts'
import { etagOf, expectedVersions } from '../../lib/versions.ts'
import { calendarValidator } from './rule-faults.ts'
import type { ScheduleService } from './schedules.service.ts'

const params = z.strictObject({ calendar_id: Uuid })
const tags = ['calendars']

export function calendarsRoutes(app: App, { schedules: { calendars } }: { schedules: Pick<ScheduleService, 'calendars'> }): void {
  app.get(
    '/calendars',
    {
      config: { permission: 'schedule:read' },
      schema: {
        operationId: 'listCalendars',
        tags,
        summary: 'The calendars of exceptions that schedules of the team share',
        querystring: CalendarsQuery,
        response: { 200: Calendars },
      },
    },
    (request) => calendars.list(callerOf(request), request.query),
  )

  app.post(
    '/calendars',
    {
      config: { permission: 'schedule:write' },
      validatorCompiler: calendarValidator as never,
      schema: {
        operationId: 'createCalendar',
        tags,
        summary: 'Make a calendar of exceptions',
        headers: CreatingHeaders,
        body: NewCalendar,
        response: { 201: SavedCalendar, ...answers('CALENDAR_NAME_TAKEN', 'SCHEDULE_LIMIT_REACHED', ...idempotencyRefusals) },
      },
    },
    async (request, reply) => {
      const made = await calendars.create(callerOf(request), request.body, repeatableOf(request))
      return reply.code(201).header('location', `/calendars/${made.id}`).header('etag', etagOf(made.version)).send(made)
    },
  )

  app.post(
    '/calendars/import',
    {
      config: { permission: 'schedule:write' },
      schema: {
        operationId: 'importCalendar',
        tags,
        summary: 'Make a calendar out of an iCalendar file, or of lines with dates',
        headers: CreatingHeaders,
        body: ImportCalendar,
        response: {
          201: ImportedCalendar,
          ...answers('CALENDAR_NAME_TAKEN', 'SCHEDULE_LIMIT_REACHED', ...idempotencyRefusals),
        },
      },
    },
    async (request, reply) => {
      const made = await calendars.import(callerOf(request), request.body, repeatableOf(request))
      return reply.code(201).header('location', `/calendars/${made.id}`).header('etag', etagOf(made.version)).send(made)
    },
  )

  app.post(
    '/calendars/preview',
    {
      config: { permission: 'schedule:read' },
      schema: {
        operationId: 'previewCalendar',
        tags,
        summary: 'The days of an iCalendar file, or of lines with dates; nothing is saved',
        body: ReadCalendar,
        response: { 200: CalendarPreview },
      },
    },
    async (request) => calendars.preview(callerOf(request), request.body),
  )

  app.get(
    '/calendars/:calendar_id',
    {
      config: { permission: 'schedule:read' },
      schema: {
        operationId: 'getCalendar',
        tags,
        summary: 'One calendar',
        params,
        response: { 200: Calendar, ...answers('NOT_FOUND') },
      },
    },
    async (request, reply) => {
      const calendar = await calendars.get(callerOf(request), request.params.calendar_id)
      return reply.header('etag', etagOf(calendar.version)).send(calendar)
    },
  )

  app.put(
    '/calendars/:calendar_id',
    {
      config: { permission: 'schedule:write' },
      validatorCompiler: calendarValidator as never,
      schema: {
        operationId: 'replaceCalendar',
        tags,
        summary: 'Replace a calendar as a whole, and with it what its schedules want; nothing starts or stops by it',
        params,
        headers: ChangingHeaders,
        body: NewCalendar,
        response: { 200: SavedCalendar, ...answers('NOT_FOUND', 'CALENDAR_NAME_TAKEN', 'PRECONDITION_FAILED') },
      },
    },
    async (request, reply) => {
      const expected = expectedVersions(request.headers['if-match'])
      const calendar = await calendars.replace(callerOf(request), request.params.calendar_id, request.body, expected)
      return reply.header('etag', etagOf(calendar.version)).send(calendar)
    },
  )

  app.delete(
    '/calendars/:calendar_id',
    {
      config: { permission: 'schedule:write' },
      schema: {
        operationId: 'deleteCalendar',
        tags,
        summary: 'Delete a calendar that no schedule names',
        params,
        headers: ChangingHeaders,
        response: { 204: z.null(), ...answers('NOT_FOUND', 'CALENDAR_IN_USE', 'PRECONDITION_FAILED') },
      },
    },
    async (request, reply) => {
      const expected = expectedVersions(request.headers['if-match'])
      await calendars.remove(callerOf(request), request.params.calendar_id, expected)
      return reply.code(204).send(null)
    },
  )
}
