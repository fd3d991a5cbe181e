import type { FastifyReply, FastifyRequest } from 'fastify'

/** `__Host-`: browsers take it over TLS (or loopback) only, for this host alone, and no page of a sibling domain can plant it. */
export const SESSION_COOKIE = '__Host-skykeep'

/** A cookie of the request by its name; undefined when it is not there, or there twice, which no browser of ours would send. */
export function cookieOf(request: Pick<FastifyRequest, 'headers'>, name: string): string | undefined {
  const { cookie } = request.headers
  if (cookie === undefined) return undefined
  const found = cookie
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
  return found.length === 1 ? found[0]!.slice(name.length + 1) : undefined
}

export const sessionCookieOf = (request: Pick<FastifyRequest, 'headers'>): string | undefined => cookieOf(request, SESSION_COOKIE)

/** Sets a cookie that scripts cannot read and that other sites' requests do not carry. `maxAgeSeconds` 0 takes it away. */
export function setCookie(reply: FastifyReply, name: string, value: string, maxAgeSeconds: number): void {
  reply.header('set-cookie', `${name}=${value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}`)
}

/** A session in the hands of a browser: the cookie's value, which is kept nowhere else. */
export interface SessionCookie {
  cookie: string
  maxAgeSeconds: number
}

export const giveSession = (reply: FastifyReply, { cookie, maxAgeSeconds }: SessionCookie): void =>
  setCookie(reply, SESSION_COOKIE, cookie, maxAgeSeconds)

export const forgetSession = (reply: FastifyReply): void => setCookie(reply, SESSION_COOKIE, '', 0)

/** Tells a browser in which somebody has signed in before from all others. It opens nothing. */
export const DEVICE_COOKIE = '__Host-skykeep-device'
const YEAR_SECONDS = 31_536_000

export const giveDevice = (reply: FastifyReply, device: string): void => setCookie(reply, DEVICE_COOKIE, device, YEAR_SECONDS)
