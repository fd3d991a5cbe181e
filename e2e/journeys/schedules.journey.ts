import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { journey } from './journey.ts'

/** Whoever shows this as markup breaks the policy of the page, which ends the journey. */
const name = 'Licence server <img src=x onerror=alert(1)>'

async function openNew(page: Page, called: string): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: 'Schedules' }).click()
  await page.getByRole('button', { name: 'New schedule' }).click()
  await page.getByLabel('Name', { exact: true }).fill(called)
  await page.getByLabel('Find a machine by name').fill('licence')
  await page.getByRole('button', { name: 'vm-licence-server' }).click()
  await page.getByText('It decides for 1 machine.').waitFor()
}

async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Look over and save' }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
}

export const journeys = [
  journey('somebody paints a week, sees what it will do, saves it, and changes it again', async (stage) => {
    const { page } = stage
    await stage.signIn()
    await page.getByRole('navigation').getByRole('link', { name: 'Schedules' }).click()
    await page.getByRole('table', { name: 'Schedules' }).waitFor()
    await stage.mustBeAccessible('schedules')
    await stage.show('schedules')

    await page.getByRole('button', { name: 'New schedule' }).click()
    await page.getByLabel('Name', { exact: true }).fill(name)
    await page.getByLabel('Find a machine by name').fill('licence')
    await page.getByRole('button', { name: 'vm-licence-server' }).click()
    await page.getByText('It decides for 1 machine.').waitFor()
    await page.getByText('On 50 h of 168 h').waitFor()
    await stage.mustBeAccessible('new schedule')
    await stage.show('schedule-new')

    // The zone is found by the name of a country; its clock is told.
    const zone = page.getByRole('combobox', { name: 'Time zone', exact: true })
    await zone.fill('japan')
    await page.getByRole('option', { name: 'Asia/Tokyo' }).waitFor()
    await stage.mustBeAccessible('search of a zone')
    await stage.show('schedule-zone')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByText('No change of clocks within a year.').waitFor()
    await zone.fill('+1')
    await page.getByRole('option', { name: 'Europe/Paris France' }).click()
    await page.getByText(/Now \d\d:\d\d, UTC\+0[12]:00\. Clocks/).waitFor()

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
    await page.getByRole('link', { name }).click()
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
    assert.equal(await page.getByRole('link', { name }).count(), 0)
  }),
  journey('somebody says in which order machines start, and which sizes serve when there is no room', async (stage) => {
    const { page } = stage
    const called = 'Licence server in order'
    await stage.signIn()
    await openNew(page, called)
    await page.getByLabel('Other sizes when there is no room').fill('Standard_D2as_v5, Standard_D2s_v4')
    for (const tier of ['web', 'db']) {
      await page.getByRole('button', { name: 'Add a step' }).click()
      const step = page
        .getByRole('list')
        .filter({ has: page.getByLabel('Then wait (s)') })
        .getByRole('listitem')
        .last()
      await step.getByLabel('Tag', { exact: true }).fill('tier')
      await step.getByLabel('Value', { exact: true }).fill(tier)
    }
    const steps = page.getByRole('listitem').filter({ has: page.getByLabel('Then wait (s)') })
    const values = async () =>
      Promise.all((await steps.all()).map((step) => step.getByLabel('Value', { exact: true }).inputValue()))
    await page.getByRole('button', { name: 'Move step 2 up' }).click()
    assert.deepEqual(await values(), ['db', 'web'])
    await steps.first().getByLabel('Then wait (s)').fill('60')
    await page.getByRole('group', { name: 'Order' }).scrollIntoViewIfNeeded()
    await stage.mustBeAccessible('an order')
    await stage.show('schedule-order')
    await page.getByRole('button', { name: 'Look over and save' }).click()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('link', { name: called }).click()
    assert.deepEqual(await values(), ['db', 'web'])
    assert.equal(await steps.first().getByLabel('Then wait (s)').inputValue(), '60')
    assert.equal(await page.getByLabel('Other sizes when there is no room').inputValue(), 'Standard_D2as_v5, Standard_D2s_v4')
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('table', { name: 'Schedules' }).waitFor()
  }),
  journey(
    'somebody who painted a week says what is different on single dates, by mouse, by keys and by fields',
    async (stage) => {
      const { page } = stage
      await stage.signIn()
      await openNew(page, 'Licence server of the holidays')
      const date = (name: string) => page.getByRole('gridcell', { name })
      await page.getByRole('button', { name: 'Later month' }).click()
      const month = page.getByRole('heading', { level: 3 }).filter({ hasText: /^\w+ \d{4}$/ })
      const year = (await month.innerText()).replace(/^/, '10 ')
      await date(`${year}`).hover()
      await page.mouse.down()
      await date(year.replace('10', '12')).hover()
      await page.mouse.up()
      await page.getByText(', 3 days').waitFor()
      await page.getByRole('button', { name: 'Off', exact: true }).click()
      await date(`${year.replace('10', '11')}: off`).waitFor()
      assert.equal(await page.getByLabel('On that date').count(), 1)

      // By keys: the last of them, and the one after it, get hours of their own; the range is cut.
      await date(year.replace('10', '12')).focus()
      await page.keyboard.press('Space')
      await page.keyboard.press('Shift+ArrowRight')
      await page.getByText(', 2 days').waitFor()
      await page.getByRole('button', { name: 'On only' }).click()
      await date(`${year.replace('10', '13')}: on 10:00–16:00`).waitFor()
      assert.equal(await page.getByLabel('On that date').count(), 2)

      // By fields, a day on which clocks are set: said, and drawn.
      await page.getByLabel('First date').fill('2027-03-28')
      await page.getByLabel('Last date').fill('2027-03-28')
      await page.getByText('28 March 2027: 02:00–03:00 does not exist.').waitFor()
      await page.getByRole('button', { name: 'On', exact: true }).click()
      await date('28 March 2027: on; on 00:00–24:00; 02:00–03:00 does not exist').waitFor()
      await page.getByRole('heading', { name: 'Dates', exact: true }).scrollIntoViewIfNeeded()
      await stage.mustBeAccessible('dates')
      await stage.show('schedule-dates')
    },
  ),
  journey(
    'somebody proposes dates of a file for a week, takes some, and keeps others as a calendar of the team',
    async (stage) => {
      const { page } = stage
      await stage.signIn()
      await openNew(page, 'Licence server with holidays')
      const next = new Date().getUTCFullYear() + 1
      const file = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//journey//EN']
      for (const [date, name] of [
        [`${next}0501`, 'Labour day'],
        [`${next}1225`, 'Christmas'],
      ])
        file.push(
          'BEGIN:VEVENT',
          `UID:${date}`,
          'DTSTAMP:20260101T000000Z',
          `DTSTART;VALUE=DATE:${date}`,
          `SUMMARY:${name}`,
          'END:VEVENT',
        )
      const buffer = Buffer.from([...file, 'END:VCALENDAR', ''].join('\r\n'))
      const dialog = page.getByRole('dialog', { name: 'Dates to choose from' })

      await page.getByRole('button', { name: 'Import dates' }).click()
      await stage.mustBeAccessible('import of dates')
      await dialog.getByLabel('A file').setInputFiles({ name: 'holidays.ics', mimeType: 'text/calendar', buffer })
      await dialog.getByRole('button', { name: 'Show the dates' }).click()
      await dialog.getByLabel(/Labour day/).uncheck()
      await stage.mustBeAccessible('proposed dates')
      await stage.show('schedule-proposals')
      await dialog.getByRole('button', { name: 'Take 1 date' }).click()
      await dialog.waitFor({ state: 'hidden' })
      assert.equal(await page.getByLabel('From', { exact: true }).last().inputValue(), `${next}-12-25`)

      // The same again says so; what is left is kept for other schedules, and counts here at once.
      await page.getByRole('button', { name: 'Import dates' }).click()
      await dialog.getByLabel('Or its text').fill(`${next}-05-01 Labour day\n${next}-12-25 Christmas\nsoon`)
      await dialog.getByRole('button', { name: 'Show the dates' }).click()
      await dialog.getByText('said already').waitFor()
      await dialog.getByText('line 3 is no date').waitFor()
      await dialog.getByLabel('Name of a new calendar').fill('Holidays of the office')
      await dialog.getByRole('button', { name: 'Keep as a calendar of the team' }).click()
      await dialog.waitFor({ state: 'hidden' })
      assert.equal(await page.getByLabel(/Holidays of the office/).isChecked(), true)
      await page.getByLabel('First date').fill(`${next}-05-01`)
      await page.getByRole('gridcell', { name: `1 May ${next}: off, Labour day, of a calendar` }).waitFor()
      await page.getByRole('heading', { name: 'Dates', exact: true }).scrollIntoViewIfNeeded()
      await stage.mustBeAccessible('calendars of the team')
      await stage.show('schedule-calendars')
    },
  ),
  journey('somebody fills a week from presets, copies a day to others, and looks closer', async (stage) => {
    const { page } = stage
    await stage.signIn()
    await openNew(page, 'Licence server, closely')
    const choose = async (item: string) => {
      await page.getByRole('button', { name: 'Presets' }).click()
      await page.getByRole('menuitem', { name: item }).click()
    }
    await choose('Never')
    await page.getByText('On 0 h of 168 h').waitFor()
    await choose('Always')
    await page.getByText('On 168 h of 168 h').waitFor()
    // The same again is no step: one back is never, and two are what was there first.
    await choose('Always')
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('On 0 h of 168 h').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('On 50 h of 168 h').waitFor()
    assert.equal(await page.getByRole('button', { name: 'Undo' }).isEnabled(), false)

    // A quarter of an hour more on Monday, by keys, and that on two other days.
    await page.getByLabel('A cell is').selectOption('15 min')
    await page.getByRole('gridcell', { name: 'Monday 08:00' }).focus()
    for (const key of ['ArrowLeft', 'Space']) await page.keyboard.press(key)
    await page.getByText('On 50.3 h of 168 h').waitFor()
    await stage.mustBeAccessible('quarters of an hour')
    await stage.show('schedule-close')
    await choose('Copy a day to others')
    const dialog = page.getByRole('dialog', { name: 'Copy a day to others' })
    await dialog.getByLabel('Saturday').check()
    await dialog.getByLabel('Tuesday').check()
    await stage.mustBeAccessible('copy a day')
    await stage.show('schedule-copy')
    await dialog.getByRole('button', { name: 'Copy', exact: true }).click()
    await page.getByText('On 60.8 h of 168 h').waitFor()
    await page.getByLabel('A cell is').selectOption('1 h')
    await page.getByRole('gridcell', { name: 'Saturday 07:00, on in part' }).waitFor()
  }),
  journey(
    'two people change the same week: the second sees what the first changed, and puts theirs on top of it',
    async (stage) => {
      const { page } = stage
      await stage.signIn()
      const called = 'Licence server of two'
      await openNew(page, called)
      await save(page)
      await page.getByRole('link', { name: called }).click()
      await page.getByText('On 50 h of 168 h').waitFor()

      // In another window the time of Friday is cut, and it gets another name.
      const other = await stage.context.newPage()
      await other.goto(page.url())
      await other.getByRole('gridcell', { name: 'Friday 17:30' }).click()
      await other.getByText('On 49.5 h of 168 h').waitFor()
      await other.getByLabel('Name', { exact: true }).fill(`${called}, theirs`)
      await save(other)
      await other.getByRole('link', { name: `${called}, theirs` }).waitFor()
      await other.close()

      // Here the name is another, too, and notice is given.
      await page.getByLabel('Name', { exact: true }).fill(`${called}, mine`)
      await page.getByLabel('Minutes of notice').fill('15')
      await page.getByRole('button', { name: 'Look over and save' }).click()
      await page.getByText('Notice before a stop: none → 15 min').waitFor()
      await stage.show('schedule-changes')
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await page.getByText('Friday: 08:00–18:00 → 08:00–17:30').waitFor()
      await page.getByText('Both of you changed: Name.').waitFor()
      await stage.mustBeAccessible('changed meanwhile')
      await stage.show('schedule-meanwhile')
      await page.getByRole('button', { name: 'Put mine on top' }).click()
      await page.getByText(`Name: “${called}, theirs” → “${called}, mine”`).waitFor()
      assert.equal(await page.getByText('Friday: 08:00–18:00').count(), 0)
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await page.getByRole('link', { name: `${called}, mine` }).click()
      await page.getByText('On 49.5 h of 168 h').waitFor()
      assert.equal(await page.getByLabel('Minutes of notice').inputValue(), '15')
      await page.getByRole('button', { name: 'Delete' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
      await page.getByRole('table', { name: 'Schedules' }).waitFor()
    },
  ),
]
