import { createReadStream } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { type ConsistencyProof, describeReport, linesOf, parseVerifierKey, type VerifierKey, verifyExport } from '@skykeep/proof'
import { isConsistencyProof } from '@skykeep/proof/witness'
import type { Pool } from 'pg'
import type { Checkpoints } from '../audit/checkpoints.ts'
import type { TelemetryReader } from '../audit/verify/batch-check.ts'
import { describeInstallation } from '../audit/verify/describe-installation.ts'
import { verifyInstallation } from '../audit/verify/verify-installation.ts'
import { operatorOf } from '../auth/principal.ts'
import type { AuditService } from '../features/audit/audit.service.ts'

/** The installation as the commands of the audit trail need it. */
export interface AuditInstallation {
  /** As the role skykeep_audit. */
  pool: Pool
  service: AuditService
  checkpoints: Pick<Checkpoints, 'current' | 'keys'>
  telemetry?: TelemetryReader
  close(): Promise<void>
}

export interface AuditCommandContext {
  print(line: string): void
  /** Opens the database of the configuration, or the embedded one in the data folder. */
  open(): Promise<AuditInstallation>
  /** The operating system's user: who an export is by. */
  user: string
}

export interface AuditCommand {
  usage: string
  /** Answers the exit code: 0 done or verified, 1 not verified. Throws when it cannot be tried. */
  run(args: string[], context: AuditCommandContext): Promise<number>
}

export const auditCommands: Record<string, AuditCommand> = {
  'audit verify': {
    usage: `skykeep audit verify --file EXPORT --key KEYFILE… [--witness NOTE [--consistency PROOF]]…   an export, offline, with public keys only
skykeep audit verify [--key KEYFILE]… [--witness NOTE]…               the whole installation: entries, tree, checkpoints, events`,
    run: verify,
  },
  'audit export': { usage: 'skykeep audit export --team ID --out FILE', run: exportTeam },
  'audit checkpoint': { usage: 'skykeep audit checkpoint   signs now; keep the note elsewhere, as a witness', run: checkpoint },
  'audit keys': { usage: 'skykeep audit keys   public keys of the log; keep them elsewhere too', run: keys },
}

const many = { type: 'string', multiple: true, default: [] as string[] } as const

async function verify(args: string[], context: AuditCommandContext): Promise<number> {
  const { values } = parseArgs({ args, options: { file: { type: 'string' }, key: many, witness: many, consistency: many } })
  const given = (await Promise.all(values.key.map(readKeys))).flat()
  const witness = await Promise.all(values.witness.map((path) => readFile(path, 'utf8')))
  if (values.file === undefined) return verifyAll(given, witness, context)
  if (given.length === 0)
    throw new Error('An export is verified with --key: public keys that you got elsewhere than from the file.')
  const consistency = await Promise.all(values.consistency.map(readProof))
  const report = await verifyExport(linesOf(createReadStream(values.file)), { keys: given, witness, consistency })
  for (const line of describeReport(report)) context.print(line)
  return report.ok ? 0 : 1
}

async function verifyAll(given: VerifierKey[], witness: string[], context: AuditCommandContext): Promise<number> {
  return withInstallation(context, async ({ pool, checkpoints, telemetry }) => {
    if (given.length === 0) context.print('no --key given: using the keys of the installation itself, which proves less')
    const keys = given.length > 0 ? given : (await checkpoints.keys()).map((text) => parseVerifierKey(text)!)
    const report = await verifyInstallation({ ask: (statement) => pool.query(statement), keys, witness, telemetry })
    for (const line of describeInstallation(report)) context.print(line)
    return report.ok ? 0 : 1
  })
}

async function exportTeam(args: string[], context: AuditCommandContext): Promise<number> {
  const { values } = parseArgs({ args, options: { team: { type: 'string' }, out: { type: 'string' } } })
  const { team, out } = values
  if (team === undefined || out === undefined) throw new Error(`usage: ${auditCommands['audit export']!.usage}`)
  return withInstallation(context, async ({ service }) => {
    // Readable by the operator only: an export holds the addresses of people. An older file is not written over.
    const file = await open(out, 'wx', 0o600)
    const lines = await service.exported(operatorOf(team, context.user))
    await pipeline(Readable.from(lines), file.createWriteStream())
    context.print(`exported to ${out}`)
    return 0
  })
}

async function checkpoint(args: string[], context: AuditCommandContext): Promise<number> {
  parseArgs({ args, options: {} })
  return withInstallation(context, async ({ checkpoints }) => {
    context.print((await checkpoints.current()).note.trimEnd())
    return 0
  })
}

async function keys(args: string[], context: AuditCommandContext): Promise<number> {
  parseArgs({ args, options: {} })
  return withInstallation(context, async ({ checkpoints }) => {
    for (const key of await checkpoints.keys()) context.print(key)
    return 0
  })
}

async function withInstallation<T>(
  context: AuditCommandContext,
  work: (installation: AuditInstallation) => Promise<T>,
): Promise<T> {
  const installation = await context.open()
  try {
    return await work(installation)
  } finally {
    await installation.close()
  }
}

async function readProof(path: string): Promise<ConsistencyProof> {
  const proof: unknown = JSON.parse(await readFile(path, 'utf8'))
  if (!isConsistencyProof(proof)) throw new Error(`${path} is no consistency proof, as GET /audit/proofs/consistency answers it.`)
  return proof
}

async function readKeys(path: string): Promise<VerifierKey[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line.trim() !== '')
  return lines.map((line) => {
    const key = parseVerifierKey(line.trim())
    if (key === null) throw new Error(`${path} holds a line that is no verifier key.`)
    return key
  })
}
