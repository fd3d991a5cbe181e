import { isIP } from 'node:net'

/** Whom passkeys are made for: they work on pages of this origin only, and are found again by this id. */
export interface RelyingParty {
  id: string
  name: string
  origin: string
}

/**
 * The relying party at a public URL. Its id is the host name, and the only origin is the one of the URL: pages of other ports and
 * subdomains are not ours.
 *
 * Browsers take a domain for an id and never an IP address (Web Authentication §5.1.3: the origin's effective domain must be a valid
 * domain). The one name that needs neither TLS nor a domain is `localhost`, so a program on a loopback address makes passkeys for
 * `localhost`: they work when the page is opened as http://localhost:8080, and not as http://127.0.0.1:8080. On any other IP address
 * every browser refuses the ceremony itself.
 */
export function relyingPartyAt(publicUrl: string): RelyingParty {
  const url = new URL(publicUrl)
  if (isLoopback(url.hostname)) url.hostname = 'localhost'
  return { id: url.hostname, name: 'Skykeep', origin: url.origin }
}

const isLoopback = (host: string) => host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.'))
