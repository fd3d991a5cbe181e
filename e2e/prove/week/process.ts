/** One process of the product that lives by a simulated clock: `node process.ts CLOCK-FILE`, its settings in the environment. It is there to be killed. */
import { readConfiguration } from '@skykeep/server/config/read'
import { createLog } from '@skykeep/server/runtime/core'
import { startServer } from '@skykeep/server/runtime/start'
import { fileClock } from './simulated-clock.ts'

const config = readConfiguration(undefined, {})
await startServer(config, createLog(config), fileClock(process.argv[2]!))
process.stdout.write('ready\n')
