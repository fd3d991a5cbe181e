export interface Heard {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: an act takes out of an answer what the next one needs
  body: any
  text: string
}

type Call = `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} ${string}`

/** Makes calls over HTTP, with a token, or as a browser that keeps cookies by their paths. */
export class Hand {
  readonly #url: string
  readonly #token: string | undefined
  readonly #cookies = new Map<string, { value: string; path: string }>()

  constructor(url: string, token?: string) {
    this.#url = url
    this.#token = token
  }

  /** A call that must succeed. */
  async does(call: Call, body?: unknown, headers: Record<string, string> = {}): Promise<Heard> {
    const heard = await this.#send(call, body, headers)
    if (heard.status >= 400) throw new Error(`${call}: ${heard.status} ${heard.text}`)
    return heard
  }

  /** A call that must be refused with this status. */
  async isRefused(status: number, call: Call, body?: unknown, headers: Record<string, string> = {}): Promise<Heard> {
    const heard = await this.#send(call, body, headers)
    if (heard.status !== status) throw new Error(`${call}: ${heard.status} instead of ${status} ${heard.text}`)
    return heard
  }

  async #send(call: Call, body: unknown, headers: Record<string, string>): Promise<Heard> {
    const [method, address] = call.split(' ') as [string, string]
    const url = new URL(address, this.#url)
    const sent = [...this.#cookies].filter(([, { path }]) => url.pathname.startsWith(path))
    const cookie = sent.map(([name, { value }]) => `${name}=${value}`).join('; ')
    const isForm = body instanceof URLSearchParams
    const answer = await fetch(url, {
      method,
      redirect: 'manual',
      headers: {
        ...(this.#token !== undefined && { authorization: `Bearer ${this.#token}` }),
        // What a browser says of the page that calls; a form comes from a program here.
        ...(this.#token === undefined && !isForm && { origin: new URL(this.#url).origin, 'sec-fetch-site': 'same-origin' }),
        ...(cookie && { cookie }),
        ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    })
    for (const line of answer.headers.getSetCookie()) this.#keep(line)
    const text = await answer.text()
    const isJson = /[/+]json/.test(answer.headers.get('content-type') ?? '')
    return { status: answer.status, headers: answer.headers, text, body: isJson && text !== '' ? JSON.parse(text) : null }
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(/; ?/)
    const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
    const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? '/'
    const isOver = value === '' || attributes.some((one) => /^(max-age=0|expires=Thu, 01 Jan 1970)/i.test(one))
    if (isOver) this.#cookies.delete(name)
    else this.#cookies.set(name, { value, path })
  }
}

export const form = (members: Record<string, string>): URLSearchParams => new URLSearchParams(members)
