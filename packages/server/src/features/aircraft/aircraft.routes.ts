import { Aircraft, AircraftList, AircraftPatch, AircraftQuery, answers, NewAircraft, Uuid } from '@skykeep/contract'
import { z } from 'zod'
import { callerOf } from '../../auth/principal.ts'
import type { App } from '../../http/app.ts'
import { repeatableOf } from '../../http/repeatable.ts'
import { ChangingHeaders, CreatingHeaders, idempotencyRefusals } from '../../http/request-headers.ts'
import { etagOf, expectedVersions } from '../../lib/versions.ts'
import type { AircraftService } from './aircraft.service.ts'
import { aircraftCredentialsRoutes } from './aircraft-credentials.routes.ts'

const params = z.strictObject({ aircraft_id: Uuid })
const tags = ['aircraft']

export function aircraftRoutes(app: App, { aircraft }: { aircraft: AircraftService }): void {
  aircraftCredentialsRoutes(app, { aircraft })

  app.get(
    '/aircraft',
    {
      config: { permission: 'aircraft:read' },
      schema: {
        operationId: 'listAircraft',
        tags,
        summary: 'The aircraft of the team',
        querystring: AircraftQuery,
        response: { 200: AircraftList },
      },
    },
    (request) => aircraft.list(callerOf(request), request.query),
  )

  app.post(
    '/aircraft',
    {
      config: { permission: 'aircraft:write' },
      schema: {
        operationId: 'registerAircraft',
        tags,
        summary: 'Register an aircraft; give it a certificate, a secret or keys next',
        headers: CreatingHeaders,
        body: NewAircraft,
        response: { 201: Aircraft, ...answers('AIRCRAFT_REGISTRATION_TAKEN', ...idempotencyRefusals) },
      },
    },
    async (request, reply) => {
      const made = await aircraft.create(callerOf(request), request.body, repeatableOf(request))
      return reply.code(201).header('location', `/aircraft/${made.id}`).header('etag', etagOf(made.version)).send(made)
    },
  )

  app.get(
    '/aircraft/:aircraft_id',
    {
      config: { permission: 'aircraft:read' },
      schema: {
        operationId: 'getAircraft',
        tags,
        summary: 'One aircraft',
        params,
        response: { 200: Aircraft, ...answers('NOT_FOUND') },
      },
    },
    async (request, reply) => {
      const found = await aircraft.get(callerOf(request), request.params.aircraft_id)
      return reply.header('etag', etagOf(found.version)).send(found)
    },
  )

  app.patch(
    '/aircraft/:aircraft_id',
    {
      config: { permission: 'aircraft:write' },
      schema: {
        operationId: 'updateAircraft',
        tags,
        summary: 'Change an aircraft; new keys need aircraft:credential',
        params,
        headers: ChangingHeaders,
        body: AircraftPatch,
        response: { 200: Aircraft, ...answers('NOT_FOUND', 'AIRCRAFT_REGISTRATION_TAKEN', 'PRECONDITION_FAILED') },
      },
    },
    async (request, reply) => {
      const expected = expectedVersions(request.headers['if-match'])
      const changed = await aircraft.change(callerOf(request), request.params.aircraft_id, request.body, expected)
      return reply.header('etag', etagOf(changed.version)).send(changed)
    },
  )

  app.delete(
    '/aircraft/:aircraft_id',
    {
      config: { permission: 'aircraft:write' },
      schema: {
        operationId: 'deleteAircraft',
        tags,
        summary: 'Delete an aircraft; its tokens and certificates are refused within seconds, its events stay',
        params,
        headers: ChangingHeaders,
        response: { 204: z.null(), ...answers('NOT_FOUND', 'PRECONDITION_FAILED') },
      },
    },
    async (request, reply) => {
      await aircraft.remove(callerOf(request), request.params.aircraft_id, expectedVersions(request.headers['if-match']))
      return reply.code(204).send(null)
    },
  )
}
