export interface MailServer {
  host: string
  port: number
  /** TLS from the first byte. Otherwise the connection is raised to TLS before anything is sent. */
  isSecure: boolean
  isLoopback: boolean
  login: { user: string; pass: string } | null
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1)$/

/**
 * Reads `smtp://user:password@host:587`. Taken apart here, because what sends mails reads far more out of an address: a query could
 * switch the check of certificates off. Null for anything else.
 */
export function mailServerOf(text: string): MailServer | null {
  const url = URL.parse(text)
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === '') return null
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '') return null
  const login = loginOf(url)
  if (login === undefined) return null
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const isSecure = url.protocol === 'smtps:'
  return { host, port: Number(url.port) || (isSecure ? 465 : 587), isSecure, isLoopback: loopback.test(host), login }
}

/** Null for none; undefined for one that cannot be read. */
function loginOf({ username, password }: URL): MailServer['login'] | undefined {
  if (username === '' && password === '') return null
  try {
    return username === '' || password === ''
      ? undefined
      : { user: decodeURIComponent(username), pass: decodeURIComponent(password) }
  } catch {
    return undefined // a % that begins no escape
  }
}

export const isMailServer = (text: string): boolean => mailServerOf(text) !== null
