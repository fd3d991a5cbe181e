import type { Cloud } from './cloud.ts'
import type { Answer } from './errors.ts'
import { guidFrom } from './ids.ts'
import type { Request } from './request.ts'
import { type Size, sizes } from './sizes.ts'

// Invented, of the order of real ones: US dollars are the reference, others are converted.
const rates: Record<string, number> = { USD: 1, EUR: 0.92, GBP: 0.79, CHF: 0.88 }
const regions: Record<string, [shown: string, factor: number]> = {
  westeurope: ['EU West', 1.2],
  northeurope: ['EU North', 1.1],
  eastus2: ['US East 2', 1],
  eastus: ['US East', 1],
  germanywestcentral: ['DE West Central', 1.2],
  uksouth: ['UK South', 1.16],
}
const PAGE = 100

type Item = Record<string, unknown>

/** GET of list prices: no sign-in, six rows for a size. Only the fields that an estimate asks by can be filtered. */
export function retailPrices(_cloud: Cloud, { query, base, path }: Request): Answer {
  const currency = (query.get('currencyCode') ?? 'USD').replaceAll("'", '').toUpperCase()
  const rate = rates[currency]
  if (rate === undefined) return invalid(`The currency ${currency} is not known.`)
  const clauses = clausesOf(query.get('$filter') ?? '')
  if (!clauses) return invalid('The filter is not supported.')
  // The filter knows as priceType what the answer calls type.
  const all = allItems().filter((item) => clauses.every(([name, value]) => item[name === 'priceType' ? 'type' : name] === value))
  const skip = Number(query.get('$skip') ?? 0)
  const Items = all.slice(skip, skip + PAGE).map((item) => ({ ...item, ...priced(item, rate), currencyCode: currency }))
  const next = new URLSearchParams(query)
  next.set('$skip', String(skip + PAGE))
  const body = {
    BillingCurrency: currency,
    CustomerEntityId: 'Default',
    CustomerEntityType: 'Retail',
    Items,
    NextPageLink: skip + PAGE < all.length ? `${base}${path}?${next}` : null,
    Count: Items.length,
  }
  return { status: 200, body }
}

const invalid = (message: string): Answer => ({ status: 400, body: { Error: { Code: 'BadRequest', Message: message } } })

/** `field eq 'value'` joined by `and`; values are compared with regard to case, as this version does. */
function clausesOf(filter: string): [string, string][] | undefined {
  if (filter.trim() === '') return []
  const clauses = filter.split(/\s+and\s+/).map((clause) => /^\s*(\w+)\s+eq\s+'([^']*)'\s*$/.exec(clause))
  return clauses.every((clause) => clause !== null) ? clauses.map((clause) => [clause[1]!, clause[2]!]) : undefined
}

function priced({ retailPrice }: Item, rate: number): Item {
  const price = Number((Number(retailPrice) * rate).toFixed(6))
  return { retailPrice: price, unitPrice: price }
}

let made: Item[] | undefined

function allItems(): Item[] {
  made ??= Object.keys(regions).flatMap((region) =>
    sizes.flatMap((size) => [...rowsOf(size, region), reservationOf(size, region)]),
  )
  return made
}

/** Linux and Windows, each normal, Spot and Low Priority; the cheap ones first, so that who takes the first row takes the wrong one. */
function rowsOf(size: Size, region: string): Item[] {
  const [, factor] = regions[region]!
  return (['Spot', 'Low Priority', ''] as const).flatMap((kind) =>
    (['Linux', 'Windows'] as const).map((os) => {
      const full = (os === 'Linux' ? size.linuxPrice : size.windowsPrice) * factor
      return row(size, region, os, kind, full * (kind === '' ? 1 : 0.2), 'Consumption')
    }),
  )
}

/** The price of the whole term, not of an hour, whatever its unit says. */
function reservationOf(size: Size, region: string): Item {
  const term = size.linuxPrice * regions[region]![1] * 8760 * 0.6
  return { ...row(size, region, 'Linux', '', term, 'Reservation'), reservationTerm: '1 Year' }
}

function row(size: Size, region: string, os: 'Linux' | 'Windows', kind: string, price: number, type: string): Item {
  const short = size.name.replace('Standard_', '').replaceAll('_', ' ')
  const name = kind === '' ? short : `${short} ${kind}`
  const meterId = guidFrom('meter', size.name, region, os, kind, type)
  return {
    currencyCode: 'USD',
    tierMinimumUnits: 0,
    retailPrice: Number(price.toFixed(6)),
    unitPrice: Number(price.toFixed(6)),
    armRegionName: region,
    location: regions[region]![0],
    effectiveStartDate: '2024-03-01T00:00:00Z',
    meterId,
    meterName: name,
    productId: `DZH318Z0${meterId.slice(0, 4).toUpperCase()}`,
    skuId: `DZH318Z0${meterId.slice(0, 4).toUpperCase()}/${meterId.slice(4, 8).toUpperCase()}`,
    productName: `Virtual Machines ${size.name.replace(/Standard_([A-Z]+)\d+/, '$1').replaceAll('_', '')} Series${os === 'Windows' ? ' Windows' : ''}`,
    skuName: name,
    serviceName: 'Virtual Machines',
    serviceId: 'DZH313Z7MMC8',
    serviceFamily: 'Compute',
    unitOfMeasure: '1 Hour',
    type,
    isPrimaryMeterRegion: true,
    armSkuName: size.name,
  }
}
