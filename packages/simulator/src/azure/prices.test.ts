import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Azure, startAzure } from './azure.ts'

let azure: Azure
beforeEach(async () => {
  azure = await startAzure()
})
afterEach(() => azure.close())

type Prices = { Items: Record<string, unknown>[]; NextPageLink: string | null; Count: number; BillingCurrency: string }

const SIZE =
  "serviceName eq 'Virtual Machines' and armRegionName eq 'westeurope' and armSkuName eq 'Standard_D2s_v5' and priceType eq 'Consumption'"

async function prices(filter: string, more = ''): Promise<Prices> {
  const query = `api-version=2023-01-01-preview&$filter=${encodeURIComponent(filter)}${more}`
  return (await (await fetch(`${azure.plainUrl}/api/retail/prices?${query}`)).json()) as Prices
}

test('a size has six rows, and the first one is the wrong one', async () => {
  const { Items, Count, NextPageLink } = await prices(SIZE)
  expect([Count, NextPageLink]).toEqual([6, null])
  expect(Items.map(({ skuName, productName }) => `${skuName}, ${productName}`)).toEqual([
    'D2s v5 Spot, Virtual Machines Dsv5 Series',
    'D2s v5 Spot, Virtual Machines Dsv5 Series Windows',
    'D2s v5 Low Priority, Virtual Machines Dsv5 Series',
    'D2s v5 Low Priority, Virtual Machines Dsv5 Series Windows',
    'D2s v5, Virtual Machines Dsv5 Series',
    'D2s v5, Virtual Machines Dsv5 Series Windows',
  ])
  expect(Items[4]).toMatchObject({ retailPrice: 0.1152, unitOfMeasure: '1 Hour', type: 'Consumption', currencyCode: 'USD' })
})

test('prices are converted, values compared with regard to case, and long lists come in pages', async () => {
  const euros = await prices(SIZE, "&currencyCode='EUR'")
  expect([euros.BillingCurrency, euros.Items[4]?.retailPrice]).toEqual(['EUR', 0.105984])
  expect((await prices(SIZE.replace('westeurope', 'WestEurope'))).Items).toEqual([])
  let count = 0
  for (let page = await prices("armRegionName eq 'westeurope'"); ; ) {
    count += page.Count
    if (page.NextPageLink === null) break
    page = (await (await fetch(page.NextPageLink)).json()) as Prices
  }
  // 35 sizes with six rows and a reservation.
  expect(count).toBe(245)
})

test('a reservation costs its whole term', async () => {
  const { Items } = await prices(SIZE.replace('Consumption', 'Reservation'))
  expect(Items).toMatchObject([{ reservationTerm: '1 Year', unitOfMeasure: '1 Hour' }])
  expect(Number(Items[0]?.retailPrice)).toBeGreaterThan(100)
})

test('a filter with other words and an unknown currency are refused', async () => {
  for (const query of ["$filter=contains(skuName, 'Spot')", "currencyCode='XXX'"])
    expect((await fetch(`${azure.plainUrl}/api/retail/prices?${query}`)).status).toBe(400)
})
