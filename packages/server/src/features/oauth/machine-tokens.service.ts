import type { TokenAnswer } from '@skykeep/contract'
import type { z } from 'zod'
import type { Audit } from '../../audit/audit.ts'
import type { PendingValues } from '../../audit/pending-row.ts'
import type { IssueAccessToken } from '../../auth/access-token-issuer.ts'
import type { Database } from '../../db/tenancy.ts'
import type { ClientCertificate } from '../../http/client-certificate.ts'
import { inGroups } from '../../lib/in-groups.ts'
import type { Metrics } from '../../operations/metrics.ts'
import type { Credentials, MachinePrincipal, Proof } from './machine-principal.ts'

interface Needs {
  db: Database
  audit: Audit
  metrics: Pick<Metrics, 'tokensIssued'>
  credentials: Pick<Credentials, 'touchLastUsed'>
  issueAccessToken: IssueAccessToken
}

/** A principal that has proven who it is, and how it came to us. */
export interface Proven {
  principal: MachinePrincipal
  proof: Proof
  certificate: ClientCertificate | null
  address: string
  trace_id: string
}

/** What this service does for both ways to a token: `POST /auth/token` and the grant `client_credentials`. */
export interface MachineTokens {
  issue(proven: Proven, scope: readonly string[]): Promise<z.output<typeof TokenAnswer>>
}

export function machineTokensService({ db, audit, metrics, credentials, issueAccessToken }: Needs): MachineTokens {
  // The entries of tokens that are issued at the same time are one transaction: its commit costs as much as the signature of a token.
  const record = inGroups<PendingValues, void>(async (team_id, rows) => {
    await db.asTeam(team_id, (tx) => audit.writeRows(tx, rows))
    return rows.map(() => undefined)
  })
  return {
    async issue({ principal, proof, certificate, address, trace_id }, scope) {
      // Whoever comes with a certificate gets a token that is worth nothing without it, whatever proof stood beside it.
      const thumbprint = certificate?.thumbprint ?? null
      const token = await issueAccessToken({ principal, scope, thumbprint })
      await credentials.touchLastUsed(principal)
      // A token that nobody can find in the audit trail is not handed out.
      const entry = audit.row({ kind: principal.kind, id: principal.id, token_id: null, trace_id, address }, principal.team_id, {
        action: 'token.issued',
        resource: { type: 'access_token', id: token.jti },
        details: { proof, scope, expires_at: token.expires_at.toISOString(), certificate_thumbprint: thumbprint },
      })
      await record(principal.team_id, entry)
      metrics.tokensIssued.inc({ proof })
      return { access_token: token.access_token, token_type: 'Bearer', expires_in: token.expires_in, scope: scope.join(' ') }
    },
  }
}
