import https from 'node:https'
import tls from 'node:tls'

export interface TlsAnswer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: Record<string, unknown>
}

export interface TlsIdentity {
  cert?: string
  key?: string
}

/** One request on a new connection with this certificate; 'cut' when the other side ends the connection instead of answering. */
export function overTls(
  url: string,
  ca: string,
  { cert, key }: TlsIdentity,
  { method = 'GET', headers = {}, body = '' }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<TlsAnswer | 'cut'> {
  return new Promise((resolve) => {
    const request = https.request(url, { method, headers, ca, cert, key, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (piece) => {
        text += piece
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text ? JSON.parse(text) : {} }),
      )
      response.on('error', () => resolve('cut'))
    })
    request.on('error', () => resolve('cut'))
    request.end(body)
  })
}

export const form = (members: Record<string, string>) => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(members).toString(),
})

export const json = (body: unknown) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

/** The access token in an answer; fails when there is none. */
export function tokenIn(answer: TlsAnswer | 'cut'): string {
  if (answer === 'cut' || typeof answer.body.access_token !== 'string') throw new Error(`No token in ${JSON.stringify(answer)}`)
  return answer.body.access_token
}

interface ConnectionWishes {
  version: tls.SecureVersion
  /** That of an earlier connection, to be resumed. */
  session?: Buffer | undefined
  protocols?: string[]
}

/** One TLS connection that stays, for requests one after the other. */
export async function tlsConnection(
  url: string,
  ca: string,
  { cert, key }: TlsIdentity,
  { version, session, protocols = ['http/1.1'] }: ConnectionWishes,
) {
  const { hostname: host, port } = new URL(url)
  const only = { minVersion: version, maxVersion: version }
  const socket = tls.connect({ host, port: Number(port), ca, cert, key, session, ALPNProtocols: protocols, ...only })
  let latest: Buffer | undefined
  let text = ''
  let isOver = false
  let heard = () => {}
  socket.on('session', (given) => {
    latest = given
  })
  socket.on('data', (piece) => {
    text += piece
    heard()
  })
  const over = () => {
    isOver = true
    heard()
  }
  socket.on('close', over).on('error', over)
  await new Promise<void>((resolve) => socket.once('secureConnect', resolve).once('close', () => resolve()))
  let line = Promise.resolve<unknown>(undefined)

  const ask = async (path: string, token: string): Promise<number | 'cut'> => {
    const head = () => /^HTTP\/1\.1 (\d{3})[\s\S]*?\r\n\r\n/.exec(text)
    if (!isOver) socket.write(`GET ${path} HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer ${token}\r\n\r\n`)
    const isWhole = () => {
      const found = head()
      const length = Number(/content-length: (\d+)/i.exec(found?.[0] ?? '')?.[1] ?? Number.NaN)
      return found !== null && text.length >= found[0].length + length
    }
    while (!isOver && !isWhole()) await new Promise<void>((resolve) => (heard = resolve))
    const found = head()
    if (!found || !isWhole()) return 'cut'
    text = text.slice(found[0].length + Number(/content-length: (\d+)/i.exec(found[0])![1]))
    return Number(found[1])
  }

  return {
    isResumed: socket.isSessionReused(),
    protocol: socket.alpnProtocol,
    session: () => latest ?? socket.getSession(),
    /** The status of the answer; 'cut' when the other side ended the connection instead. */
    ask: (path: string, token: string): Promise<number | 'cut'> => {
      const answer = line.then(() => ask(path, token))
      line = answer
      return answer
    },
    end: () => socket.destroy(),
  }
}
