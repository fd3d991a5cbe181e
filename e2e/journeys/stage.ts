import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { FirstStart } from '../bench/server.ts'

export interface Product {
  start: FirstStart
  person: { email: string; password: string }
  /** Address of the box in which everybody's mails of the demo are. */
  mailbox: string
  /** Where the pretended Azure is changed, as its portal would. */
  cloudControl: string
}

/** Where a journey plays: a page of a browser that has never been here, on the running product. */
export interface Stage {
  page: Page
  context: BrowserContext
  product: Product
  /** To an address of the console, such as `/`. `byName`: on localhost, where browsers make passkeys. */
  open(path: string, how?: 'byName'): Promise<void>
  /** As the person who owns the demo team, or as somebody else. */
  signIn(person?: Product['person']): Promise<void>
  signOut(): Promise<void>
  /** An origin beside the product to which this journey leads: a program that waits for its browser on this machine. */
  leadsTo(origin: string): void
  /** Looks at the page with axe, in the light and in the dark; anything that breaks WCAG 2.2 A or AA ends the journey. */
  mustBeAccessible(what: string): Promise<void>
  /** Looks at the page on a desk and in a hand, light and dark; pictures are kept when a folder for them was given. */
  show(name: string): Promise<void>
  /** Keeps the sheets that a printer would get, as PDF, when a folder was given. */
  showPaper(name: string): Promise<void>
}

const desk = { width: 1440, height: 900 }
const hand = { width: 390, height: 844 }
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

const byName = (url: string): string => url.replace('//127.0.0.1', '//localhost')

/**
 * Plays a journey. It fails, whatever else it did, when the page broke its content security policy, asked another host for anything, or
 * threw an error.
 */
export async function playOn(browser: Browser, product: Product, walk: (stage: Stage) => Promise<void>, pictures: string | null) {
  const context = await browser.newContext({
    viewport: desk,
    locale: 'en-GB',
    timezoneId: 'Europe/Paris',
    reducedMotion: 'reduce',
  })
  const faults: string[] = []
  const homes = [product.start.url, byName(product.start.url)].map((url) => new URL(url).origin)
  await context.exposeFunction('skykeepTellViolation', (what: string) => faults.push(`content security policy: ${what}`))
  await context.addInitScript(() => {
    const tell = (globalThis as unknown as { skykeepTellViolation(what: string): void }).skykeepTellViolation
    addEventListener('securitypolicyviolation', (event) => tell(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`))
  })
  context.on('request', (request) => {
    const url = new URL(request.url())
    if (!homes.includes(url.origin) && url.protocol !== 'data:') faults.push(`a request to another host: ${url.origin}`)
  })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  page.on('pageerror', (error) => faults.push(`an error in the page: ${error.stack ?? error.message}`))
  page.on('console', (message) => {
    // The browser tells every refused call as an error; which refusals are right is asked by the journey.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      faults.push(`console: ${message.text()}`)
  })
  const stage = stageOf(page, context, product, { pictures, homes })
  try {
    await walk(stage)
  } catch (error) {
    if (pictures) await stage.show('failed').catch(() => {})
    throw faults.length === 0 ? error : new AggregateError([error], `${String(error)}\n${faults.join('\n')}`)
  } finally {
    await context.close()
  }
  if (faults.length > 0) throw new Error(faults.join('\n'))
}

function stageOf(
  page: Page,
  context: BrowserContext,
  product: Product,
  { pictures, homes }: { pictures: string | null; homes: string[] },
): Stage {
  const stage: Stage = {
    page,
    context,
    product,
    async open(path, how) {
      await page.goto(`${how === 'byName' ? byName(product.start.url) : product.start.url}/console${path}`)
    },
    async signIn({ email, password } = product.person) {
      await stage.open('/')
      await page.getByLabel('E-mail address').fill(email)
      await page.getByLabel('Password').fill(password)
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await page.getByRole('button', { name: /^Account of/ }).waitFor()
    },
    async signOut() {
      await page.getByRole('button', { name: /^Account of/ }).click()
      await page.getByRole('menuitem', { name: 'Sign out' }).click()
      await page.getByLabel('E-mail address').waitFor()
    },
    leadsTo: (origin) => void homes.push(origin),
    async mustBeAccessible(what) {
      // What happens to lie half under the head of the page is not what is judged.
      await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }))
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        const found = await brokenRules(page)
        if (found.length > 0) throw new Error(`${what}, ${colorScheme}:\n${found.join('\n')}`)
      }
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    },
    async show(name) {
      if (pictures === null) return
      mkdirSync(pictures, { recursive: true })
      for (const [size, viewport] of Object.entries({ desk, hand })) {
        await page.setViewportSize(viewport)
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
          await page.screenshot({ path: join(pictures, `${name}-${size}-${colorScheme}.png`) })
        }
      }
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
      await page.setViewportSize(desk)
    },
    async showPaper(name) {
      if (pictures === null) return
      mkdirSync(pictures, { recursive: true })
      await page.pdf({ path: join(pictures, `${name}.pdf`), format: 'A4', preferCSSPageSize: false })
      await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })
    },
  }
  return stage
}

interface AxeAnswer {
  violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[]
}

/** axe is put into the page through the debugging protocol: a script element would break the policy, as it should. */
async function brokenRules(page: Page): Promise<string[]> {
  const isThere = await page.evaluate(() => 'axe' in globalThis)
  if (!isThere) await page.evaluate(readAxe())
  const { violations } = (await page.evaluate(
    (only) =>
      (globalThis as unknown as { axe: { run(on: unknown, options: unknown): Promise<AxeAnswer> } }).axe.run(document, {
        runOnly: only,
        resultTypes: ['violations'],
      }),
    rules,
  )) as AxeAnswer
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}\n  ${html}\n  ${failureSummary ?? ''}`),
  )
}

let axe: string | undefined
const readAxe = (): string => {
  axe ??= readFileSync(axePath, 'utf8')
  return axe
}
