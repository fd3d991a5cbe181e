import { silentLog } from '../../db/log.ts'
import { openPool } from '../../db/pool.ts'
import { systemClock } from '../../lib/new-id.ts'
import { auditSeal } from '../seal.ts'
import { Sequencer } from '../sequencer.ts'

// A sequencer in a process of its own, to be killed: `node sequencer-process.ts URL KEY`.
const [url, key] = process.argv.slice(2) as [string, string]
const pool = openPool({ url, role: 'skykeep_audit', applicationName: 'skykeep test', max: 2 })
new Sequencer({ pool, seal: auditSeal([Buffer.from(key, 'hex')]), clock: systemClock, log: silentLog }).start()
