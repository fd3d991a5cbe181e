import type { AddedCloud } from '../lib/azure-clouds.ts'
import { awsProvider } from './aws/provider.ts'
import { azureClouds } from './azure/clouds.ts'
import { azureProvider } from './azure/provider.ts'
import type { CloudProvider } from './cloud-provider.ts'
import { Pacer } from './pacing.ts'

export interface CloudsNeeds {
  /** `SKYKEEP_AZURE_CLOUDS`. */
  added: readonly AddedCloud[]
  /** Real time: tokens end by it. */
  now?: () => number
}

/** All clouds that this process can reach. One for the process: who calls shares the pace. */
export function createClouds({ added, now = Date.now }: CloudsNeeds): CloudProvider & { pacer: Pacer } {
  const known = azureClouds(added)
  // Of a clock of its own: pauses are pauses, also when the clock of the machine is set.
  const pacer = new Pacer(() => performance.now())
  const azure = azureProvider({ clouds: known, pacer, now })
  const aws = awsProvider({ pacer, now })
  return {
    open: (credentials) => (credentials.provider === 'azure' ? azure.open(credentials) : aws.open(credentials)),
    customRole: (provider, needs, scopes) => (provider === 'azure' ? azure : aws).customRole(needs, scopes),
    azureClouds: [...known.keys()],
    pacer,
  }
}
