/** A cloud of Azure's kind that the operator added: a sovereign one, or a simulator. */
export interface AddedCloud {
  name: string
  authority: string
  arm: string
  /** PEM file of a root that vouches for both, beside those that Node knows. */
  caFile: string | null
}

const loopback = ['127.0.0.1', '[::1]', 'localhost']

/**
 * Reads `name=authority|resource manager` or `name=authority|resource manager|file of a root`, several separated by commas.
 * Answers what is wrong as a text, without repeating values.
 */
export function readAddedClouds(text: string): AddedCloud[] | string {
  const clouds: AddedCloud[] = []
  for (const part of text.split(',').map((one) => one.trim())) {
    if (part === '') continue
    const [, name, rest] = /^([a-z][a-z0-9-]{0,30})=(.+)$/.exec(part) ?? []
    const [authority, arm, caFile, ...more] = rest?.split('|') ?? []
    if (name === undefined || arm === undefined || more.length > 0)
      return 'must be name=authority|resource manager, separated by commas'
    if (builtIn.includes(name) || clouds.some((cloud) => cloud.name === name)) return `the name ${name} is taken`
    // Microsoft's sign-in library speaks to nobody without TLS, wherever they are.
    if (!isOrigin(authority, false)) return `the authority of ${name} must be https:// and a host, nothing after it`
    if (!isOrigin(arm, true))
      return `the resource manager of ${name} must be https:// (http:// on loopback) and a host, nothing after it`
    clouds.push({ name, authority: new URL(authority!).origin, arm: new URL(arm).origin, caFile: caFile || null })
  }
  return clouds
}

const builtIn = ['public', 'usgov', 'china']

function isOrigin(text: string | undefined, plainOnLoopback: boolean): boolean {
  const url = URL.parse(text ?? '')
  if (url?.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '' || url.pathname !== '/') return false
  return url.protocol === 'https:' || (plainOnLoopback && url.protocol === 'http:' && loopback.includes(url.hostname))
}
