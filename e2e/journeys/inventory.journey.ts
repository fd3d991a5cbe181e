import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { journey } from './journey.ts'
import type { Stage } from './stage.ts'

const TEN_THOUSAND = 10_000

export const journeys = [
  journey('somebody narrows the inventory, and turns several machines off after a look at what would happen', async (stage) => {
    const { page } = stage
    await stage.signIn()
    await toInventory(stage)
    const table = page.getByRole('table', { name: 'Inventory' })
    await stage.mustBeAccessible('inventory')
    await stage.show('inventory')

    await page.getByRole('button', { name: 'Filters' }).click()
    const filters = page.getByRole('region', { name: 'Filters' })
    await filters.getByLabel('State').selectOption({ label: 'running' })
    await filters.getByLabel('Tag').fill('env=dev')
    await filters.getByLabel('Tag').press('Enter')
    await page.getByRole('button', { name: 'Take away: Tag: env=dev' }).waitFor()
    await stage.mustBeAccessible('inventory with filters')
    await stage.show('inventory-filters')
    await page.getByRole('button', { name: 'Take away: State: running' }).click()
    await page.getByRole('button', { name: 'Take away: State: running' }).waitFor({ state: 'detached' })

    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByLabel('Tags').check()
    await page.getByLabel('Override').check()
    await page.getByLabel('Region').uncheck()
    await table.getByRole('columnheader', { name: 'Override' }).waitFor()
    await stage.mustBeAccessible('inventory with columns')
    await stage.show('inventory-columns')
    await page.getByRole('button', { name: 'Columns' }).click()

    await page.getByRole('searchbox').fill('montecarlo')
    await page.getByRole('searchbox').press('Enter')
    await page.getByText('3 machines', { exact: true }).waitFor()
    const boxes = table.getByRole('checkbox', { name: /^Select vm-montecarlo/ })
    await boxes.first().click()
    await boxes.last().click({ modifiers: ['Shift'] })
    const bar = page.getByRole('region', { name: 'Selected machines' })
    await bar.getByText('3 machines selected').waitFor()
    await stage.mustBeAccessible('inventory with a selection')
    await stage.show('inventory-selected')

    // All of it is in the address: whoever opens it sees the same.
    const { searchParams, hash } = new URL(page.url())
    assert.equal(searchParams.get('tag'), 'env=dev')
    assert.match(searchParams.get('columns') ?? '', /override,tags/)
    assert.equal(hash.split(',').length, 3)
    await page.reload()
    await bar.getByText('3 machines selected').waitFor()
    await table.getByRole('columnheader', { name: 'Override' }).waitFor()

    await bar.getByRole('button', { name: 'Turn off' }).click()
    const review = page.getByRole('dialog', { name: 'Turn off 3 machines?' })
    await review.getByRole('listitem').first().waitFor()
    assert.equal(await review.getByRole('listitem').count(), 3)
    await stage.mustBeAccessible('review of an action')
    await stage.show('inventory-act')
    await review.getByRole('button', { name: 'Do it' }).click()
    await review.getByRole('link', { name: 'see the run' }).waitFor()
    await review.getByRole('button', { name: 'Close' }).last().click()
    await bar.waitFor({ state: 'detached' })

    for (const box of await boxes.all()) await box.click()
    await bar.getByRole('button', { name: 'Override' }).click()
    const override = page.getByRole('dialog', { name: 'Override 3 machines' })
    await override.getByText('of 3 would be switched at once').waitFor()
    await override.getByLabel('Wanted meanwhile').selectOption({ label: 'Off' })
    await override.getByLabel('Until').selectOption({ label: '1 hour from now' })
    await stage.mustBeAccessible('review of an override')
    await stage.show('inventory-override')
    await override.getByRole('button', { name: 'Set it' }).click()
    await table.getByText('overridden').first().waitFor()
    assert.equal(await table.getByText('overridden').count(), 3)

    await page.getByRole('button', { name: 'Take the filters away' }).click()
    await page.waitForFunction(() => !location.search.includes('tag='))
  }),

  journey('somebody scrolls through ten thousand machines', async (stage) => {
    const { page } = stage
    await page.route('**/machines?*', (asked) => {
      const query = new URL(asked.request().url()).searchParams
      const [from, limit] = [Number(query.get('cursor') ?? 0), Number(query.get('limit'))]
      const count = Math.min(limit, TEN_THOUSAND - from)
      const next_cursor = from + count < TEN_THOUSAND ? String(from + count) : null
      return asked.fulfill({ json: { items: Array.from({ length: count }, (_, at) => machine(from + at)), next_cursor } })
    })
    await stage.signIn()
    await toInventory(stage)
    const table = page.getByRole('table', { name: 'Inventory' })
    const rows = table.getByRole('row')
    let most = 0
    // To the end of what is there, again and again: more comes each time.
    for (let at = 200; at <= TEN_THOUSAND; at += 200) {
      const count = `${at.toLocaleString('en-GB')}${at < TEN_THOUSAND ? '+' : ''} machines`
      await page.getByText(count, { exact: true }).waitFor()
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
      await table.getByRole('link', { name: machine(at - 1).name, exact: true }).waitFor()
      most = Math.max(most, await rows.count())
    }
    assert.ok(most < 100, `${most} rows were in the page at once`)
    assert.equal(await table.getAttribute('aria-rowcount'), String(TEN_THOUSAND + 1))
    await table.getByRole('checkbox', { name: `Select ${machine(TEN_THOUSAND - 1).name}` }).click()
    await page.getByText('1 machine selected').waitFor()
    await stage.mustBeAccessible('ten thousand machines')
    await stage.show('inventory-ten-thousand')
    await page.evaluate(() => scrollTo(0, 0))
    await table.getByRole('link', { name: machine(0).name, exact: true }).waitFor()
    await table.getByRole('checkbox', { name: 'Select all that are shown' }).check()
    await page.getByText('500 machines selected').waitFor()
    assert.ok((await rows.count()) < 100)
  }),

  journey('somebody puts the savings and the audit trail on paper', async (stage) => {
    const { page } = stage
    await stage.signIn()
    const menu = page.getByRole('navigation')
    await menu.getByRole('link', { name: 'Savings' }).click()
    await page.getByRole('combobox', { name: 'By' }).selectOption({ label: 'Machine' })
    const savings = page.getByRole('table', { name: 'Savings' })
    await savings.getByRole('row').nth(1).waitFor()
    assert.ok(
      (await savings.getByRole('row').count()) - 1 < Number(await rowsOf(savings)),
      'on the screen not all rows are in the page',
    )
    await mustBeOnPaper(stage, 'paper-savings', 'as of', async () => {
      await page.getByText('What these figures assume').waitFor()
      assert.equal(String((await savings.getByRole('row').count()) - 1), await rowsOf(savings))
    })

    await menu.getByRole('link', { name: 'Audit' }).click()
    const trail = page.getByRole('table', { name: 'Audit' })
    await page.getByRole('searchbox').fill('schedule.created')
    await page.getByRole('searchbox').press('Enter')
    await page.waitForURL(/action=schedule/)
    await trail.getByRole('link', { name: 'schedule.created' }).first().waitFor()
    await mustBeOnPaper(stage, 'paper-audit', 'schedule.created', async () => {
      await page.getByText(/^\d+ entries · What: schedule.created$/).waitFor()
      assert.equal(String((await trail.getByRole('row').count()) - 1), await rowsOf(trail))
    })
    await trail.getByRole('link', { name: 'schedule.created' }).first().click()
    await page.getByRole('heading', { name: 'Details' }).waitFor()
    await page.getByRole('button', { name: /^Prove/ }).click()
    await page.getByRole('status').getByRole('listitem').first().waitFor()
    await mustBeOnPaper(stage, 'paper-audit-entry', 'as of', () => page.getByRole('heading', { name: 'Proof' }).waitFor())
  }),
]

/** Rows that the table says it has, beside its head. */
const rowsOf = async (table: { getAttribute(name: string): Promise<string | null> }) =>
  String(Number(await table.getAttribute('aria-rowcount')) - 1)

async function toInventory({ page }: Stage): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: 'Inventory' }).click()
  await page.getByRole('table', { name: 'Inventory' }).getByRole('link').first().waitFor()
}

/** On paper there is what was read, in black on white from either theme, and nothing to press; as many sheets as it takes. */
async function mustBeOnPaper({ page, showPaper }: Stage, name: string, text: string, look: () => Promise<void>): Promise<void> {
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  await page.getByText(text).first().waitFor()
  await look()
  assert.equal((await page.getByRole('button').count()) + (await page.getByRole('navigation').count()), 0)
  assert.equal(await page.getByRole('searchbox').count(), 0)
  const colours = await page.evaluate(() => {
    const { color, backgroundColor } = getComputedStyle(document.documentElement)
    return { color, backgroundColor }
  })
  assert.deepEqual(colours, { color: 'rgb(0, 0, 0)', backgroundColor: 'rgb(255, 255, 255)' })
  await showPaper(name)
  await page.emulateMedia({ media: null, colorScheme: 'light' })
}

const start = Date.now()
function machine(n: number) {
  const name = `vm-${String(n).padStart(5, '0')}`
  const at = new Date(start).toISOString()
  return {
    ...{ id: `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`, connection_id: randomUUID(), scope: 'a', name },
    ...{ provider_id: `/subscriptions/a/${name}`, resource_group: 'rg', region: 'westeurope', zone: null, size: 'Standard_B2s' },
    ...{ os: 'linux', tags: { env: 'dev' }, is_spot: false, managed_by: null, can_hibernate: false, provisioning: null },
    power: { state: n % 3 === 0 ? 'running' : 'deallocated', since: at, read_at: at, age_seconds: 4, changed_by: null },
    ...{ plan: null, gone_at: null, first_seen_at: at },
  }
}
