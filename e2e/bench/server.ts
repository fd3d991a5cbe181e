import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProgram } from './program.ts'

export interface FirstStart {
  url: string
  mtls_url: string
  operations_url: string
  ca_file: string
  team_id: string
  client_id: string
  client_secret: string
}

export interface StartedServer {
  process: ChildProcess
  folder: string
  start: FirstStart
  /** Everything it wrote, for when it fails. */
  output(): string
  stop(): Promise<void>
}

/** Limits raised out of the way: what is measured is the work, not the allowance. */
export const unlimited: Record<string, string> = Object.fromEntries(
  ['AIRCRAFT', 'AIRCRAFT_BATCHES', 'CLIENT', 'ADDRESS', 'TOKENS'].map((name) => [
    `SKYKEEP_LIMIT_${name}_PER_MINUTE`,
    '1000000000',
  ]),
)

/** Starts the whole product in a process of its own on free ports, with a demo team whose aircraft stay on the ground if asked. */
export async function startServer(settings: Record<string, string> = {}, folder = newFolder()): Promise<StartedServer> {
  const usual = { SKYKEEP_PORT: '0', SKYKEEP_LOG_LEVEL: 'warn', SKYKEEP_DEMO_AIRCRAFT: '0' }
  const running = await startProgram(folder, [], { ...usual, ...settings }, 'Skykeep is ready')
  return {
    process: running.process,
    folder,
    start: JSON.parse(readFileSync(join(folder, 'first-start.json'), 'utf8')) as FirstStart,
    output: running.output,
    stop: () => running.end('SIGTERM'),
  }
}

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'skykeep-e2e-'))
}

export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true })

/** A small client of the public contract for set-up and checking. */
export class Api {
  readonly #url: string
  #token = ''

  constructor(url: string, token = '') {
    this.#url = url
    this.#token = token
  }

  static async of({ url, client_id, client_secret }: FirstStart): Promise<Api> {
    const response = await fetch(`${url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    })
    const { access_token } = (await response.json()) as { access_token: string }
    if (!access_token) throw new Error(`no token: ${response.status}`)
    return new Api(url, access_token)
  }

  async call<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: T }> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        ...(this.#token && { authorization: `Bearer ${this.#token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as T }
  }

  /** Only the status, for bodies that are no JSON. */
  async send(method: string, path: string, body: string | undefined): Promise<number> {
    const headers = { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' }
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers,
      redirect: 'manual',
      ...(body !== undefined && { body }),
    })
    await response.arrayBuffer()
    return response.status
  }

  /** What is answered as it stands, where it is no JSON. */
  async text(path: string): Promise<string> {
    const response = await fetch(`${this.#url}${path}`, { headers: { authorization: `Bearer ${this.#token}` } })
    if (!response.ok) throw new Error(`GET ${path}: ${response.status}`)
    return response.text()
  }

  /** An aircraft with a token of its own. */
  async aircraft(registration: string, backfill = false): Promise<{ aircraft_id: string; token: string; client_secret: string }> {
    const made = await this.call<{ id: string }>('POST', '/aircraft', { registration, backfill })
    const secret = await this.call<{ client_secret: string }>('POST', `/aircraft/${made.body.id}/secret`)
    const token = await this.call<{ access_token: string }>('POST', '/auth/token', {
      aircraft_id: made.body.id,
      client_secret: secret.body.client_secret,
    })
    if (token.status !== 200) throw new Error(`no token for ${registration}: ${JSON.stringify(token.body)}`)
    return { aircraft_id: made.body.id, token: token.body.access_token, client_secret: secret.body.client_secret }
  }
}
