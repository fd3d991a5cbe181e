import { expect, test } from 'vitest'
import { stateOf } from './use-state.ts'

const now = Date.parse('2026-11-26T12:00:00Z')
const ago = (days: number) => new Date(now - days * 86_400_000).toISOString()
const client = (more: Partial<Parameters<typeof stateOf>[0]> = {}) => ({
  ...{ expires_at: null, last_used_at: ago(1), created_at: ago(200), ...more },
})

test('a client that has ended, ends soon, or was used by nobody for ninety days says so', () => {
  expect(stateOf(client(), now)).toBe('in_use')
  expect(stateOf(client({ expires_at: ago(0) }), now)).toBe('ended')
  expect(stateOf(client({ expires_at: ago(-13) }), now)).toBe('ends_soon')
  expect(stateOf(client({ expires_at: ago(-15) }), now)).toBe('in_use')
  expect(stateOf(client({ last_used_at: ago(91) }), now)).toBe('unused')
  expect(stateOf(client({ last_used_at: null }), now)).toBe('unused')
  expect(stateOf(client({ last_used_at: null, created_at: ago(2) }), now)).toBe('in_use')
})
