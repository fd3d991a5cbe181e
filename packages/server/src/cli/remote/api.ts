import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { accessTokens } from './access-tokens.ts'
import { apiClient, type Call } from './api-client.ts'
import { credentialsFile } from './credentials-file.ts'
import { installationUrl } from './installation-url.ts'
import { chosenInstallation, type RemoteCommand, type RemoteContext, refusable } from './remote-command.ts'
import { visibleJson } from './visible-json.ts'

const usage = `skykeep api METHOD PATH [--data JSON|@FILE|@-] [--query NAME=VALUE]… [--header 'NAME: VALUE']…
                [--idempotency-key KEY] [--if-match VERSION] [--include] [--url URL]
                any call of the API (GET /openapi.json lists them); prints the JSON of the answer, a refusal goes to stderr with exit code 1`

export const apiCommands: Record<string, RemoteCommand> = { api: refusable({ usage, run: api }) }

const one = { type: 'string' } as const
const many = { type: 'string', multiple: true, default: [] as string[] } as const

/** What says who asks, and where: not for a caller to write over. */
const ours = new Set(['authorization', 'cookie', 'host', 'proxy-authorization', 'content-length', 'transfer-encoding'])

async function api(args: string[], context: RemoteContext): Promise<number> {
  const { call, url, include } = await readCall(args, context)
  const chosen = await chosenInstallation(context, url)
  const answer = await apiClient(accessTokens(credentialsFile(context.folder), chosen, context.now)).send(call)
  if (include) {
    context.warn(`HTTP ${answer.status}`)
    for (const [name, value] of answer.headers) context.warn(`${name}: ${value}`)
  }
  await show(answer, context)
  return answer.ok ? 0 : 1
}

async function readCall(args: string[], context: RemoteContext): Promise<{ call: Call; url?: string; include: boolean }> {
  const options = { data: one, query: many, header: many, 'idempotency-key': one, 'if-match': one, url: one } as const
  const { values, positionals } = parsed(() =>
    parseArgs({ args, allowPositionals: true, options: { ...options, include: { type: 'boolean' } } }),
  )
  const [method, path] = positionals
  if (method === undefined || path === undefined || positionals.length > 2) throw new Error(`usage: ${usage}`)
  const headers = Object.fromEntries(values.header.map(headerOf))
  const version = values['if-match']
  const key = values['idempotency-key']
  const body = values.data === undefined ? undefined : await dataOf(values.data, headers, context)
  return {
    call: {
      method: method.toUpperCase(),
      path,
      query: values.query.map(pairOf),
      headers: {
        ...headers,
        ...(key !== undefined && { 'idempotency-key': key }),
        // A version is written as the bare number that the resource shows, or as the tag that an answer carried.
        ...(version !== undefined && { 'if-match': /^\d+$/.test(version) ? `"${version}"` : version }),
      },
      body,
    },
    ...(values.url !== undefined && { url: installationUrl(values.url) }),
    include: values.include ?? false,
  }
}

function parsed<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new Error(`${(error as Error).message}\nusage: ${usage}`)
  }
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at < 1) throw new Error(`--query takes NAME=VALUE\nusage: ${usage}`)
  return [text.slice(0, at), text.slice(at + 1)]
}

function headerOf(text: string): [string, string] {
  const [, name = '', value = ''] = /^([A-Za-z0-9-]+):\s*(.*)$/.exec(text) ?? []
  if (name === '') throw new Error(`--header takes 'NAME: VALUE'\nusage: ${usage}`)
  if (ours.has(name.toLowerCase())) throw new Error(`${name} is set by skykeep itself: it acts in the name of who is signed in.`)
  return [name.toLowerCase(), value]
}

async function dataOf(data: string, headers: Record<string, string>, context: RemoteContext): Promise<string> {
  const text = data === '@-' ? await context.readInput() : data.startsWith('@') ? await readFile(data.slice(1), 'utf8') : data
  const isJson = headers['content-type'] === undefined || headers['content-type'].startsWith('application/json')
  if (isJson) parsed(() => JSON.parse(text))
  return text
}

/** JSON to be read; everything else (exports, streams, certificates) as it comes. */
async function show(answer: Response, { print, write, warn }: RemoteContext): Promise<void> {
  const isJson = /[/+]json\b/.test(answer.headers.get('content-type') ?? '')
  if (answer.ok && !isJson) {
    for await (const piece of answer.body ?? []) await write(piece)
    return
  }
  const text = await answer.text()
  const say = answer.ok ? print : warn
  if (text !== '') say(isJson ? visibleJson(JSON.parse(text)) : `HTTP ${answer.status}`)
  else if (!answer.ok) say(`HTTP ${answer.status}`)
}
