interface Cookie {
  value: string
  path: string
}

/** As much of a browser as the server can tell: it keeps cookies by their paths, and says which page a call comes from. */
export class Browser {
  readonly #url: string
  readonly #cookies = new Map<string, Cookie>()
  /** Every value that was ever set. */
  readonly seen: string[] = []

  constructor(url: string) {
    this.#url = url
  }

  async ask<T = Record<string, never>>(
    method: string,
    address: string,
    body?: unknown,
  ): Promise<{ status: number; body: T; location: string | null }> {
    const url = new URL(address, this.#url)
    const sent = [...this.#cookies].filter(([, { path }]) => url.pathname.startsWith(path))
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: {
        origin: new URL(this.#url).origin,
        'sec-fetch-site': 'same-origin',
        cookie: sent.map(([name, { value }]) => `${name}=${value}`).join('; '),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    for (const line of response.headers.getSetCookie()) this.#keep(line)
    const text = await response.text()
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '')
    return {
      status: response.status,
      body: (isJson && text !== '' ? JSON.parse(text) : text) as T,
      location: response.headers.get('location'),
    }
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(/; ?/)
    const at = pair.indexOf('=')
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
    const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? '/'
    if (value !== '') this.seen.push(value)
    if (attributes.some((one) => /^max-age=0$/i.test(one)) || value === '') this.#cookies.delete(name)
    else this.#cookies.set(name, { value, path })
  }
}
