import { answers, Problem, TokenAnswer, TokenRequest } from '@skykeep/contract'
import type { App } from '../../http/app.ts'
import type { RateLimits } from '../../http/rate-limits.ts'
import type { ProveAircraft } from './aircraft-proof.ts'
import type { MachineTokens } from './machine-tokens.service.ts'
import { countRefusedProof, type GuessLimits } from './refused-proof.ts'

interface Needs {
  prove: ProveAircraft
  tokens: MachineTokens
  limits: GuessLimits & Pick<RateLimits, 'countToken'>
}

export function tokenRoutes(app: App, { prove, tokens, limits }: Needs): void {
  app.post(
    '/auth/token',
    {
      config: { public: 'the proof of identity is in the body or on the connection', limit: 'token' },
      schema: {
        operationId: 'requestAircraftToken',
        tags: ['auth'],
        summary: 'A token for an aircraft, against one proof of identity',
        body: TokenRequest,
        response: { 200: TokenAnswer, ...answers('PROOF_OF_IDENTITY_INVALID', 'CERTIFICATE_MISMATCH') },
      },
    },
    async (request, reply) => {
      const { certificate, ip: address } = request
      const proven = await prove(request.body, certificate).catch(async (error) => {
        if (error instanceof Problem && isRefusedProof(error)) await countRefusedProof(limits, request, reply)
        throw error
      })
      // Counted after the proof: whoever only knows the id of an aircraft must not be able to use up its allowance.
      await limits.countToken(proven.principal.id, reply)
      const { trace_id } = request.trace
      return tokens.issue({ ...proven, certificate, address, trace_id }, [...proven.principal.permissions])
    },
  )
}

const isRefusedProof = ({ code }: Problem): boolean => code === 'PROOF_OF_IDENTITY_INVALID' || code === 'CERTIFICATE_MISMATCH'
