import {
  answers,
  CertificateRequest,
  Certificates,
  IssuedCertificate,
  NewSecret,
  RotateSecret,
  Serial,
  Uuid,
} from '@skykeep/contract'
import { z } from 'zod'
import { callerOf } from '../../auth/principal.ts'
import type { App } from '../../http/app.ts'
import { repeatableOf } from '../../http/repeatable.ts'
import { CreatingHeaders, idempotencyRefusals } from '../../http/request-headers.ts'
import type { ClientService } from './clients.service.ts'

const params = z.strictObject({ client_id: Uuid })
const tags = ['clients']

export function clientCredentialsRoutes(app: App, { clients }: { clients: ClientService }): void {
  app.post(
    '/clients/:client_id/secret',
    {
      config: { permission: 'client:write', fresh: 'it makes a credential' },
      schema: {
        operationId: 'rotateClientSecret',
        tags,
        summary: 'A new secret, shown only here; the former one stays valid for `overlap_seconds`',
        params,
        headers: CreatingHeaders,
        body: RotateSecret.nullable(),
        response: {
          201: NewSecret,
          ...answers('NOT_FOUND', 'AUTH_METHOD_MISMATCH', ...idempotencyRefusals),
        },
      },
    },
    async (request, reply) => {
      const { client_id } = request.params
      const options = request.body ?? { overlap_seconds: 0 }
      return reply.code(201).send(await clients.rotateSecret(callerOf(request), client_id, options, repeatableOf(request)))
    },
  )

  app.post(
    '/clients/:client_id/certificates',
    {
      config: { permission: 'client:write', fresh: 'it makes a credential' },
      schema: {
        operationId: 'issueClientCertificate',
        tags,
        summary: 'A certificate of the team’s issuing authority, for tls_client_auth',
        params,
        headers: CreatingHeaders,
        body: CertificateRequest,
        response: {
          201: IssuedCertificate,
          ...answers('NOT_FOUND', 'AUTH_METHOD_MISMATCH', 'CERTIFICATE_REQUEST_REFUSED', ...idempotencyRefusals),
        },
      },
    },
    async (request, reply) => {
      const { client_id } = request.params
      const call = repeatableOf(request)
      return reply.code(201).send(await clients.issueCertificate(callerOf(request), client_id, request.body, call))
    },
  )

  app.get(
    '/clients/:client_id/certificates',
    {
      config: { permission: 'client:read' },
      schema: {
        operationId: 'listClientCertificates',
        tags,
        summary: 'The newest certificates of a client, at most 200',
        params,
        response: { 200: Certificates, ...answers('NOT_FOUND') },
      },
    },
    async (request) => ({
      items: await clients.certificates(callerOf(request), request.params.client_id),
      next_cursor: null,
    }),
  )

  app.delete(
    '/clients/:client_id/certificates/:serial',
    {
      config: { permission: 'client:write' },
      schema: {
        operationId: 'revokeClientCertificate',
        tags,
        summary: 'Revoke one certificate of a client',
        params: params.extend({ serial: Serial }),
        response: { 204: z.null(), ...answers('NOT_FOUND') },
      },
    },
    async (request, reply) => {
      await clients.revokeCertificate(callerOf(request), request.params.client_id, request.params.serial)
      return reply.code(204).send(null)
    },
  )
}
