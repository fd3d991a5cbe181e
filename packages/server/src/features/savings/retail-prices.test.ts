import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startAzure } from '@skykeep/simulator/azure/azure'
import { demoWorld } from '@skykeep/simulator/azure/demo-world'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { control } from '../../testing/control.ts'
import { PricesUnreadable, readRetailPrices } from './retail-prices.ts'

let azure: Awaited<ReturnType<typeof startAzure>>
beforeAll(async () => {
  azure = await startAzure({ seed: 1, world: demoWorld(), plainPort: 0 })
})
afterAll(() => azure.close())

const asked = { region: 'westeurope', size: 'Standard_D2s_v5', currency: 'USD' }
const DAY = '2026-11-26'

test('of the many rows of a size the right ones are taken: not Spot for the normal price, not a whole term, not Low Priority', async () => {
  const rows = await readRetailPrices(azure.plainUrl!, asked, DAY)
  const kinds = Object.fromEntries(rows.map(({ os, is_spot, micros_per_hour }) => [`${os} ${is_spot}`, micros_per_hour]))
  expect(Object.keys(kinds).sort()).toEqual(['linux false', 'linux true', 'windows false', 'windows true'])
  expect(kinds['linux true']! * 5).toBeCloseTo(kinds['linux false']!, -1)
  expect(kinds['windows false']).toBeGreaterThan(kinds['linux false']!)
  expect(kinds['windows false']).toBeLessThan(5_000_000)
  const euros = await readRetailPrices(azure.plainUrl!, { ...asked, currency: 'EUR' }, DAY)
  expect(euros.every(({ currency }) => currency === 'EUR')).toBe(true)
  expect(rows[0]).toMatchObject({ valid_from: DAY, source: 'Azure Retail Prices' })
})

async function served(answer: (request: { url: string }) => { status?: number; headers?: Record<string, string>; body: string }) {
  const server: Server = createServer((request, response) => {
    const { status = 200, headers = {}, body } = answer({ url: request.url! })
    response.writeHead(status, headers).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { origin, close: () => new Promise((resolve) => server.close(resolve)) }
}

control(
  'SAVE-3',
  'the price list leads us to no other host, and garbage, errors, circles and floods of it end as that',
  async () => {
    let asksElsewhere = 0
    const elsewhere = await served(() => {
      asksElsewhere++
      return { body: '{}' }
    })
    const empty = { Items: [], NextPageLink: null }
    const cases: [string, Parameters<typeof served>[0]][] = [
      ['another host', () => ({ body: JSON.stringify({ ...empty, NextPageLink: `${elsewhere.origin}/x` }) })],
      ['a redirect', () => ({ status: 302, headers: { location: `${elsewhere.origin}/x` }, body: '' })],
      ['a circle', ({ url }) => ({ body: JSON.stringify({ ...empty, NextPageLink: `${origin}${url}` }) })],
      ['garbage', () => ({ body: '<html>' })],
      ['no list', () => ({ body: '{"Items": 7}' })],
      ['an error', () => ({ status: 500, body: '{}' })],
      ['a flood', () => ({ body: `{"Items":[],"x":"${'x'.repeat(5_000_000)}"}` })],
    ]
    let origin = ''
    for (const [, answer] of cases) {
      const server = await served(answer)
      origin = server.origin
      await expect(readRetailPrices(origin, asked, DAY)).rejects.toThrow(PricesUnreadable)
      await server.close()
    }
    expect(asksElsewhere).toBe(0)
    await elsewhere.close()
    await expect(readRetailPrices(azure.plainUrl!, { ...asked, size: `x' or '1' eq '1` }, DAY)).rejects.toThrow(PricesUnreadable)
    const rest = await served(() => ({ body: JSON.stringify({ Items: [{ retailPrice: -1 }, 7, null], NextPageLink: '' }) }))
    expect(await readRetailPrices(rest.origin, asked, DAY)).toEqual([])
    await rest.close()
  },
)
