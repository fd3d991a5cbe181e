import { z } from 'zod'
import type { PriceRow } from './price-book.ts'

/** The price list could not be read: why, in our words. */
export class PricesUnreadable extends Error {}

export interface AskedSize {
  region: string
  size: string
  currency: string
}

const Item = z.object({
  currencyCode: z.string(),
  retailPrice: z.number().nonnegative().max(100_000),
  tierMinimumUnits: z.number(),
  armRegionName: z.string(),
  armSkuName: z.string(),
  productName: z.string(),
  skuName: z.string(),
  meterName: z.string(),
  serviceName: z.string(),
  unitOfMeasure: z.string(),
  type: z.string(),
  effectiveStartDate: z.string(),
})
type Item = z.output<typeof Item>
const Page = z.object({ Items: z.array(z.unknown()).max(1_000), NextPageLink: z.string().nullish() })

const REQUEST_MS = 20_000
const PAGES_MAX = 20
const BYTES_MAX = 4 * 1_048_576
const NAME = /^[A-Za-z0-9_-]{1,80}$/

/**
 * Asks Azure's public price list for one size in one region. No sign-in; what is sent is the region, the size and the currency.
 *
 * @throws PricesUnreadable
 */
export async function readRetailPrices(origin: string, asked: AskedSize, day: string): Promise<PriceRow[]> {
  if (!NAME.test(asked.region) || !NAME.test(asked.size))
    throw new PricesUnreadable('the size or the region has no sensible name')
  const query = new URLSearchParams({
    'api-version': '2023-01-01-preview',
    currencyCode: `'${asked.currency}'`,
    $filter: filterOf(asked),
  })
  const items: Item[] = []
  let next: string | null = `${origin}/api/retail/prices?${query}`
  for (let pages = 0; next !== null; pages++) {
    if (pages === PAGES_MAX) throw new PricesUnreadable('the list has no end')
    // The list names its next page: only this host is asked, whatever it names.
    if (URL.parse(next)?.origin !== origin) throw new PricesUnreadable('the list leads to another host')
    const page: z.output<typeof Page> = await readPage(next)
    items.push(...page.Items.flatMap((one) => Item.safeParse(one).data ?? []))
    next = page.NextPageLink || null
  }
  return pricesIn(items, asked, day)
}

const filterOf = ({ region, size }: AskedSize): string =>
  `serviceName eq 'Virtual Machines' and armRegionName eq '${region}' and armSkuName eq '${size}' and priceType eq 'Consumption'`

async function readPage(address: string): Promise<z.output<typeof Page>> {
  try {
    const answer = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(REQUEST_MS) })
    if (!answer.ok) throw new PricesUnreadable(`the list answered ${answer.status}`)
    let bytes = 0
    const chunks: Uint8Array[] = []
    for await (const chunk of answer.body ?? []) {
      bytes += chunk.length
      if (bytes > BYTES_MAX) throw new PricesUnreadable('a page of the list is too long')
      chunks.push(chunk)
    }
    return Page.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')))
  } catch (error) {
    throw error instanceof PricesUnreadable
      ? error
      : new PricesUnreadable('the list did not answer as it should', { cause: error })
  }
}

/**
 * A size has some six rows and more: Linux and Windows, each normal, Spot and Low Priority, and whole terms of reservations. For each kind that we
 * bill by, the row that is in force on the day counts, and of several the youngest.
 */
export function pricesIn(items: readonly Item[], asked: AskedSize, day: string): PriceRow[] {
  const byKind = Map.groupBy(
    items.filter((item) => isHourly(item, asked, day)),
    (item) => `${systemOf(item)} ${isSpot(item)}`,
  )
  return [...byKind.values()].map((rows) => {
    const youngest = rows.reduce((a, b) => (b.effectiveStartDate > a.effectiveStartDate ? b : a))
    return {
      ...{ provider: 'azure', region: asked.region, size: asked.size, os: systemOf(youngest), is_spot: isSpot(youngest) },
      ...{ currency: asked.currency, valid_from: day, micros_per_hour: Math.round(youngest.retailPrice * 1_000_000) },
      source: 'Azure Retail Prices',
    }
  })
}

const isHourly = (item: Item, { region, size, currency }: AskedSize, day: string): boolean =>
  item.type === 'Consumption' &&
  item.serviceName === 'Virtual Machines' &&
  item.unitOfMeasure === '1 Hour' &&
  item.tierMinimumUnits === 0 &&
  item.armRegionName === region &&
  item.armSkuName === size &&
  item.currencyCode === currency &&
  item.effectiveStartDate.slice(0, 10) <= day &&
  item.productName.startsWith('Virtual Machines') &&
  !names(item, 'Low Priority')

const systemOf = ({ productName }: Item): string => (productName.endsWith('Windows') ? 'windows' : 'linux')
const isSpot = (item: Item): boolean => names(item, 'Spot')
const names = ({ skuName, meterName }: Item, word: string): boolean => skuName.includes(word) || meterName.includes(word)
