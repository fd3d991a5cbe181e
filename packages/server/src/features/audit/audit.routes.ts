import { Readable } from 'node:stream'
import {
  AuditItem,
  AuditItems,
  AuditQuery,
  answers,
  Checkpoint,
  ConsistencyProof,
  ConsistencyQuery,
  InclusionProof,
  InclusionQuery,
  listOf,
} from '@skykeep/contract'
import { z } from 'zod'
import { callerOf } from '../../auth/principal.ts'
import type { App } from '../../http/app.ts'
import type { AuditService } from './audit.service.ts'

const Index = z.strictObject({ index: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER) })
const VerifierKeys = listOf(z.object({ key: z.string().describe('C2SP verifier key: name+hash+key') }))
const NdJson = z.string().describe('One JSON value a line, for `skykeep audit verify` and `skykeep-verify`')

const read = { permission: 'audit:read' } as const

export function auditRoutes(app: App, { audit }: { audit: AuditService }): void {
  app.get(
    '/audit/entries',
    {
      config: read,
      schema: {
        operationId: 'listAuditEntries',
        tags: ['audit'],
        summary: 'Entries of the team, newest first',
        querystring: AuditQuery,
        response: { 200: AuditItems },
      },
    },
    (request) => audit.list(callerOf(request), request.query),
  )

  app.get(
    '/audit/entries/:index',
    {
      config: read,
      schema: {
        operationId: 'readAuditEntry',
        tags: ['audit'],
        summary: 'One entry of the team by its place in the tree',
        params: Index,
        response: { 200: AuditItem, ...answers('NOT_FOUND') },
      },
    },
    (request) => audit.read(callerOf(request), request.params.index),
  )

  app.get(
    '/audit/checkpoint',
    {
      config: read,
      schema: {
        operationId: 'readAuditCheckpoint',
        tags: ['audit'],
        summary: 'A signed checkpoint over everything written before the call',
        response: { 200: Checkpoint },
      },
    },
    (request) => audit.checkpoint(callerOf(request)),
  )

  app.get(
    '/audit/keys',
    {
      config: read,
      schema: {
        operationId: 'listAuditKeys',
        tags: ['audit'],
        summary: 'Public keys of the log; keep your own copy, for a list from us proves nothing about us',
        response: { 200: VerifierKeys },
      },
    },
    (request) => audit.keys(callerOf(request)),
  )

  app.get(
    '/audit/proofs/inclusion',
    {
      config: read,
      schema: {
        operationId: 'proveAuditInclusion',
        tags: ['audit'],
        summary: 'Proof (RFC 9162) that an entry of the team is in a tree of the log',
        querystring: InclusionQuery,
        response: { 200: InclusionProof, ...answers('NOT_FOUND') },
      },
    },
    (request) => audit.inclusion(callerOf(request), request.query),
  )

  app.get(
    '/audit/proofs/consistency',
    {
      config: read,
      schema: {
        operationId: 'proveAuditConsistency',
        tags: ['audit'],
        summary: 'Proof (RFC 9162) that a tree of the log has grown out of an earlier one',
        querystring: ConsistencyQuery,
        response: { 200: ConsistencyProof, ...answers('NOT_FOUND') },
      },
    },
    (request) => audit.consistency(callerOf(request), request.query),
  )

  app.get(
    '/audit/export',
    {
      config: { permission: 'audit:export', fresh: 'it takes the whole trail out of the house' },
      schema: {
        operationId: 'exportAudit',
        tags: ['audit'],
        summary: 'The whole trail of the team with its proofs, to be verified offline',
        response: { 200: { description: 'Audit export', content: { 'application/x-ndjson': { schema: NdJson } } } },
      },
    },
    async (request, reply) => {
      const lines = await audit.exported(callerOf(request))
      reply.header('content-disposition', 'attachment; filename="audit-export.ndjson"').type('application/x-ndjson')
      // Should it fail in the middle the connection breaks off, and the end line is missing: nobody takes half for the whole.
      return reply.send(Readable.from(lines) as never)
    },
  )
}
