import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { AddedCloud } from '../lib/azure-clouds.ts'
import { startSimulator } from './start-simulator.ts'

/** Name of the pretended cloud in `SKYKEEP_AZURE_CLOUDS`, and so of its connections. */
export const DEMO_CLOUD = 'demo'

export interface DemoAzure {
  cloud: AddedCloud
  tenantId: string
  clientId: string
  /** Registers a certificate with the application: in place of the upload to Azure. */
  register(certificatePem: string): Promise<void>
  /** Gives the application a role in these subscriptions: in place of `az role assignment create`. */
  grant(role: Record<string, unknown>): Promise<void>
  /** Where its controls are: machines and faults can be changed behind our back. */
  controlUrl: string
  stop(): Promise<void>
}

interface Opened {
  url: string
  plain_url: string
  tenant_id: string
  applications: { id: string; object_id: string; name: string }[]
  ca: string
}

/** Its tenant, application and machines are the same at each start; what was done to them is not kept. */
const SEED = 2_026
const ROLE_ID = '5f0c3a51-7d52-4d2e-9c39-0d2a8d3f6e11'

/**
 * A pretended Azure with two subscriptions and some forty machines, on this machine only.
 *
 * @throws Error when it does not open
 */
export async function startDemoAzure(dataFolder: string, log: Pick<Logger, 'debug'>): Promise<DemoAzure> {
  const { answer, stop } = await startSimulator<Opened>('azure', { seed: SEED, plain_port: 0 }, log)
  const caFile = join(dataFolder, 'demo-azure-ca.pem')
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  writeFileSync(caFile, answer.ca)
  const application = answer.applications[0]!
  const control = async (name: string, body: object) => {
    const done = await fetch(`${answer.plain_url}/_control/${name}`, { method: 'POST', body: JSON.stringify(body) })
    if (!done.ok) throw new Error(`The pretended Azure of the demo refused ${name}.`)
  }
  return {
    cloud: { name: DEMO_CLOUD, authority: answer.url, arm: answer.url, caFile },
    tenantId: answer.tenant_id,
    clientId: application.id,
    controlUrl: `${answer.plain_url}/_control`,
    register: (certificatePem) => control('application', { id: application.id, certificates: [certificatePem] }),
    async grant({ Name, Actions, AssignableScopes }) {
      await control('role_definition', { id: ROLE_ID, name: Name, actions: Actions, not_actions: [] })
      for (const scope of AssignableScopes as string[]) {
        await control('assign', { object_id: application.object_id, role: Name, scope })
      }
    },
    stop,
  }
}
