import { answers, Client, ClientPatch, Clients, ClientsQuery, ClientWithSecret, NewClient, Uuid } from '@skykeep/contract'
import { z } from 'zod'
import { callerOf } from '../../auth/principal.ts'
import type { App } from '../../http/app.ts'
import { repeatableOf } from '../../http/repeatable.ts'
import { ChangingHeaders, CreatingHeaders, idempotencyRefusals } from '../../http/request-headers.ts'
import { etagOf, expectedVersions } from '../../lib/versions.ts'
import { clientCredentialsRoutes } from './client-credentials.routes.ts'
import type { ClientService } from './clients.service.ts'

const params = z.strictObject({ client_id: Uuid })
const tags = ['clients']

export function clientsRoutes(app: App, { clients }: { clients: ClientService }): void {
  clientCredentialsRoutes(app, { clients })

  app.get(
    '/clients',
    {
      config: { permission: 'client:read' },
      schema: {
        operationId: 'listClients',
        tags,
        summary: 'The API clients of the team',
        querystring: ClientsQuery,
        response: { 200: Clients },
      },
    },
    (request) => clients.list(callerOf(request), request.query),
  )

  app.post(
    '/clients',
    {
      config: { permission: 'client:write', fresh: 'it makes a credential' },
      schema: {
        operationId: 'createClient',
        tags,
        summary: 'Create an API client; its secret is shown only here',
        headers: CreatingHeaders,
        body: NewClient,
        response: {
          201: ClientWithSecret,
          ...answers('CLIENT_NAME_TAKEN', ...idempotencyRefusals),
        },
      },
    },
    async (request, reply) => {
      const client = await clients.create(callerOf(request), request.body, repeatableOf(request))
      return reply.code(201).header('location', `/clients/${client.id}`).header('etag', etagOf(client.version)).send(client)
    },
  )

  app.get(
    '/clients/:client_id',
    {
      config: { permission: 'client:read' },
      schema: {
        operationId: 'getClient',
        tags,
        summary: 'One API client',
        params,
        response: { 200: Client, ...answers('NOT_FOUND') },
      },
    },
    async (request, reply) => {
      const client = await clients.get(callerOf(request), request.params.client_id)
      return reply.header('etag', etagOf(client.version)).send(client)
    },
  )

  app.patch(
    '/clients/:client_id',
    {
      config: { permission: 'client:write', fresh: 'it gives rights to whoever holds the credential' },
      schema: {
        operationId: 'updateClient',
        tags,
        summary: 'Change an API client; lists and keys are replaced as a whole',
        params,
        headers: ChangingHeaders,
        body: ClientPatch,
        response: { 200: Client, ...answers('NOT_FOUND', 'CLIENT_NAME_TAKEN', 'PRECONDITION_FAILED') },
      },
    },
    async (request, reply) => {
      const expected = expectedVersions(request.headers['if-match'])
      const client = await clients.change(callerOf(request), request.params.client_id, request.body, expected)
      return reply.header('etag', etagOf(client.version)).send(client)
    },
  )

  app.delete(
    '/clients/:client_id',
    {
      config: { permission: 'client:write', fresh: 'it cannot be taken back' },
      schema: {
        operationId: 'deleteClient',
        tags,
        summary: 'Delete an API client; its tokens and certificates are refused within seconds',
        params,
        headers: ChangingHeaders,
        response: { 204: z.null(), ...answers('NOT_FOUND', 'PRECONDITION_FAILED') },
      },
    },
    async (request, reply) => {
      await clients.remove(callerOf(request), request.params.client_id, expectedVersions(request.headers['if-match']))
      return reply.code(204).send(null)
    },
  )
}
