import { setTimeout as delay } from 'node:timers/promises'

/** Waits for a condition, not for a time; fails with its name when it never holds. */
export async function waitUntil(name: string, holds: () => boolean | Promise<boolean>, patienceMs = 20_000): Promise<void> {
  for (const end = Date.now() + patienceMs; Date.now() < end; await delay(10)) if (await holds()) return
  throw new Error(`It never came to pass: ${name}.`)
}
