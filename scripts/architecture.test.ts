import { expect, test } from 'vitest'
import { architectureFaults } from './architecture/faults.ts'
import { sourceFiles } from './source-files.ts'

const faults = architectureFaults(sourceFiles())

test.each(Object.entries(faults))('%s', (_rule, found) => {
  expect(found).toEqual([])
})

const manifest = (name: string, dependencies: Record<string, string> = {}) => ({
  path: `packages/${name}/package.json`,
  text: JSON.stringify({ dependencies }),
})
const all = (path: string, text: string) =>
  Object.values(architectureFaults([{ path, text }, manifest('server', { pg: '8.0.0', '@azure/arm-compute': '1.0.0' })])).flat()

test.each([
  ['packages/schedule/src/wanted.ts', `import { readFileSync } from 'node:fs'`],
  ['packages/contract/src/teams.ts', `import { hash } from '@skykeep/proof'`],
  ['packages/proof/src/tree.ts', `import { createHash } from 'node:crypto'`],
  ['packages/simulator/src/client.ts', `import { problems } from '@skykeep/contract'`],
  ['packages/server/src/http/app.ts', `import { fly } from '@skykeep/simulator'`],
  ['packages/server/src/http/app.ts', `import { tree } from '../../../proof/src/tree.ts'`],
  ['packages/server/src/http/app.ts', `const pad = await import('left-pad')`],
  ['packages/server/src/features/teams/teams.service.ts', `import { aircraftStore } from '../aircraft/aircraft.store.ts'`],
  ['packages/server/src/features/teams/teams.service.ts', `import { aircraftService } from '../aircraft/aircraft.service.ts'`],
  ['packages/server/src/features/teams/teams.service.ts', `import { run } from '../../cli/run.ts'`],
  ['packages/server/src/lib/string-utils.ts', ''],
  ['packages/server/src/features/runs/lane-work.ts', `import { ComputeManagementClient } from '@azure/arm-compute'`],
  ['packages/server/src/lib/NewId.ts', ''],
  ['packages/server/src/lib/new-id.ts', 'export default 1'],
  ['packages/server/src/lib/new-id.ts', 'const home = process.env.HOME'],
  ['packages/server/package.json', '{"dependencies": {"pg": "^8.0.0"}}'],
  ['docs/start.md', ['see /ro', 'ot/data'].join('')],
  ['scripts/some.test.ts', ['test.sk', "ip('never')"].join('')],
])('the rules find what is wrong in %s: %s', (path, text) => {
  expect(all(path, text)).toHaveLength(1)
})

test.each([
  ['packages/server/src/cli/fly.ts', `import { fly } from '@skykeep/simulator'`],
  [
    'packages/server/src/features/teams/teams.service.ts',
    `import type { AircraftService } from '../aircraft/aircraft.service.ts'`,
  ],
  [
    'packages/server/src/features/teams/teams.store.ts',
    `import { Pool } from 'pg'\nimport type { TeamTx } from '../../db/tenancy.ts'`,
  ],
  ['packages/server/src/cloud/azure/compute.ts', `import { ComputeManagementClient } from '@azure/arm-compute'`],
  ['packages/proof/src/bin/verify.ts', `import { createReadStream } from 'node:fs'`],
])('the rules allow %s: %s', (path, text) => {
  expect(all(path, text)).toEqual([])
})
