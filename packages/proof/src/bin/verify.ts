#!/usr/bin/env node
import { hash } from 'node:crypto'
import { open, readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { ExportChecks } from '../export-checks.ts'
import { describeReport } from '../export-report.ts'
import { linesOf } from '../lines.ts'
import { parseVerifierKey, type VerifierKey } from '../verifier-key.ts'
import { verifyExport } from '../verify-export.ts'
import { type ConsistencyProof, isConsistencyProof } from '../witness.ts'

const USAGE = `usage: skykeep-verify FILE --key KEYFILE [--witness FILE]… [--consistency FILE]…

  FILE           an audit export; - reads standard input
  --key          verifier keys (name+id+base64), one a line
  --witness      an earlier checkpoint (signed note) that was kept elsewhere
  --consistency  a proof as JSON {from, to, proof} between a witnessed checkpoint and that of the export

exit: 0 verified, 1 not verified, 2 could not be tried`

try {
  process.exitCode = await run()
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`)
  process.exitCode = 2
}

async function run(): Promise<number> {
  const many = { type: 'string', multiple: true, default: [] as string[] } as const
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { key: many, witness: many, consistency: many } })
  const [file] = positionals
  if (file === undefined || positionals.length > 1 || values.key.length === 0)
    throw new Error('one FILE and at least one --key are needed')
  const checks: ExportChecks = {
    hash: (bytes) => hash('sha256', bytes, 'buffer'),
    keys: (await Promise.all(values.key.map(readKeys))).flat(),
    witness: await Promise.all(values.witness.map(readText)),
    consistency: await Promise.all(values.consistency.map(readProof)),
  }
  const chunks = file === '-' ? process.stdin : (await open(file)).createReadStream()
  const report = await verifyExport(linesOf(chunks), checks)
  console.log(describeReport(report).join('\n'))
  return report.ok ? 0 : 1
}

function readText(path: string): Promise<string> {
  return readFile(path, 'utf8')
}

async function readProof(path: string): Promise<ConsistencyProof> {
  const proof: unknown = JSON.parse(await readText(path))
  if (!isConsistencyProof(proof)) throw new Error(`${path} is no consistency proof`)
  return proof
}

async function readKeys(path: string): Promise<VerifierKey[]> {
  const lines = (await readText(path)).split('\n').filter((line) => line.trim() !== '')
  return lines.map((line) => {
    const key = parseVerifierKey(line.trim())
    if (key === null) throw new Error(`${path} holds a line that is no verifier key`)
    return key
  })
}
