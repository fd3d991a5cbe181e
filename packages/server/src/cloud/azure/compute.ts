import { ComputeManagementClient, type ComputeManagementClientOptionalParams, type VirtualMachine } from '@azure/arm-compute'
import { CloudFailure } from '../cloud-provider.ts'
import type { Arm } from './arm.ts'
import { PageTrail } from './next-page.ts'

type Machines = ComputeManagementClient['virtualMachines']

/**
 * Microsoft's client for the machines of a subscription, on our own pipeline: each of its requests is guarded, paced and ended by the signal.
 * Made for one call, because it hands its signal to the first page of a list only.
 */
export function computeOf(arm: Arm, subscription: string, signal: AbortSignal): Machines {
  const options: ComputeManagementClientOptionalParams = {
    endpoint: arm.origin,
    pipeline: arm.pipeline(signal),
    allowInsecureConnection: arm.origin.startsWith('http://'),
  }
  return new ComputeManagementClient(noCredential, subscription, options).virtualMachines
}

// The pipeline adds the token; whoever asks for one elsewhere has gone around it.
const noCredential = {
  getToken: () => Promise.reject(new CloudFailure('defect', 'AROUND_THE_PIPELINE', 'A token was asked for outside the pipeline')),
}

/** The pages of a list of machines; empty ones as well. */
export async function* pagesOf(arm: Arm, list: ReturnType<Machines['listAll']>): AsyncGenerator<VirtualMachine[]> {
  const trail = new PageTrail(arm.origin)
  for await (const page of list.byPage()) {
    yield page
    if (page.continuationToken) trail.step(page.continuationToken)
  }
}
