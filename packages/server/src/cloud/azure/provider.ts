import { type AzureCredentials, CloudFailure, type CloudNeeds } from '../cloud-provider.ts'
import type { Pacer } from '../pacing.ts'
import { askForToken } from './ask-for-token.ts'
import type { AzureClouds } from './clouds.ts'
import { customRole } from './custom-role.ts'
import { AzureSession } from './session.ts'

export interface AzureNeeds {
  clouds: AzureClouds
  pacer: Pacer
  /** Epoch ms. */
  now: () => number
}

export function azureProvider({ clouds, pacer, now }: AzureNeeds) {
  return {
    open(application: AzureCredentials): AzureSession {
      const cloud = clouds.get(application.cloud)
      if (!cloud) throw new CloudFailure('configuration', 'UNKNOWN_CLOUD', 'This cloud is not on the list of this installation')
      // Both become part of addresses.
      for (const id of [application.tenant_id, application.client_id]) {
        if (!/^[A-Za-z0-9][A-Za-z0-9.-]{1,252}$/.test(id)) {
          throw new CloudFailure('configuration', 'NOT_AN_ID', 'The tenant or the client is neither an id nor a domain')
        }
      }
      const ask = (signal: AbortSignal) => askForToken(cloud, application, now(), signal)
      return new AzureSession({ cloud, application, askForToken: ask, pacer, now })
    },
    customRole: (needs: CloudNeeds, scopes: readonly string[]) => customRole(needs, scopes),
  }
}
