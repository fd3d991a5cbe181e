import type { AwsCredentials, CloudNeeds } from '../cloud-provider.ts'
import { powerPolicy } from './power-policy.ts'
import { type AwsNeeds, AwsSession } from './session.ts'

/**
 * Machines of EC2. We sign as ourselves with what the AWS client finds around this process (environment, profile, role of its machine or
 * pod), and with that assume the role of the team; its external id keeps others from pointing us at it.
 */
export function awsProvider(needs: AwsNeeds) {
  return {
    open: (credentials: AwsCredentials): AwsSession => new AwsSession(credentials, needs),
    customRole: (wanted: CloudNeeds, scopes: readonly string[]) => powerPolicy(wanted, scopes),
  }
}
