import { BlockList, isIP } from 'node:net'

/** `192.0.2.1`, `192.0.2.0/24`, `2001:db8::/32`. A length of 0 would mean everybody, so it is no network. */
export function isNetwork(text: string): boolean {
  const [address = '', length] = text.split('/', 2)
  const version = isIP(address)
  if (version === 0) return false
  return length === undefined || (/^[1-9]\d{0,2}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128))
}

/** Networks to look addresses up in. Texts that are no network are a programming mistake: they were checked on their way in. */
export function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', length] = network.split('/', 2)
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (length === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(length), family)
  }
  return list
}

/** Whether an address lies in one of the networks. What is no address lies in none. */
export function isWithin(networks: BlockList, address: string): boolean {
  const plain = address.toLowerCase().startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address
  const version = isIP(plain)
  return version !== 0 && networks.check(plain, version === 6 ? 'ipv6' : 'ipv4')
}
