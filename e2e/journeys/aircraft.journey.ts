import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { Api } from '../bench/server.ts'
import { journey } from './journey.ts'

const THOUSAND = 1_000

export const journeys = [
  journey('somebody watches an aircraft, opens its track and charts, and survives a lost stream', async (stage) => {
    const { page } = stage
    await stage.signIn()
    await page.getByRole('navigation').getByRole('link', { name: 'Map' }).click()
    const table = page.getByRole('table', { name: 'Aircraft' })
    await table.getByRole('button').first().waitFor()
    await page.locator('.map[data-drawn="4"]').waitFor()
    await page.getByText('live', { exact: true }).first().waitFor()
    await table.getByRole('button').first().click()
    const name = (await table.getByRole('button').first().textContent())!.trim()
    await page.getByRole('region', { name }).getByText('Nearest weather report').waitFor()
    assert.match(page.url(), /aircraft=[0-9a-f-]{36}/)
    await stage.mustBeAccessible('map')
    await stage.show('map')

    // The one that was chosen is in the middle of the map: it can be let go of, and chosen there again.
    const map = page.getByRole('application')
    await map.focus()
    await page.keyboard.press('Escape')
    await page.getByRole('region', { name }).waitFor({ state: 'detached' })
    await page.keyboard.press('e')
    await page.keyboard.press('l')
    await table.getByRole('button', { name }).click()
    await page.keyboard.press('Tab')
    await page.getByRole('region', { name }).getByRole('button', { name: 'Close' }).click()
    const box = (await map.boundingBox())!
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
    await page.getByRole('region', { name }).waitFor()

    // The line to the server is lost: it says so, goes on by reading, and comes back by itself.
    await page.route('**/telemetry/stream*', (asked) => asked.abort())
    await page.reload()
    await page.getByText('stream lost').waitFor()
    const before = await heardAt()
    await page.waitForFunction(
      (was) => document.querySelector('section[aria-label] time')?.getAttribute('datetime') !== was,
      before,
      { timeout: 20_000 },
    )
    await stage.mustBeAccessible('map without a stream')
    await page.unroute('**/telemetry/stream*')
    await page.getByText('stream lost').waitFor({ state: 'detached', timeout: 30_000 })

    await page.getByRole('link', { name: 'Track, charts and credentials' }).click()
    await page.getByText('positions').first().waitFor()
    await page.locator('.charts canvas').first().waitFor()
    const chart = (await page.locator('.charts .u-over').first().boundingBox())!
    await page.mouse.move(chart.x + chart.width / 2, chart.y + chart.height / 2)
    await page.getByText(/: [\d,]+ ft, [\d,]+ kt/).waitFor()
    await page.getByLabel('Units').selectOption({ label: 'm, km/h' })
    await page.getByText(/Altitude, m/).waitFor()
    await stage.mustBeAccessible('aircraft')
    await stage.show('aircraft')
    await page.getByLabel('Units').selectOption({ label: 'ft, kt' })

    async function heardAt(): Promise<string | null> {
      const time = page.locator('section[aria-label] time').first()
      await time.waitFor()
      return time.getAttribute('datetime')
    }
  }),
  journey('somebody registers an aircraft, gives it a secret, and sees its first event', async (stage) => {
    const { page, product } = stage
    await stage.signIn()
    await page.getByRole('navigation').getByRole('link', { name: 'Aircraft', exact: true }).click()
    await page.getByRole('table', { name: 'Aircraft' }).getByRole('link').first().waitFor()
    await stage.mustBeAccessible('aircraft list')
    await stage.show('aircraft-list')
    await page.getByRole('button', { name: 'Register an aircraft' }).click()
    await page.getByLabel('Registration').last().fill('x')
    await page.getByRole('dialog').getByRole('button', { name: 'Register an aircraft' }).click()
    await page.getByText('must be 2–15 capitals').waitFor()
    await page.getByLabel('Registration').last().fill('HB-NEW')
    await stage.mustBeAccessible('registering')
    await page.getByRole('dialog').getByRole('button', { name: 'Register an aircraft' }).click()
    await page.getByRole('heading', { name: 'HB-NEW' }).waitFor()
    await page.getByText('No event in the last seven days').waitFor()
    const aircraft_id = new URL(page.url()).pathname.split('/').at(-1)!
    await page.getByRole('button', { name: 'Make a new secret' }).click()
    await page.getByRole('dialog').getByText('void at once').waitFor()
    await stage.mustBeAccessible('asking before a new secret')
    await page.getByRole('dialog').getByRole('button', { name: 'Make a new secret' }).click()
    const client_secret = (await page.getByRole('dialog').locator('.secret').textContent())!
    await page.getByLabel('I stored it').check()
    await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click()

    const api = new Api(product.start.url)
    const { body } = await api.call<{ access_token: string }>('POST', '/auth/token', { aircraft_id, client_secret })
    const metrics = { speed: 640, altitude: 12_000, gps: { lat: 47.46, lon: 8.55 } }
    const event = { aircraft_id, event_id: randomUUID(), ts: new Date().toISOString(), metrics }
    const sent = await new Api(product.start.url, body.access_token).call('POST', '/telemetry/ingest', event)
    assert.equal(sent.status, 201)
    await page.getByText(event.event_id).waitFor()
    await stage.mustBeAccessible('a new aircraft')

    await page.getByRole('button', { name: 'Revoke', exact: true }).click()
    await page.getByLabel('Type HB-NEW to go on').fill('HB-NEW')
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click()
    await page.getByText('revoked').first().waitFor()
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByLabel('Type HB-NEW to go on').fill('HB-NEW')
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('table', { name: 'Aircraft' }).waitFor()
  }),
  journey('somebody watches a thousand aircraft at once', async (stage) => {
    const { page } = stage
    const ids = Array.from({ length: THOUSAND }, () => randomUUID())
    const place = (n: number, step: number) => ({ lat: 36 + (n % 32) * 0.8, lon: -8 + Math.floor(n / 32) * 1.1 + step * 0.02 })
    const began = Date.now()
    await page.route('**/telemetry/positions*', (asked) =>
      asked.fulfill({
        json: {
          items: ids.map((aircraft_id, n) => ({
            ...{ aircraft_id, registration: `N${1_000 + n}`, ts: new Date(began).toISOString(), ...place(n, 0) },
            ...{ altitude: 20_000 + n * 20, speed: 800, track: n % 360, vertical_rate: 0, callsign: null },
            ...{ on_ground: false, implausible: false },
          })),
          next_cursor: null,
        },
      }),
    )
    // Every aircraft moves five times.
    await page.route('**/telemetry/stream*', (asked) => {
      const events = Array.from({ length: 5 }, (_, step) =>
        ids
          .map((aircraft_id, n) => {
            const metrics = { gps: place(n, step + 1), altitude: 20_000 + n * 20, speed: 800, track: n % 360 }
            const ts = new Date(began + step + 1).toISOString()
            const data = JSON.stringify({ aircraft_id, event_id: randomUUID(), ts, received_at: ts, implausible: false, metrics })
            return `event: telemetry\ndata: ${data}\n\n`
          })
          .join(''),
      )
      return asked.fulfill({ contentType: 'text/event-stream', body: `retry: 600000\n\n${events.join('')}` })
    })
    await stage.signIn()
    await page.getByRole('navigation').getByRole('link', { name: 'Map' }).click()
    await page.locator(`.map[data-drawn="${THOUSAND}"]`).waitFor()
    await page.getByText('1,000 aircraft').first().waitFor()
    // Few rows of the table are in the page, whatever there is; the last can be reached and chosen, and is where its last event put it.
    const table = page.getByRole('table', { name: 'Aircraft' })
    assert.ok((await table.getByRole('row').count()) < 100)
    await page.getByRole('searchbox').fill('N1999')
    await table.getByRole('button', { name: 'N1999' }).click()
    const { lat, lon } = place(THOUSAND - 1, 5)
    await page.getByText(`${lat.toFixed(4)}, ${lon.toFixed(4)}`).waitFor()
    await stage.mustBeAccessible('a thousand aircraft')
    await stage.show('map-thousand')
  }),
]
