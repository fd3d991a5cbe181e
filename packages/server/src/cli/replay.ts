import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { formatReport, replay, showProgress } from '@skykeep/simulator'
import { readConfiguration } from '../config/read.ts'
import { readFirstStart } from '../runtime/first-start.ts'

export const replayUsage = `skykeep replay FILE.ndjson.gz [--url URL --client-id ID --client-secret-file FILE] [--ca FILE]
                [--speed max|60|1] [--shift none|to-now] [--limit N] [--single]
                without --url: the running demo of the data folder`

/** Plays recorded positions through the public API and reads back what was stored. Exit code 0 only when every event is there once. */
export async function replayCommand(args: string[]): Promise<number> {
  const text = { type: 'string' } as const
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      url: text,
      ca: text,
      'client-id': text,
      'client-secret-file': text,
      speed: text,
      shift: text,
      limit: text,
      single: { type: 'boolean' },
    },
  })
  const [file] = positionals
  if (file === undefined || positionals.length > 1) throw new Error(`usage: ${replayUsage}`)
  const target = targetOf(values)
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  const bar = showProgress(process.stdout)
  const report = await replay({
    file,
    ...target,
    speed: values.speed === undefined || values.speed === 'max' ? 'max' : Number(values.speed),
    shift: values.shift === 'to-now' ? 'to-now' : 'none',
    mode: values.single ? 'single' : 'batches',
    ...(values.ca !== undefined && { ca: readFileSync(values.ca, 'utf8') }),
    ...(values.limit !== undefined && { limit: Number(values.limit) }),
    onProgress: bar.update,
    signal: stop.signal,
  })
  bar.done()
  process.stdout.write(`${formatReport(report)}\n`)
  return report.ok ? 0 : 1
}

interface Given {
  url?: string
  'client-id'?: string
  'client-secret-file'?: string
}

function targetOf(given: Given): { url: string; operator: { client_id: string; client_secret: string } } {
  if (given.url === undefined) {
    const start = readFirstStart(readConfiguration().SKYKEEP_DATA_DIR)
    if (!start) throw new Error(`There is no demo in the data folder; say where to send it.\nusage: ${replayUsage}`)
    return { url: start.url, operator: { client_id: start.client_id, client_secret: start.client_secret } }
  }
  const [id, path] = [given['client-id'], given['client-secret-file']]
  if (id === undefined || path === undefined)
    throw new Error(`--url needs --client-id and --client-secret-file.\nusage: ${replayUsage}`)
  return { url: given.url, operator: { client_id: id, client_secret: readFileSync(path, 'utf8').trim() } }
}
