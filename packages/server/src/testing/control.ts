import { test } from 'vitest'

/**
 * A test that proves a security control: it must fail when the control is taken away. The id ties it to the register of threats
 * (`docs/security/register.ts`), from which the pages under `docs/security/` are made; `npm run check` finds the calls by their text.
 */
export function control(id: `${string}-${number}`, guarantee: string, proof: () => Promise<void> | void): void {
  test(`[${id}] ${guarantee}`, proof)
}
