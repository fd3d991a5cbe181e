import assert from 'node:assert/strict'
import type { Page, Route } from 'playwright-core'
import { journey } from './journey.ts'

const TRACE = 'facefeedfacefeedfacefeedfacefeed'
/** What the frame itself needs to know: who is there, and which teams they have. */
const ofFrame = /^\/(console|sessions|teams$|invitations$|docs)/

const problem = (asked: Route, status: number, code: string, detail: string) =>
  asked.fulfill({
    status,
    contentType: 'application/problem+json',
    json: { type: `/docs/problems/${code}`, title: `Answered ${code}`, status, code, detail, trace_id: TRACE },
  })

/** Lists as they are before anybody has made anything. */
function emptied(value: unknown): unknown {
  if (Array.isArray(value)) return []
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, member]) => [
    name,
    Array.isArray(member) ? [] : name === 'next_cursor' ? null : name.startsWith('hours') ? 0 : emptied(member),
  ])
  return Object.fromEntries(entries)
}

/** Each face, how it is forced on every answer that a screen asks for, and what shows that it is there. */
const faces: Record<string, { force: (asked: Route) => Promise<void>; shows: (page: Page) => Promise<void> }> = {
  waiting: {
    force: async () => {},
    shows: (page) => page.getByRole('main').getByRole('status', { name: 'Loading' }).first().waitFor(),
  },
  failed: {
    force: (asked) => problem(asked, 500, 'INTERNAL', 'Something broke here.'),
    async shows(page) {
      const alert = page.getByRole('main').getByRole('alert').first()
      await alert.getByText('Answered INTERNAL').waitFor()
      await alert.getByText(TRACE).waitFor()
      await alert.getByRole('button', { name: 'Try again' }).waitFor()
    },
  },
  'not allowed': {
    force: (asked) => problem(asked, 403, 'PERMISSION_DENIED', 'It needs example:read.'),
    async shows(page) {
      await page.getByRole('main').getByText('It needs the permission example:read.').first().waitFor()
      await page.getByRole('main').getByText('An owner or admin of the team can give it to you.').first().waitFor()
    },
  },
  empty: {
    async force(asked) {
      const answer = await asked.fetch()
      if (!answer.ok()) return asked.fulfill({ response: answer })
      await asked.fulfill({ response: answer, json: emptied(await answer.json()) })
    },
    async shows(page) {
      await page.getByRole('main').getByRole('status').filter({ hasText: /\S{3}/ }).first().waitFor()
      assert.equal(
        await page
          .getByRole('main')
          .getByRole('row')
          .filter({ has: page.getByRole('cell') })
          .count(),
        0,
      )
    },
  },
}

/** Screens that ask for nothing before somebody has said of what, and those of which there is always one. */
const asksNothing = new Set(['weather'])
const neverEmpty = new Set(['settings', 'health', 'weather', 'contacts', 'roles'])

export const journeys = [
  journey('somebody meets each screen while it waits, empty, failed, and without the right to see it', async (stage) => {
    const { page } = stage
    await stage.signIn()
    await page.getByRole('navigation').getByRole('link').first().waitFor()
    const places = await page
      .getByRole('navigation')
      .getByRole('link')
      .evaluateAll((all) => all.map((one) => (one as HTMLAnchorElement).href))
    const details: string[] = []
    for (const href of places) {
      await page.goto(href)
      await page.getByRole('heading', { level: 1 }).first().waitFor()
      const first = page.locator('main [role="row"] a').first()
      await first.waitFor({ timeout: 2_000 }).catch(() => {})
      if (await first.count()) details.push(await first.evaluate((one) => (one as HTMLAnchorElement).href))
    }
    assert.ok(details.length >= 7, `only ${details.length} lists have something in them`)
    const faults: string[] = []
    for (const [face, { force, shows }] of Object.entries(faces)) {
      const forced = async (asked: Route) => {
        const { pathname } = new URL(asked.request().url())
        if (asked.request().method() !== 'GET' || ofFrame.test(pathname)) return asked.fallback()
        if (pathname.endsWith('/stream')) return asked.abort()
        await force(asked)
      }
      await page.route('**/*', forced)
      for (const href of face === 'empty' ? places : [...places, ...details]) {
        const path = new URL(href).pathname.split('/').slice(3)
        const place = path[0] || 'overview'
        if (path.length === 1 && (asksNothing.has(place) || (face === 'empty' && neverEmpty.has(place)))) continue
        await page.goto(href)
        await page.getByRole('main').waitFor()
        await shows(page).catch((error: Error) => faults.push(`${path.join('/')} ${face}: ${error.message.split('\n')[0]}`))
        await stage.mustBeAccessible(`${path.join('/')} ${face}`)
        if (path.length === 1 && place === 'machines') await stage.show(`face-${face.replace(' ', '-')}`)
      }
      await page.unroute('**/*', forced)
    }
    assert.deepEqual(faults, [])
  }),
]
