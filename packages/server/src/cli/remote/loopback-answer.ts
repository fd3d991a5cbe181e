import { hash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { securityHeaders } from '../../http/security-headers.ts'
import { plain } from '../table.ts'
import { Refused } from './remote-command.ts'

interface Expected {
  state: string
  issuer: string
  /** How long the person may take. */
  patienceMs: number
}

export interface LoopbackAnswer {
  redirectUri: string
  /** The address to which the browser was sent, once. @throws Refused */
  answer: Promise<URL>
  close(): void
}

/**
 * Waits on this machine for the one request by which the browser brings the answer of the sign-in (RFC 8252 §7.3). Whatever else knocks
 * at the port is sent away; an answer that is not for this sign-in, or not from the installation that was asked, ends it.
 */
export async function loopbackAnswer(expected: Expected): Promise<LoopbackAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<URL>()
  promise.catch(() => undefined) // told to whoever awaits it, who may come later
  let isAnswered = false
  const server = createServer((request, response) => {
    const url = answerIn(request, port)
    if (!url || isAnswered) return say(response, 404, 'There is nothing here.')
    isAnswered = true
    server.close()
    const fault = faultIn(url.searchParams, expected)
    // When the browser has its page: what follows may be the end of this program.
    response.once('close', () => (fault === undefined ? resolve(url) : reject(new Refused(fault))))
    if (fault === undefined) say(response, 200, 'This window has done its part. Go back to the terminal.')
    else say(response, 400, 'The sign-in has ended without success. The terminal says why.')
  })
  await new Promise<void>((ready, failed) => server.once('error', failed).listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  const late = setTimeout(() => close('Nobody signed in in time. Start again.'), expected.patienceMs).unref()

  function close(why = 'The sign-in was given up.'): void {
    clearTimeout(late)
    reject(new Refused(why))
    server.close()
    server.closeAllConnections()
  }
  promise.then(
    () => clearTimeout(late),
    () => clearTimeout(late),
  )
  return { redirectUri: `http://127.0.0.1:${port}/callback`, answer: promise, close: () => close() }
}

/** The address, if it is the one that we gave, under the name that we gave: a page elsewhere can make a name of its own lead here. */
function answerIn({ method, url = '', headers }: IncomingMessage, port: number): URL | undefined {
  const base = `http://127.0.0.1:${port}`
  if (method !== 'GET' || headers.host !== `127.0.0.1:${port}` || !URL.canParse(url, base)) return undefined
  const address = new URL(url, base)
  return address.pathname === '/callback' && address.origin === base ? address : undefined
}

function faultIn(given: URLSearchParams, { state, issuer }: Expected): string | undefined {
  if (!isSame(given.get('state') ?? '', state))
    return 'An answer came that is not for this sign-in (state). Nothing was accepted.'
  if (given.get('iss') !== issuer) return 'An answer came that is not from this installation (iss). Nothing was accepted.'
  if (given.get('error') === 'access_denied') return 'You did not agree, so nothing was signed in.'
  if (given.has('error'))
    return plain(`The installation refused: ${given.get('error')} ${given.get('error_description') ?? ''}`.trim())
  return given.getAll('code').length === 1 ? undefined : 'The answer holds no code. Nothing was accepted.'
}

/** In constant time, also when the lengths differ. */
const isSame = (one: string, other: string): boolean =>
  timingSafeEqual(hash('sha256', one, 'buffer'), hash('sha256', other, 'buffer'))

function say(response: ServerResponse, status: number, text: string): void {
  response
    .writeHead(status, { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
    .end(`${text}\n`)
}
