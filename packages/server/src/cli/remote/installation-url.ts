const loopback = new Set(['127.0.0.1', '[::1]', 'localhost'])

/**
 * The address of an installation as it is kept and compared: scheme, host and port.
 *
 * @throws Error when it is none, or would send tokens in clear over a network
 */
export function installationUrl(text: string): string {
  if (!URL.canParse(text)) throw new Error('The address of the installation is a URL such as https://skykeep.example.')
  const url = new URL(text)
  if (url.protocol !== 'https:' && !isLoopback(url))
    throw new Error('The address must begin with https://: over plain HTTP anybody on the way could take your sign-in.')
  if (url.username !== '' || url.password !== '') throw new Error('The address must not hold a name or password.')
  return url.origin
}

/** Plain HTTP that does not leave this machine. */
export const isLoopback = ({ protocol, hostname }: URL): boolean => protocol === 'http:' && loopback.has(hostname)
