import {
  answers,
  ConnectionCertificateQuery,
  ConnectionCertificateWithPem,
  ConnectionCheck,
  NewConnectionCertificate,
  Uuid,
} from '@skykeep/contract'
import { z } from 'zod'
import { callerOf } from '../../auth/principal.ts'
import type { App } from '../../http/app.ts'
import { repeatableOf } from '../../http/repeatable.ts'
import { CreatingHeaders, idempotencyRefusals } from '../../http/request-headers.ts'
import type { ConnectionService } from './connections.service.ts'

const params = z.strictObject({ connection_id: Uuid })
const tags = ['connections']

export function certificatesRoutes(app: App, { connections }: { connections: ConnectionService }): void {
  app.get(
    '/connections/:connection_id/certificate',
    {
      config: { permission: 'connection:read' },
      schema: {
        operationId: 'getConnectionCertificate',
        tags,
        summary: 'The certificate to register at the application: the public part only',
        params,
        querystring: ConnectionCertificateQuery,
        response: {
          200: z.any().describe('PEM, or DER with `format=cer`'),
          ...answers('NOT_FOUND', 'CONNECTION_WITHOUT_CERTIFICATE'),
        },
      },
    },
    async (request, reply) => {
      const { format, state } = request.query
      const id = request.params.connection_id
      const { pem, der } = await connections.certificate(callerOf(request), id, state)
      reply
        .type(format === 'pem' ? 'application/x-pem-file' : 'application/pkix-cert')
        .header('content-disposition', `attachment; filename="skykeep-${id}.${format}"`)
        .serializer(asIs)
      return reply.send(format === 'pem' ? pem : der)
    },
  )

  app.post(
    '/connections/:connection_id/certificate',
    {
      config: { permission: 'connection:write', fresh: 'it makes a credential' },
      schema: {
        operationId: 'rotateConnectionCertificate',
        tags,
        summary: 'Begin a rotation: a next key pair, whose certificate is to be registered while the active one signs',
        params,
        headers: CreatingHeaders,
        body: NewConnectionCertificate.nullable(),
        response: {
          201: ConnectionCertificateWithPem,
          ...answers('NOT_FOUND', 'CERTIFICATE_ROTATION_OPEN', 'CONNECTION_WITHOUT_CERTIFICATE', ...idempotencyRefusals),
        },
      },
    },
    async (request, reply) => {
      const id = request.params.connection_id
      const made = await connections.rotate(
        callerOf(request),
        id,
        request.body ?? NewConnectionCertificate.parse({}),
        repeatableOf(request),
      )
      return reply.code(201).header('location', `/connections/${id}/certificate?state=next`).send(made)
    },
  )

  app.post(
    '/connections/:connection_id/certificate/activate',
    {
      config: { permission: 'connection:write', fresh: 'it changes which credential signs' },
      schema: {
        operationId: 'activateConnectionCertificate',
        tags,
        summary: 'Let the next certificate sign, if the cloud takes it; a check does so too',
        params,
        response: {
          200: ConnectionCheck,
          ...answers('NOT_FOUND', 'CONNECTION_WITHOUT_CERTIFICATE', 'CERTIFICATE_NOT_REGISTERED', 'PRECONDITION_FAILED'),
        },
      },
    },
    (request) => connections.activate(callerOf(request), request.params.connection_id),
  )

  app.delete(
    '/connections/:connection_id/certificates/:certificate_id',
    {
      config: { permission: 'connection:write', fresh: 'it cannot be taken back' },
      schema: {
        operationId: 'destroyConnectionCertificate',
        tags,
        summary: 'Destroy the private key of a former or a next certificate',
        params: params.extend({ certificate_id: Uuid }),
        response: { 204: z.null(), ...answers('NOT_FOUND', 'CERTIFICATE_IN_USE') },
      },
    },
    async (request, reply) => {
      const { connection_id, certificate_id } = request.params
      await connections.destroy(callerOf(request), connection_id, certificate_id)
      return reply.code(204).send(null)
    },
  )
}

const asIs = (payload: unknown): string => payload as string
