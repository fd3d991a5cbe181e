import type { CloudScope } from '../cloud-provider.ts'
import type { Arm } from './arm.ts'

/** The subscriptions that we see. */
export async function listSubscriptions(arm: Arm, signal: AbortSignal): Promise<CloudScope[]> {
  const scopes: CloudScope[] = []
  for await (const page of arm.pages('/subscriptions?api-version=2022-12-01', signal)) {
    for (const one of page as { subscriptionId?: unknown; displayName?: unknown; state?: unknown }[]) {
      if (typeof one?.subscriptionId !== 'string') continue
      scopes.push({
        id: one.subscriptionId.toLowerCase(),
        name: typeof one.displayName === 'string' ? one.displayName : null,
        // `Warned` and `PastDue` still take calls.
        state: /^(disabled|deleted)$/i.test(String(one.state)) ? 'disabled' : 'enabled',
      })
    }
  }
  return scopes
}
