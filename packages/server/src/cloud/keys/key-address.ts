/** Where a root key is: in the file of the data folder, or in a service that never lets it out. */
export type KeyAddress =
  | { provider: 'file' }
  | { provider: 'azure'; vault: string; name: string }
  | { provider: 'aws'; arn: string; region: string }
  | { provider: 'vault'; origin: string; mount: string; name: string }

const AZURE = /^\/keys\/([0-9A-Za-z-]{1,127})$/
const VAULT_HOSTS = /\.(vault\.azure\.net|vault\.azure\.cn|vault\.usgovcloudapi\.net|managedhsm\.azure\.net)$/
const AWS = /^arn:aws(?:-cn|-us-gov)?:kms:([a-z]{2}(?:-[a-z]+)+-\d):\d{12}:key\/[0-9a-z-]{1,64}$/
const TRANSIT = /^\/([\w-]{1,64}(?:\/[\w-]{1,64}){0,3})\/([\w.-]{1,64})$/

/**
 * Reads addresses of root keys, separated by commas, such as `file`, `azure:https://NAME.vault.azure.net/keys/KEY`,
 * `aws:arn:aws:kms:REGION:ACCOUNT:key/ID` and `vault:https://HOST:8200/transit/KEY`. Answers what is wrong, in words.
 */
export function readKeyAddresses(text: string): KeyAddress[] | string {
  const parts = text.split(',').map((part) => part.trim())
  const addresses: KeyAddress[] = []
  for (const part of parts) {
    const address = part === 'file' ? { provider: 'file' as const } : serviceAddress(part)
    if (address === null) return `“${part}” is no address of a root key; see docs/security/root-keys.md`
    addresses.push(address)
  }
  return new Set(parts).size === parts.length ? addresses : 'an address stands there twice'
}

function serviceAddress(text: string): KeyAddress | null {
  const [, provider, rest = ''] = /^(azure|aws|vault):(.+)$/.exec(text) ?? []
  if (provider === 'aws') {
    const [arn, region] = AWS.exec(rest) ?? []
    return arn === undefined || region === undefined ? null : { provider, arn, region }
  }
  const url = URL.parse(rest)
  if (url === null || !isPlain(url)) return null
  if (provider === 'azure') {
    const [, name] = AZURE.exec(url.pathname) ?? []
    const isAzures = url.protocol === 'https:' && url.port === '' && VAULT_HOSTS.test(url.hostname)
    return name !== undefined && isAzures ? { provider, vault: url.origin, name } : null
  }
  const [, mount, name] = TRANSIT.exec(url.pathname) ?? []
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
  return provider === 'vault' && mount !== undefined && name !== undefined && isSafe
    ? { provider, origin: url.origin, mount, name }
    : null
}

const isPlain = ({ username, password, search, hash }: URL) => `${username}${password}${search}${hash}` === ''
const isLoopback = (host: string) => host === 'localhost' || host === '127.0.0.1' || host === '[::1]'
