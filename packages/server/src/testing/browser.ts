import type { App } from '../http/app.ts'
import { SESSION_COOKIE } from '../http/session-cookie.ts'
import { ORIGIN } from './bare-app.ts'
import type { Answer } from './http.ts'

type Call = `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`

/** What a browser does of its own accord: it keeps cookies and says which page a request comes from. */
export class Browser {
  readonly cookies = new Map<string, string>()
  /** The attributes with which each cookie was set. */
  readonly attributes = new Map<string, string>()
  readonly #app: App
  readonly address: string

  constructor(app: App, address: string) {
    this.#app = app
    this.address = address
  }

  get session(): string | undefined {
    return this.cookies.get(SESSION_COOKIE)
  }

  async ask(call: Call, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const [method, url] = call.split(' ') as ['GET', string]
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await this.#app.inject({
      method,
      url,
      remoteAddress: this.address,
      headers: {
        origin: ORIGIN,
        'sec-fetch-site': 'same-origin',
        'user-agent': 'a browser',
        ...(cookie && { cookie }),
        ...headers,
      },
      ...(body !== undefined && { payload: body as object }),
    })
    this.#keep(answer.headers['set-cookie'])
    const isJson = /[/+]json\b/.test(String(answer.headers['content-type']))
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: isJson && answer.payload !== '' ? answer.json() : answer.payload,
      raw: answer.rawPayload,
    }
  }

  #keep(header: string | string[] | undefined): void {
    for (const line of header === undefined ? [] : [header].flat()) {
      const [pair = '', ...attributes] = line.split('; ')
      const at = pair.indexOf('=')
      const name = pair.slice(0, at)
      this.attributes.set(name, attributes.join('; '))
      if (attributes.includes('Max-Age=0')) this.cookies.delete(name)
      else this.cookies.set(name, pair.slice(at + 1))
    }
  }
}
