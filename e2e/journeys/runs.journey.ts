import { journey } from './journey.ts'

export const journeys = [
  journey('somebody turns a machine off, watches the run as it goes, and looks at the savings', async (stage) => {
    const { page } = stage
    await stage.signIn()
    await page.getByRole('navigation').getByRole('link', { name: 'Inventory' }).click()
    await page.getByRole('searchbox').fill('replay')
    await page.getByRole('searchbox').press('Enter')
    await page.getByRole('link', { name: 'vm-replay-01' }).click()
    await page.getByRole('button', { name: 'Turn off' }).click()
    await page.getByText('What would happen:').waitFor()
    await page.getByRole('button', { name: 'Do it' }).click()
    await page.getByRole('link', { name: 'see the run' }).click()
    await page.getByRole('heading', { name: 'Step by step' }).waitFor()
    // The page hears by itself that the cloud was called; the cloud takes a minute.
    await page.getByText('called', { exact: true }).waitFor({ timeout: 30_000 })
    await page.getByText('under way', { exact: true }).first().waitFor()
    await stage.mustBeAccessible('run')
    await stage.show('run')

    await page.getByRole('navigation').getByRole('link', { name: 'Runs' }).click()
    await page.getByRole('table', { name: 'Runs' }).getByRole('link', { name: 'by hand' }).first().waitFor()
    await stage.mustBeAccessible('runs')
    await stage.show('runs')

    await page.getByRole('navigation').getByRole('link', { name: 'Savings' }).click()
    await page.getByRole('heading', { name: 'Planned, yet billed' }).waitFor()
    await stage.mustBeAccessible('savings')
    await stage.show('savings')
  }),
]
