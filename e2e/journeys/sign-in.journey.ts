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
]
