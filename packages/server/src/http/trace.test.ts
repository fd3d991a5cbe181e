import { expect, test } from 'vitest'
import { bareApp } from '../testing/bare-app.ts'
import { control } from '../testing/control.ts'
import { trialRoutes } from '../testing/trial-routes.ts'
import { traceOf, traceparentOf } from './trace.ts'

const theirs = '0af7651916cd43dd8448eb211c80319c'

test('a well-formed traceparent is continued with a span of our own', async () => {
  const { app } = bareApp()
  trialRoutes(app)
  const answer = await app.inject({ url: '/open', headers: { traceparent: `00-${theirs}-b7ad6b7169203331-01` } })
  expect(answer.headers['x-trace-id']).toBe(theirs)
  expect(answer.headers.traceparent).toMatch(new RegExp(`^00-${theirs}-[0-9a-f]{16}-01$`))
  expect(answer.headers.traceparent).not.toContain('b7ad6b7169203331')
})

control(
  'HTTP-13',
  'a trace id that is not of the fixed form is ignored, so nobody plants text in our logs and answers',
  async () => {
    const { app, lines } = bareApp()
    trialRoutes(app)
    const planted = [
      `00-${theirs.toUpperCase()}-b7ad6b7169203331-01`,
      `01-${theirs}-b7ad6b7169203331-01`,
      `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
      `00-${theirs}-${'0'.repeat(16)}-01`,
      `00-${theirs}-b7ad6b7169203331-01-more`,
      'x'.repeat(5_000),
      '<script>hunter2</script>',
    ]
    for (const traceparent of planted) {
      const answer = await app.inject({
        url: '/open',
        headers: { traceparent, 'x-trace-id': 'hunter2', 'request-id': 'hunter2' },
      })
      expect(answer.headers['x-trace-id']).toMatch(/^[0-9a-f]{32}$/)
      expect(answer.headers['x-trace-id']).not.toBe(theirs)
    }
    expect(JSON.stringify(lines)).not.toContain('hunter2')
  },
)

test('ids of new traces do not repeat, also across the pool they are drawn from', () => {
  const ids = Array.from({ length: 5_000 }, () => traceOf(undefined)).flatMap(({ trace_id, span_id }) => [trace_id, span_id])
  expect(new Set(ids).size).toBe(ids.length)
  expect(traceOf(traceparentOf(traceOf(undefined))).flags).toBe('00')
})
