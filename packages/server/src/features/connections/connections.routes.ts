import {
  answers,
  ConnectionCheck,
  ConnectionDependents,
  ConnectionDetails,
  ConnectionPatch,
  Connections,
  ConnectionsQuery,
  NewConnection,
  SyncAsked,
  Uuid,
} from '@skykeep/contract'
import { z } from 'zod'
import { callerOf } from '../../auth/principal.ts'
import type { App } from '../../http/app.ts'
import { repeatableOf } from '../../http/repeatable.ts'
import { ChangingHeaders, CreatingHeaders, idempotencyRefusals } from '../../http/request-headers.ts'
import { etagOf, expectedVersions } from '../../lib/versions.ts'
import { certificatesRoutes } from './certificates.routes.ts'
import type { ConnectionService } from './connections.service.ts'

const params = z.strictObject({ connection_id: Uuid })
const tags = ['connections']

export function connectionsRoutes(app: App, { connections }: { connections: ConnectionService }): void {
  certificatesRoutes(app, { connections })

  app.get(
    '/connections',
    {
      config: { permission: 'connection:read' },
      schema: {
        operationId: 'listConnections',
        tags,
        summary: 'The connections of the team to its clouds',
        querystring: ConnectionsQuery,
        response: { 200: Connections },
      },
    },
    (request) => connections.list(callerOf(request), request.query),
  )

  app.post(
    '/connections',
    {
      config: { permission: 'connection:write', fresh: 'it lets machines of the team be switched' },
      schema: {
        operationId: 'createConnection',
        tags,
        summary: 'Save a connection to a cloud; its key pair is made here',
        description:
          'Nothing is asked of the cloud. Register the certificate (azure) or trust the external id (aws), then check the connection: only one that passed is used.',
        headers: CreatingHeaders,
        body: NewConnection,
        response: { 201: ConnectionDetails, ...answers('CONNECTION_NAME_TAKEN', ...idempotencyRefusals) },
      },
    },
    async (request, reply) => {
      const connection = await connections.create(callerOf(request), request.body, repeatableOf(request))
      const headers = { location: `/connections/${connection.id}`, etag: etagOf(connection.version) }
      return reply.code(201).headers(headers).send(connection)
    },
  )

  app.get(
    '/connections/:connection_id',
    {
      config: { permission: 'connection:read' },
      schema: {
        operationId: 'getConnection',
        tags,
        summary: 'One connection, with its last check, its certificates and its subscriptions or regions',
        params,
        response: { 200: ConnectionDetails, ...answers('NOT_FOUND') },
      },
    },
    async (request, reply) => {
      const connection = await connections.get(callerOf(request), request.params.connection_id)
      return reply.header('etag', etagOf(connection.version)).send(connection)
    },
  )

  app.patch(
    '/connections/:connection_id',
    {
      config: { permission: 'connection:write', fresh: 'it can lead the connection elsewhere' },
      schema: {
        operationId: 'updateConnection',
        tags,
        summary: 'Change, pause or resume a connection',
        description: 'A connection that leads elsewhere, or is to do more, is not used before it was checked again.',
        params,
        headers: ChangingHeaders,
        body: ConnectionPatch,
        response: { 200: ConnectionDetails, ...answers('NOT_FOUND', 'CONNECTION_NAME_TAKEN', 'PRECONDITION_FAILED') },
      },
    },
    async (request, reply) => {
      const expected = expectedVersions(request.headers['if-match'])
      const connection = await connections.change(callerOf(request), request.params.connection_id, request.body, expected)
      return reply.header('etag', etagOf(connection.version)).send(connection)
    },
  )

  app.get(
    '/connections/:connection_id/dependents',
    {
      config: { permission: 'connection:read' },
      schema: {
        operationId: 'previewConnectionDeletion',
        tags,
        summary: 'What stops or is lost with the connection',
        params,
        response: { 200: ConnectionDependents, ...answers('NOT_FOUND') },
      },
    },
    (request) => connections.dependents(callerOf(request), request.params.connection_id),
  )

  app.delete(
    '/connections/:connection_id',
    {
      config: { permission: 'connection:write', fresh: 'it cannot be taken back' },
      schema: {
        operationId: 'deleteConnection',
        tags,
        summary: 'Delete a connection with its keys and all that is known of its machines',
        params,
        headers: ChangingHeaders,
        response: { 204: z.null(), ...answers('NOT_FOUND', 'PRECONDITION_FAILED') },
      },
    },
    async (request, reply) => {
      await connections.remove(callerOf(request), request.params.connection_id, expectedVersions(request.headers['if-match']))
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/connections/:connection_id/check',
    {
      config: { permission: 'connection:write' },
      schema: {
        operationId: 'checkConnection',
        tags,
        summary: 'Ask the cloud what the connection may do: what is missing, and what is too much',
        description: 'A next certificate that the cloud takes by now signs from then on.',
        params,
        response: { 200: ConnectionCheck, ...answers('NOT_FOUND', 'PRECONDITION_FAILED') },
      },
    },
    (request) => connections.check(callerOf(request), request.params.connection_id),
  )

  app.post(
    '/connections/:connection_id/sync',
    {
      config: { permission: 'connection:write' },
      schema: {
        operationId: 'syncConnection',
        tags,
        summary: 'Have the machines read from the cloud soon',
        params,
        response: { 202: SyncAsked, ...answers('NOT_FOUND', 'CONNECTION_PAUSED', 'CONNECTION_NOT_READY') },
      },
    },
    async (request, reply) => reply.code(202).send(await connections.sync(callerOf(request), request.params.connection_id)),
  )
}
