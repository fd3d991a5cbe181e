import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { journey } from './journey.ts'

const hand = { width: 390, height: 844 }
const desk = { width: 1440, height: 900 }

/** Whoever goes by keyboard has to see where they are. */
async function mustSeeFocus(page: Page): Promise<void> {
  const seen = await page.evaluate(() => {
    const { outlineStyle, boxShadow } = getComputedStyle(document.activeElement!)
    return (
      outlineStyle !== 'none' || boxShadow !== 'none' || document.activeElement!.matches('main, body, [aria-activedescendant]')
    )
  })
  if (!seen) throw new Error(`nobody sees that ${await here(page)} has the focus`)
}
const here = (page: Page): Promise<string> => page.evaluate(() => document.activeElement!.outerHTML.slice(0, 200))

/** Tab until the thing of that name has the focus. */
async function tabTo(page: Page, name: RegExp, most = 250): Promise<void> {
  for (let presses = 0; presses < most; presses++) {
    await page.keyboard.press('Tab')
    await mustSeeFocus(page)
    const text = await page.evaluate(() => {
      const { activeElement: at } = document
      const label = at instanceof HTMLInputElement || at instanceof HTMLSelectElement ? (at.labels?.[0]?.textContent ?? '') : ''
      const own = at?.matches('button, a, summary, [role]') ? at.textContent : ''
      return `${at?.getAttribute('aria-label') ?? ''} ${label} ${own}`
    })
    if (name.test(text)) return
  }
  throw new Error(`Tab does not lead to ${name}`)
}

async function find(page: Page, words: string, name: RegExp): Promise<void> {
  await page.keyboard.press('Control+k')
  const box = page.getByRole('combobox', { name: /^Find a place/ })
  await box.waitFor()
  await page.keyboard.type(words)
  await page.getByRole('option', { name }).first().waitFor()
  while (!(await page.getByRole('option', { name, selected: true }).count())) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await box.waitFor({ state: 'detached' })
}

/** Whether nothing has to be moved sideways, once the page has taken its new width in. */
const noSideways = (page: Page): Promise<boolean> =>
  page
    .waitForFunction(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth, undefined, {
      timeout: 3_000,
    })
    .then(
      () => true,
      () => false,
    )

/** The first thing that reaches beyond the edge, for whoever has to mend it. */
const widest = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const edge = document.documentElement.clientWidth
    const one = [...document.querySelectorAll('main *')].find((each) => each.getBoundingClientRect().right > edge + 1)
    return one?.outerHTML.slice(0, 160) ?? 'nothing in sight'
  })

/** Every place of the menu, and of each the first thing of its list. */
async function everyScreen(page: Page, at: (name: string) => Promise<void>): Promise<void> {
  const links = page.getByRole('navigation').getByRole('link')
  const places = await links.evaluateAll((all) =>
    all.map((one) => ({ name: one.textContent!.trim(), href: (one as HTMLAnchorElement).href })),
  )
  assert.ok(places.length > 12)
  for (const { name, href } of places) {
    await page.goto(href)
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    await page.waitForLoadState('networkidle', { timeout: 1_500 }).catch(() => {})
    await at(name)
    const first = page.locator('main [role="row"] a').first()
    if (!(await first.count())) continue
    await first.click()
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    await page.waitForLoadState('networkidle', { timeout: 1_500 }).catch(() => {})
    await at(`the first of ${name}`)
  }
}

export const journeys = [
  journey('somebody does the main errands by keyboard alone', async (stage) => {
    const { page, product } = stage
    await stage.open('/')
    await page.getByLabel('E-mail address').waitFor()
    await tabTo(page, /E-mail address/)
    await page.keyboard.type(product.person.email)
    await tabTo(page, /Password/)
    await page.keyboard.type(product.person.password)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /^Account of/ }).waitFor()

    // To a machine, and aside with its schedule for a while.
    await find(page, 'vm-replay-02', /vm-replay-02/)
    await page.getByRole('heading', { name: 'vm-replay-02' }).waitFor()
    await tabTo(page, /^ *Override/)
    await page.keyboard.press('Enter')
    await tabTo(page, /Reason/)
    await page.keyboard.type('by keyboard')
    await page.keyboard.press('Enter')
    await page.getByText('by keyboard').waitFor()
    await tabTo(page, /End it now/)
    await page.keyboard.press('Enter')
    await page.getByText('None: the schedule decides.').waitFor()

    // The keys of the page, and a week painted with the arrows.
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    await stage.mustBeAccessible('keys')
    await page.keyboard.press('Escape')
    await page.keyboard.press('g')
    await page.keyboard.press('s')
    await page.getByRole('table', { name: 'Schedules' }).waitFor()
    await tabTo(page, /New schedule/)
    await page.keyboard.press('Enter')
    await tabTo(page, /^ *Name/)
    await page.keyboard.type('Painted with keys')
    await tabTo(page, /Find a machine by name/)
    await page.keyboard.type('replay-02')
    await page.getByRole('button', { name: 'vm-replay-02' }).waitFor()
    await tabTo(page, /vm-replay-02/)
    await page.keyboard.press('Enter')
    await tabTo(page, /^Monday \d\d:\d\d/)
    await page.keyboard.press('Home')
    await page.keyboard.press('Space')
    for (let presses = 0; presses < 6; presses++) await page.keyboard.press('Shift+ArrowRight')
    await page.getByText('On 53.5 h of 168 h').waitFor()
    await tabTo(page, /Look over and save/)
    await page.keyboard.press('Enter')
    await page.getByText('Saving starts and stops nothing.').waitFor()
    await tabTo(page, /^ *Save *$/)
    await page.keyboard.press('Enter')
    await page
      .getByText(/conflict|rank|Painted with keys/)
      .first()
      .waitFor()

    // Out again.
    if (await page.getByRole('dialog').count()) await page.keyboard.press('Escape')
    await find(page, 'sign out', /Sign out/)
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  }),
  journey('somebody does the main errands with a phone in the hand', async (stage) => {
    const { page } = stage
    await page.setViewportSize(hand)
    await stage.signIn()
    const open = async (name: string) => {
      await page.getByRole('button', { name: 'Open the menu' }).click()
      await page.getByRole('dialog', { name: 'Menu' }).getByRole('link', { name, exact: true }).click()
    }
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    assert.ok(await noSideways(page))
    await open('Inventory')
    await page.getByRole('searchbox').fill('flightsim-01')
    await page.getByRole('searchbox').press('Enter')
    await page.getByRole('link', { name: 'vm-flightsim-01' }).click()
    await page.getByRole('heading', { name: 'Why it is in this state' }).waitFor()
    await page.getByRole('button', { name: 'Override' }).click()
    await page.getByLabel('Reason (may be left out)').fill('from the train')
    await page.getByRole('button', { name: 'Set it' }).click()
    await page.getByText('from the train').waitFor()
    assert.ok(await noSideways(page))
    await page.getByRole('button', { name: 'End it now' }).click()
    await page.getByText('None: the schedule decides.').waitFor()
    await open('Runs')
    await page.getByRole('table', { name: 'Runs' }).getByRole('link').first().click()
    await page.getByRole('heading', { name: 'Step by step' }).waitFor()
    assert.ok(await noSideways(page))
    await page.getByRole('button', { name: 'Find or go to' }).click()
    await page.getByRole('combobox', { name: /^Find a place/ }).fill('map')
    await stage.show('find')
    await page.setViewportSize(hand)
    await page.getByRole('option', { name: /^Map/ }).click()
    await page.getByRole('table', { name: 'Aircraft' }).getByRole('button').first().click()
    await page.getByText('Nearest weather report').waitFor()
    assert.ok(await noSideways(page))
    await page.setViewportSize(desk)
  }),
  journey('somebody looks at every screen, on a desk and in a hand, in the light and in the dark', async (stage) => {
    const { page } = stage
    await stage.signIn()
    const wide: string[] = []
    await everyScreen(page, async (name) => {
      await stage.mustBeAccessible(name)
      await page.setViewportSize(hand)
      if (!(await noSideways(page))) wide.push(`${name}: ${await widest(page)}`)
      await page.setViewportSize(desk)
    })
    assert.deepEqual(wide, [], 'screens that have to be moved sideways at 390 px')
  }),
]
