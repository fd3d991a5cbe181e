import { isIP } from 'node:net'
import { blockListOf } from './networks.ts'

/**
 * IPv4 networks that are not the public internet (IANA special-purpose registry), and an address that clouds serve machines at: 168.63.129.16
 * looks public and is Azure's host. The others' metadata (169.254.169.254, 100.100.100.200, 192.0.0.192) lie in the networks.
 */
const special4 = blockListOf([
  ...[
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.0.2.0/24',
  ],
  ...['192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  '168.63.129.16',
])

/** Only this is given out for the internet. Not in it: loopback, mapped and translated IPv4, link-local, unique local, multicast. */
const global6 = blockListOf(['2000::/3'])
/** Inside of that: protocol assignments with Teredo, documentation, and 6to4, which carry IPv4 addresses or lead nowhere. */
const special6 = blockListOf(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'])

/** Whether an address belongs to the public internet. What is no address does not. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address)
  if (version === 4) return !special4.check(address, 'ipv4')
  return version === 6 && !address.includes('%') && global6.check(address, 'ipv6') && !special6.check(address, 'ipv6')
}
