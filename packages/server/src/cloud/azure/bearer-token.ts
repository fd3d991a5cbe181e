import { bearerTokenAuthenticationPolicyName, type PipelinePolicy } from '@azure/core-rest-pipeline'
import type { AccessTokens } from './access-tokens.ts'

/**
 * Adds the token, and asks once for another one when it is refused. In place of the library's own step, which would keep tokens of its own, and
 * under its name, so that no client adds that.
 */
export const bearerToken = (tokens: AccessTokens, signal: AbortSignal): PipelinePolicy => ({
  name: bearerTokenAuthenticationPolicyName,
  async sendRequest(request, next) {
    const first = await tokens.get(signal)
    request.headers.set('authorization', `Bearer ${first}`)
    const answer = await next(request)
    if (answer.status !== 401) return answer
    tokens.refused(first)
    const second = await tokens.get(signal)
    if (second === first) return answer
    request.headers.set('authorization', `Bearer ${second}`)
    return next(request)
  },
})
