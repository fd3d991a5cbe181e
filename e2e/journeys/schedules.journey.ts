import assert from 'node:assert/strict'
import { journey } from './journey.ts'

export const journeys = [
  journey('somebody paints a week, sees what it will do, saves it, and changes it again', async (stage) => {
    const { page } = stage
    await stage.signIn()
    await page.getByRole('navigation').getByRole('link', { name: 'Schedules' }).click()
    await page.getByRole('table', { name: 'Schedules' }).waitFor()
    await stage.mustBeAccessible('schedules')
    await stage.show('schedules')

    await page.getByRole('button', { name: 'New schedule' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Licence server by night')
    await page.getByLabel('Find a machine by name').fill('licence')
    await page.getByRole('button', { name: 'vm-licence-server' }).click()
    await page.getByText('It decides for 1 machine.').waitFor()
    await page.getByText('On 50 h of 168 h').waitFor()
    await stage.mustBeAccessible('new schedule')
    await stage.show('schedule-new')

    // Painting: Monday 00:00 to Wednesday 02:00 becomes on.
    const cell = (name: string) => page.getByRole('gridcell', { name })
    await cell('Monday 00:00').hover()
    await page.mouse.down()
    await cell('Wednesday 01:30').hover()
    await page.mouse.up()
    await page.getByText('On 56 h of 168 h').waitFor()
    assert.equal(await cell('Tuesday 01:00, on').getAttribute('aria-selected'), 'true')
    // Without a mouse: one step back, then with the keys.
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('On 50 h of 168 h').waitFor()
    await cell('Monday 08:00').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Space')
    await page.getByText('On 49.5 h of 168 h').waitFor()
    await page.getByText('49.5 h on in a week').waitFor()

    await page.getByRole('button', { name: 'Look over and save' }).click()
    await page.getByText('Saving starts and stops nothing.').waitFor()
    await stage.mustBeAccessible('look over')
    await stage.show('schedule-review')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('link', { name: 'Licence server by night' }).click()
    await page.getByText('On 49.5 h of 168 h').waitFor()

    // A zone that is none is told at its field.
    await page.getByLabel('Time zone', { exact: true }).fill('Mars/Olympus')
    await page.getByRole('button', { name: 'Look over and save' }).click()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.locator('input[name=time_zone][aria-invalid=true]').waitFor()
    await stage.mustBeAccessible('a refused schedule')
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('table', { name: 'Schedules' }).waitFor()
    assert.equal(await page.getByRole('link', { name: 'Licence server by night' }).count(), 0)
  }),
]
