import { silentLog } from '../../../db/log.ts'
import { openPool } from '../../../db/pool.ts'
import { openDatabase } from '../../../db/tenancy.ts'
import { createKeyRing } from '../../../keys/create-key-ring.ts'
import { mailServerOf } from '../../../lib/mail-server.ts'
import { systemClock } from '../../../lib/new-id.ts'
import { Metrics } from '../../../operations/metrics.ts'
import { MailWorker } from '../mail-worker.ts'
import { smtpSender } from '../smtp-sender.ts'

// A worker in a process of its own, to be killed: `node mail-process.ts URL FOLDER SMTP AHEAD_MS`.
const [url, folder, smtp, aheadMs] = process.argv.slice(2) as [string, string, string, string]
const pool = openPool({ url, role: 'skykeep_identity', applicationName: 'skykeep test', max: 4 })
const db = openDatabase({ pool })
const clock = { now: () => new Date(systemClock.now().getTime() + Number(aheadMs)) }
const keyRing = await createKeyRing({
  config: { SKYKEEP_DATA_DIR: folder, SKYKEEP_ROOT_KEYS: [{ provider: 'file' }] },
  db,
  clock,
})
const send = smtpSender(mailServerOf(smtp)!, { name: 'Skykeep', address: 'skykeep@example.com' })
new MailWorker({ db, keyRing, clock, log: silentLog, metrics: new Metrics(), send, pollMs: 20 }).start()
