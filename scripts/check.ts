import { blackBox } from '../docs/security/black-box.ts'
import { register } from '../docs/security/register.ts'
import { bundleFaults } from './checks/bundle-budget.ts'
import { commandFaults } from './checks/command.ts'
import { licenceFaults } from './checks/licences.ts'
import { unusedProblemCodes } from './checks/problem-codes.ts'
import { secretFaults } from './checks/secrets.ts'
import { generatedFiles } from './generate/generated-files.ts'
import { staleFiles } from './generate/stale-files.ts'
import { blackBoxFaults, lineProofsIn } from './register/black-box.ts'
import { registerFaults } from './register/faults.ts'
import { proofsIn } from './register/proofs.ts'
import { sourceFiles } from './source-files.ts'

const files = sourceFiles()

/** Every check, with what is wrong. */
const checks: Record<string, () => string[] | Promise<string[]>> = {
  'format and lint': () => commandFaults('biome', 'check', '--max-diagnostics=50'),
  types: () => commandFaults('tsc', '--noEmit'),
  'types of the console': () => commandFaults('vue-tsc', '--noEmit', '-p', 'packages/console'),
  'types of the journeys': () => commandFaults('tsc', '--noEmit', '-p', 'e2e/journeys'),
  'weight of the console': bundleFaults,
  'generated files are up to date (npm run gen)': async () => staleFiles(await generatedFiles()),
  'every control has a test, every test and threat a control': () => registerFaults(register, proofsIn(files)),
  'every line of the black-box list has a test or a reason': () => blackBoxFaults(blackBox, lineProofsIn(files)),
  'every problem code is answered by something': () => unusedProblemCodes(files),
  'licences of production dependencies': licenceFaults,
  'no secret in the repository': () => secretFaults(files),
}

let failed = 0
for (const [name, faultsOf] of Object.entries(checks)) {
  const faults = await Promise.resolve()
    .then(faultsOf)
    .catch((error: unknown) => [String(error)])
  console.log(`${faults.length === 0 ? 'ok  ' : 'FAIL'} ${name}`)
  for (const fault of faults) console.log(`     ${fault}`)
  if (faults.length > 0) failed++
}
console.log(`${Object.keys(checks).length - failed} passed, ${failed} failed, 0 skipped`)
process.exitCode = failed === 0 ? 0 : 1
