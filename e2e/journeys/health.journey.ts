import assert from 'node:assert/strict'
import { journey } from './journey.ts'

export const journeys = [
  journey('an operator looks whether the installation is well', async (stage) => {
    const { page } = stage
    await stage.signIn()
    await page.getByRole('navigation').getByRole('link', { name: 'System health' }).click()
    await page.getByText('All is well').waitFor()
    await page.getByText('Measured at').waitFor()
    for (const role of ['Gateway', 'Identity and audit', 'Telemetry', 'Automation', 'Weather', 'Contacts'])
      await page.getByRole('term').filter({ hasText: role }).waitFor()
    assert.equal(await page.getByText('alive, here').count(), 6)
    await stage.mustBeAccessible('system health')
    await stage.show('health')
    const keys = page.getByRole('table', { name: 'Keys' })
    await keys.scrollIntoViewIfNeeded()
    for (const kind of ['token', 'checkpoint', 'root', 'data', 'cookies', 'audit-seal', 'installation'])
      await keys.getByText(kind, { exact: true }).first().waitFor()
    await page.getByRole('heading', { name: 'Processes' }).scrollIntoViewIfNeeded()
    await page.getByRole('table', { name: 'Processes' }).getByText('all roles').waitFor()
    await stage.mustBeAccessible('keys and processes')
    await stage.show('health-keys')
  }),
]
