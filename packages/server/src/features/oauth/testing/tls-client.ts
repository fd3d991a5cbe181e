import https from 'node:https'

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
