import { answers, Uuid } from '@skykeep/contract'
import { z } from 'zod'
import type { App } from '../../http/app.ts'
import type { PkiService } from './pki.service.ts'

const CACHED = 'public, max-age=60'

export function pkiRoutes(app: App, { pki }: { pki: PkiService }): void {
  app.get(
    '/pki/root.pem',
    {
      config: { public: 'a root certificate is there to be known' },
      schema: {
        operationId: 'getRootCertificate',
        tags: ['pki'],
        summary: 'The root certificate of this installation, PEM',
        response: { 200: z.string() },
      },
    },
    async (_request, reply) => {
      reply.type('application/x-pem-file').header('cache-control', CACHED).serializer(asIs)
      return reply.send(pki.rootPem())
    },
  )

  app.get(
    '/pki/:team_id/crl',
    {
      config: { public: 'whoever checks a certificate must be able to see whether it was revoked' },
      schema: {
        operationId: 'getRevocationList',
        tags: ['pki'],
        summary: 'The revocation list of a team’s issuing authority (RFC 5280)',
        params: z.strictObject({ team_id: Uuid }),
        querystring: z.strictObject({ format: z.enum(['der', 'pem']).default('der') }),
        response: { 200: z.any().describe('application/pkix-crl, or PEM with `format=pem`'), ...answers('NOT_FOUND') },
      },
    },
    async (request, reply) => {
      const { der, pem } = await pki.revocationList(request.params.team_id)
      const isPem = request.query.format === 'pem'
      reply
        .type(isPem ? 'application/x-pem-file' : 'application/pkix-crl')
        .header('cache-control', CACHED)
        .serializer(asIs)
      return reply.send(isPem ? pem : Buffer.from(der))
    },
  )
}

const asIs = (payload: unknown): string => payload as string
