import { test } from 'vitest'

/** A test that proves a security control: it fails when the control is taken away. `npm run check` finds the calls by their text. */
export function control(id: `${string}-${number}`, guarantee: string, proof: () => Promise<void> | void): void {
  test(`[${id}] ${guarantee}`, proof)
}
