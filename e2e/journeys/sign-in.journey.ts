import assert from 'node:assert/strict'
import { journey } from './journey.ts'

export const journeys = [
  journey('somebody signs in with the printed credentials, sees the frame, changes the theme, and signs out', async (stage) => {
    const { page, product } = stage
    await page.goto(product.start.url)
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    assert.equal(new URL(page.url()).pathname, '/console/sign-in')
    await stage.mustBeAccessible('sign-in')
    await stage.show('sign-in')

    await page.getByLabel('E-mail address').fill(product.person.email)
    await page.getByLabel('Password').fill('not the password at all')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('alert').waitFor()
    await stage.mustBeAccessible('a refused sign-in')

    await stage.signIn()
    await page.getByRole('navigation').getByRole('link', { name: 'Inventory' }).click()
    await page.getByRole('table', { name: 'Inventory' }).waitFor()
    await stage.mustBeAccessible('frame')
    await stage.show('machines')

    await page.getByRole('button', { name: 'Appearance: As the system' }).click()
    await page.getByRole('button', { name: 'Appearance: Light' }).click()
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark')
    await page.reload()
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark')

    await page.getByRole('button', { name: /^Account of/ }).click()
    await stage.mustBeAccessible('account menu')
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.goBack()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  }),

  journey('A-06 every password is hidden, can be pasted, and password managers are told what it is', async (stage) => {
    const { page, product } = stage
    const pasted = 'out of a password manager'
    const mustBe = async (label: string, autocomplete: string) => {
      const field = page.getByLabel(label, { exact: true })
      assert.deepEqual(await field.evaluate((input: HTMLInputElement) => [input.type, input.autocomplete, input.maxLength]), [
        'password',
        autocomplete,
        -1,
      ])
      // The real clipboard: copied elsewhere on the page, pasted by the keys.
      await page.evaluate((text) => {
        const elsewhere = document.body.appendChild(document.createElement('textarea'))
        elsewhere.value = text
        elsewhere.select()
      }, pasted)
      await page.keyboard.press('Control+c')
      await page.evaluate(() => document.activeElement!.remove())
      await field.focus()
      await page.keyboard.press('Control+v')
      assert.equal(await field.inputValue(), pasted)
    }
    await stage.open('/sign-in')
    await mustBe('Password', 'current-password')

    await stage.open('/register')
    await page.getByLabel('E-mail address').fill('pasted@asked.example')
    await page.getByRole('button', { name: 'Send me a code' }).click()
    await page.getByLabel('Code from the mail').waitFor()
    await mustBe('Password', 'new-password')

    await stage.open('/reset-password')
    await page.getByLabel('E-mail address').fill(product.person.email)
    await page.getByRole('button', { name: 'Send me a code' }).click()
    await page.getByLabel('Code from the mail').waitFor()
    await mustBe('New password', 'new-password')

    await stage.signIn()
    await stage.open('/account')
    await mustBe('Current password', 'current-password')
    await mustBe('New password', 'new-password')
  }),
]
