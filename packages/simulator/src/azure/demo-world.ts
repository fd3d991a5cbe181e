import { guidFrom } from './ids.ts'
import { leastActions } from './role-definitions.ts'
import { type GroupBuilder, worldBuilder } from './world-builder.ts'
import type { MachineSpec, WorldSpec } from './world-spec.ts'

type Demo = { seed?: string | number; certificates?: string[] }

/**
 * Two subscriptions and some forty machines of a company that flies aircraft from a distance. Its first application,
 * `skykeep`, may see, start, stop and follow them all; the second, `night-script`, is a rival with the same rights.
 */
export function demoWorld({ seed = 1, certificates = [] }: Demo = {}): WorldSpec {
  const build = worldBuilder({ seed })
  const flight = build.subscription('Flight operations', { tags: { owner: 'flight-ops' } })
  const shared = build.subscription('Shared platform', { tags: { owner: 'platform' } })

  const simulation = flight.group('rg-simulation-weu', 'westeurope', { env: 'dev', 'cost-centre': '4120' })
  many(simulation, 8, 'vm-flightsim', { size: 'Standard_D8s_v5', tags: tagged('dev', 'simulation', '4120'), hibernation: true })
  many(simulation, 2, 'vm-flightsim-gpu', { size: 'Standard_NV6ads_A10_v5', tags: tagged('dev', 'simulation', '4120') })
  many(simulation, 3, 'vm-montecarlo', { size: 'Standard_F8s_v2', priority: 'Spot', tags: tagged('dev', 'analysis', '4121') })

  const ground = flight.group('rg-ground-control-neu', 'northeurope', { env: 'prod', 'cost-centre': '4100' })
  many(ground, 4, 'vm-ground-link', { size: 'Standard_D4s_v5', zones: ['1'], tags: tagged('prod', 'ground-control', '4100') })
  many(ground, 2, 'vm-replay', { size: 'Standard_E4s_v5', zones: ['2'], tags: tagged('prod', 'ground-control', '4100') })

  const training = flight.group('rg-crew-training-eus', 'eastus2', { env: 'training' })
  const desk: Partial<MachineSpec> = {
    os: 'Windows',
    licence: 'Windows_Client',
    tags: tagged('training', 'crew-training', '4130'),
  }
  many(training, 6, 'vm-training-desk', { ...desk, size: 'Standard_D2s_v5', power: 'deallocated' })
  training.machine('vm-training-host', {
    ...desk,
    size: 'Standard_D4ds_v5',
    auto_shutdown: { time: '1900', time_zone: 'Romance Standard Time', email: 'crew-training@example.com' },
  })

  const agents = shared.group('rg-build-weu', 'westeurope', { env: 'test' })
  many(agents, 6, 'vm-build-agent', {
    size: 'Standard_D4as_v5',
    scale_set: 'vmss-build',
    tags: tagged('test', 'platform', '5210'),
  })
  many(agents, 2, 'vm-nightly', { size: 'Standard_B4ms', power: 'stopped', tags: tagged('test', 'platform', '5210') })

  const office = shared.group('rg-office-neu', 'northeurope', { env: 'prod' })
  many(office, 2, 'vm-reporting', { os: 'Windows', size: 'Standard_E2s_v5', tags: tagged('prod', 'finance', '5300') })
  office.machine('vm-licence-server', {
    os: 'Windows',
    size: 'Standard_B2ms',
    extension_delay_seconds: 600,
    tags: tagged('prod', 'platform', '5210'),
  })
  many(office, 2, 'vm-weather-ingest', { size: 'Standard_D2as_v5', tags: tagged('prod', 'weather', '4140') })
  office.machine('vm-untagged')

  const role = build.role('Machine power operator', leastActions)
  for (const name of ['skykeep', 'night-script']) {
    const secrets = [{ value: guidFrom(seed, 'pretend secret', name) }]
    build.application(name, { secrets, certificates }).may(role, flight.scope).may(role, shared.scope)
  }
  return build.spec()
}

function many(group: GroupBuilder, count: number, name: string, more: Partial<MachineSpec>): void {
  for (let number = 1; number <= count; number += 1) group.machine(`${name}-${String(number).padStart(2, '0')}`, more)
}

const tagged = (env: string, owner: string, costCentre: string) => ({ env, owner, 'cost-centre': costCentre })
