import {
  Aircraft,
  AircraftSecret,
  answers,
  CertificateRequest,
  Certificates,
  IssuedCertificate,
  RevokeAircraft,
  Uuid,
} from '@skykeep/contract'
import { z } from 'zod'
import { callerOf } from '../../auth/principal.ts'
import type { App } from '../../http/app.ts'
import { repeatableOf } from '../../http/repeatable.ts'
import { CreatingHeaders, idempotencyRefusals } from '../../http/request-headers.ts'
import { etagOf } from '../../lib/versions.ts'
import type { AircraftService } from './aircraft.service.ts'

const params = z.strictObject({ aircraft_id: Uuid })
const tags = ['aircraft']

export function aircraftCredentialsRoutes(app: App, { aircraft }: { aircraft: AircraftService }): void {
  app.post(
    '/aircraft/:aircraft_id/certificates',
    {
      config: { permission: 'aircraft:credential' },
      schema: {
        operationId: 'issueAircraftCertificate',
        tags,
        summary: 'A certificate of the team’s issuing authority: common name and SAN are the aircraft’s id',
        params,
        headers: CreatingHeaders,
        body: CertificateRequest,
        response: {
          201: IssuedCertificate,
          ...answers('NOT_FOUND', 'AIRCRAFT_REVOKED', 'CERTIFICATE_REQUEST_REFUSED', ...idempotencyRefusals),
        },
      },
    },
    async (request, reply) => {
      const { aircraft_id } = request.params
      const call = repeatableOf(request)
      return reply.code(201).send(await aircraft.issueCertificate(callerOf(request), aircraft_id, request.body, call))
    },
  )

  app.get(
    '/aircraft/:aircraft_id/certificates',
    {
      config: { permission: 'aircraft:read' },
      schema: {
        operationId: 'listAircraftCertificates',
        tags,
        summary: 'The newest certificates of an aircraft, at most 200',
        params,
        response: { 200: Certificates, ...answers('NOT_FOUND') },
      },
    },
    async (request) => ({
      items: await aircraft.certificates(callerOf(request), request.params.aircraft_id),
      next_cursor: null,
    }),
  )

  app.post(
    '/aircraft/:aircraft_id/secret',
    {
      config: { permission: 'aircraft:credential' },
      schema: {
        operationId: 'issueAircraftSecret',
        tags,
        summary: 'A new secret, shown only here; the former one is void',
        params,
        headers: CreatingHeaders,
        body: z.strictObject({}).nullable(),
        response: { 201: AircraftSecret, ...answers('NOT_FOUND', 'AIRCRAFT_REVOKED', ...idempotencyRefusals) },
      },
    },
    async (request, reply) => {
      const { aircraft_id } = request.params
      return reply.code(201).send(await aircraft.newSecret(callerOf(request), aircraft_id, repeatableOf(request)))
    },
  )

  app.post(
    '/aircraft/:aircraft_id/revoke',
    {
      config: { permission: 'aircraft:credential' },
      schema: {
        operationId: 'revokeAircraft',
        tags,
        summary: 'Revoke the aircraft for good with everything it holds, or one certificate; takes effect within 5 seconds',
        params,
        body: RevokeAircraft.nullable(),
        response: { 200: Aircraft, ...answers('NOT_FOUND') },
      },
    },
    async (request, reply) => {
      const revoked = await aircraft.revoke(callerOf(request), request.params.aircraft_id, request.body ?? {})
      return reply.header('etag', etagOf(revoked.version)).send(revoked)
    },
  )
}
