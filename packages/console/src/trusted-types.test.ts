// @vitest-environment happy-dom
import { afterEach, expect, vi } from 'vitest'
import { control } from './testing/control.ts'
import { guardMarkup } from './trusted-types.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

control('CONSOLE-6', 'text that would become markup is refused by the policy of the page itself', () => {
  const policies: Record<string, (text: string) => string> = {}
  vi.stubGlobal('trustedTypes', {
    createPolicy: (name: string, { createHTML }: { createHTML(text: string): string }) => {
      policies[name] = createHTML
    },
  })
  guardMarkup()
  expect(Object.keys(policies)).toEqual(['default'])
  // What the map library writes to measure a letter, and not a letter more.
  expect(policies.default!('M')).toBe('M')
  for (const text of ['<img src=x onerror=alert(1)>', '<b>bold</b>', 'plain', 'MM', ''])
    expect(() => policies.default!(text)).toThrow(TypeError)
})
