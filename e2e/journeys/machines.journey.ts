import assert from 'node:assert/strict'
import { journey } from './journey.ts'

export const journeys = [
  journey('somebody looks at the overview, finds a machine, reads why it is as it is, and overrides it', async (stage) => {
    const { page } = stage
    await stage.signIn()
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    await page.getByRole('heading', { name: 'Connections', exact: true }).waitFor()
    await page.getByText('ready').first().waitFor()
    await stage.mustBeAccessible('overview')
    await stage.show('overview')

    await page.getByRole('navigation').getByRole('link', { name: 'Inventory' }).click()
    await page.getByRole('searchbox').fill('reporting')
    await page.getByRole('searchbox').press('Enter')
    await page.getByText('2 machines').waitFor()
    assert.equal(new URL(page.url()).searchParams.get('q'), 'reporting')
    await page.getByRole('link', { name: 'vm-reporting-01' }).click()
    await page.getByRole('heading', { name: 'Why it is in this state' }).waitFor()
    await page.getByText('wants it').waitFor()
    await stage.mustBeAccessible('machine')
    await stage.show('machine')

    await page.getByRole('button', { name: 'Restart' }).click()
    await page.getByText('What would happen:').waitFor()
    await stage.mustBeAccessible('asking before an action')
    await stage.show('machine-act')
    await page.getByRole('button', { name: 'Cancel' }).click()

    await page.getByRole('button', { name: 'Override' }).click()
    await page.getByLabel('Reason (may be left out)').fill('quarterly close')
    await stage.mustBeAccessible('override')
    await stage.show('machine-override')
    await page.getByRole('button', { name: 'Set it' }).click()
    await page.getByText('quarterly close').waitFor()
    await page.getByRole('button', { name: 'End it now' }).click()
    await page.getByText('None: the schedule decides.').waitFor()
  }),
]
