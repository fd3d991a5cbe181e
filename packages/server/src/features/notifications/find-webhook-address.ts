import { Resolver } from 'node:dns/promises'
import { type BlockList, isIP } from 'node:net'
import { isWithin } from '../../lib/networks.ts'
import { isPublicAddress } from '../../lib/public-addresses.ts'
import { DeliveryFailure } from './delivery-failure.ts'

/** All addresses of a name. @throws Error when it has none */
export type ResolveName = (name: string) => Promise<string[]>

/**
 * Where a webhook is to be connected to: an address that was looked at, since a name can lead elsewhere the next moment. Every address of the
 * name has to be one that messages may go to.
 *
 * @throws DeliveryFailure
 */
export async function findWebhookAddress(url: URL, allowed: BlockList | null, resolve: ResolveName): Promise<string> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const addresses = isIP(host) === 0 ? await addressesOf(host, resolve) : [host]
  for (const address of addresses) {
    const isOwn = allowed !== null && isWithin(allowed, address)
    // Without TLS a message is for the operator's own networks.
    if (!isOwn && (url.protocol !== 'https:' || !isPublicAddress(address))) throw new DeliveryFailure('address_refused')
  }
  return addresses[0]!
}

async function addressesOf(name: string, resolve: ResolveName): Promise<string[]> {
  const addresses = await resolve(name).catch((error) => {
    throw new DeliveryFailure('name_unknown', { cause: error })
  })
  if (addresses.length === 0) throw new DeliveryFailure('name_unknown')
  return addresses
}

/** Asks the name servers, not the hosts file, and not by the few threads that files and passwords wait for. IPv4 comes first. */
export const resolveByServers: ResolveName = async (name) => {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 })
  const [four, six] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
  if (four.status === 'rejected' && six.status === 'rejected') throw four.reason
  return [four, six].flatMap((found) => (found.status === 'fulfilled' ? found.value : []))
}
