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
        description:
          'After an authority was replaced, certificates of the former one are believed until they end, so its list is needed too: `format=pem` has the lists of all authorities of the team, the one that issues first. DER holds one list: that of the authority that issues, or of the one that `authority` names.',
        params: z.strictObject({ team_id: Uuid }),
        querystring: z.strictObject({ format: z.enum(['der', 'pem']).default('der'), authority: Uuid.optional() }),
        response: { 200: z.any().describe('application/pkix-crl, or PEM with `format=pem`'), ...answers('NOT_FOUND') },
      },
    },
    async (request, reply) => {
      const { format, authority } = request.query
      const lists = await pki.revocationLists(request.params.team_id, authority)
      const isPem = format === 'pem'
      reply
        .type(isPem ? 'application/x-pem-file' : 'application/pkix-crl')
        .header('cache-control', CACHED)
        .serializer(asIs)
      return reply.send(isPem ? lists.map(({ pem }) => pem).join('') : Buffer.from(lists[0]!.der))
    },
  )
}

const asIs = (payload: unknown): string => payload as string
