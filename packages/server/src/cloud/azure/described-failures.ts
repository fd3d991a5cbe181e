import { type PipelinePolicy, type PipelineResponse, RestError } from '@azure/core-rest-pipeline'
import { CloudFailure } from '../cloud-provider.ts'
import { failureOf } from './failures.ts'
import { jsonOf } from './json-of.ts'

/**
 * Makes a `CloudFailure` of whatever is not a readable answer, before a client of the cloud makes an error of its own of it: theirs hold the
 * request with its token, and the words of the cloud.
 */
export const describedFailures = ({ signal, now }: { signal: AbortSignal; now: () => number }): PipelinePolicy => ({
  name: 'describedFailures',
  async sendRequest(request, next) {
    let answer: PipelineResponse
    try {
      answer = await next(request)
    } catch (error) {
      throw noAnswer(error, signal)
    }
    const body = jsonOf(answer.bodyAsText)
    if (answer.status >= 400) throw failureOf({ status: answer.status, body, header: (name) => answer.headers.get(name) }, now())
    // A redirect is not followed: the resource manager has none.
    if (answer.status >= 300) throw new CloudFailure('defect', `HTTP_${answer.status}`, 'The cloud wanted to send us elsewhere')
    if (body === null || (body !== undefined && typeof body !== 'object')) {
      throw new CloudFailure('transient', 'UNREADABLE_ANSWER', 'The cloud answered what cannot be read')
    }
    return answer
  },
})

function noAnswer(error: unknown, signal: AbortSignal): CloudFailure {
  if (error instanceof CloudFailure) return error
  if (signal.aborted || (error as Error).name === 'AbortError') {
    return new CloudFailure('transient', 'TIMED_OUT', 'The cloud did not answer in time')
  }
  if (error instanceof RestError || (error as Error).name === 'RestError') {
    return new CloudFailure('transient', 'UNREACHABLE', 'The cloud could not be reached, or broke off')
  }
  // Its name only: what it says may hold what was sent.
  return new CloudFailure('defect', 'UNEXPECTED', `The call ended in ${(error as Error).name}`)
}
