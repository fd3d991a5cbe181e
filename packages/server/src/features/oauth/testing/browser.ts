export interface BrowserAnswer {
  status: number
  headers: Headers
  /** Where it leads, if it is a redirect. */
  location: URL | null
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of an answer
  body: any
}

interface Cookie {
  value: string
  path: string
}

/** As much of a browser as the OAuth server knows of: it keeps cookies by their paths, and follows redirects only when told. */
export class Browser {
  readonly #home: string
  readonly #cookies = new Map<string, Cookie>()

  constructor(home: string) {
    this.#home = home
  }

  get cookieNames(): string[] {
    return [...this.#cookies.keys()].sort()
  }

  take(name: string, value: string): void {
    this.#cookies.set(name, { value, path: '/' })
  }

  forget(name: string): void {
    this.#cookies.delete(name)
  }

  get = (address: string | URL, headers: Record<string, string> = {}): Promise<BrowserAnswer> =>
    this.#send(address, { method: 'GET', headers })

  post = (address: string | URL, body: object = {}, headers: Record<string, string> = {}): Promise<BrowserAnswer> =>
    this.#send(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...headers },
      body: JSON.stringify(body),
    })

  delete = (address: string | URL): Promise<BrowserAnswer> => this.#send(address, { method: 'DELETE', headers: {} })

  submit = (
    address: string | URL,
    fields: [string, string][] | Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<BrowserAnswer> =>
    this.#send(address, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', ...headers },
      body: new URLSearchParams(fields).toString(),
    })

  async #send(
    address: string | URL,
    init: { method: string; headers: Record<string, string>; body?: string },
  ): Promise<BrowserAnswer> {
    const url = new URL(address, this.#home)
    const sent = [...this.#cookies].filter(([, { path }]) => url.pathname.startsWith(path))
    const cookie = sent.map(([name, { value }]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, {
      ...init,
      headers: { accept: 'text/html,application/json', ...init.headers, ...(cookie && { cookie }) },
      redirect: 'manual',
    })
    for (const line of response.headers.getSetCookie()) this.#keep(line)
    const text = await response.text()
    const location = response.headers.get('location')
    const isJson = response.headers.get('content-type')?.includes('json') === true
    return {
      status: response.status,
      headers: response.headers,
      location: location === null ? null : new URL(location, url),
      text,
      body: isJson ? JSON.parse(text) : null,
    }
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
    const at = pair.indexOf('=')
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
    const path = attributes.find((part) => part.toLowerCase().startsWith('path='))?.slice(5) ?? '/'
    const isOver = attributes.some((part) => /^(max-age=0|expires=Thu, 01 Jan 1970)/i.test(part))
    if (isOver) this.#cookies.delete(name)
    else this.#cookies.set(name, { value, path })
  }
}
