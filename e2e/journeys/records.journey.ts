import { readFileSync } from 'node:fs'
import { journey } from './journey.ts'

export const journeys = [
  journey('somebody looks an act up in the trail, proves it in the browser, and sees a changed answer fail', async (stage) => {
    const { page } = stage
    await stage.signIn()
    await page.getByRole('navigation').getByRole('link', { name: 'Audit' }).click()
    await page.getByRole('searchbox').fill('schedule.*')
    await page.getByRole('searchbox').press('Enter')
    await stage.mustBeAccessible('audit')
    await stage.show('audit')
    await page.getByRole('button', { name: 'Verify the trail' }).click()
    await page.getByText('Verified: nothing was changed, left out or put in.').waitFor()
    await page.getByRole('button', { name: 'Verify again' }).click()
    await page.getByText('that this browser verified last').last().waitFor()
    await stage.mustBeAccessible('audit verified')
    await stage.show('audit-verified')
    const saving = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export' }).click()
    const exported = readFileSync(await (await saving).path(), 'utf8').split('\n')
    if (!exported.at(-2)?.includes('"type":"end"')) throw new Error('The exported trail was cut')
    // Somebody on the way leaves the last entry out.
    await page.route('**/audit/export', async (asked) => {
      const answer = await asked.fetch()
      const lines = (await answer.text()).split('\n')
      await asked.fulfill({ response: answer, body: [...lines.slice(0, -3), ...lines.slice(-2)].join('\n') })
    })
    await page.getByRole('button', { name: 'Verify again' }).click()
    await page.getByText('The trail does not hold.').waitFor()
    await stage.mustBeAccessible('audit not verified')
    await stage.show('audit-not-verified')
    await page.getByRole('table', { name: 'Audit' }).getByRole('link', { name: 'schedule.created' }).first().click()
    const prove = page.getByRole('button', { name: 'Prove it' })
    await prove.click()
    // A checkpoint that covers it is signed within a minute.
    const good = page.getByText('The entry is in the log, as it was written.')
    for (let tries = 0; tries < 40; tries++) {
      await page.waitForTimeout(2_000)
      if (await good.isVisible()) break
      await page.getByRole('button', { name: /^Prove it/ }).click()
    }
    await good.waitFor()
    await stage.mustBeAccessible('audit entry')
    await stage.show('audit-entry')
    // Somebody between us and the server changes what an entry says.
    await page.route('**/audit/entries/*', async (asked) => {
      const answer = await asked.fetch()
      const body = await answer.json()
      await asked.fulfill({ response: answer, json: { ...body, entry: { ...body.entry, action: 'schedule.deleted' } } })
    })
    await page.reload()
    await page.getByRole('button', { name: 'Prove it' }).click()
    await page.getByText('does not hold', { exact: true }).waitFor()
    await page.getByText('The proof does not hold.').waitFor()
    await stage.show('audit-tampered')
  }),
  journey('somebody reads the weather of a station, and links and searches an address book', async (stage) => {
    const { page } = stage
    await stage.signIn()
    await page.getByRole('navigation').getByRole('link', { name: 'Weather' }).click()
    await page.getByRole('searchbox').fill('lszh')
    await page.getByRole('button', { name: 'Show' }).click()
    await page.getByRole('heading', { name: /Report LSZH/ }).waitFor()
    await page.getByText('Made up: of no use for a flight').first().waitFor()
    await page.getByText('feels like').waitFor()
    await page.getByRole('searchbox').fill('LSGG')
    await page.getByRole('searchbox').press('Enter')
    await page.getByRole('heading', { name: /Report LSGG/ }).waitFor()
    await page.getByRole('list', { name: 'Stations' }).getByRole('link', { name: 'LSZH' }).click()
    await page.getByRole('heading', { name: /Report LSZH/ }).waitFor()
    await page.getByText('feels like').waitFor()
    await stage.mustBeAccessible('weather')
    await stage.show('weather')

    await page.getByRole('navigation').getByRole('link', { name: 'Contacts' }).click()
    await page.getByRole('heading', { name: 'No address book is linked' }).waitFor()
    await stage.mustBeAccessible('contacts not linked')
    await stage.show('contacts-begin')
  }),
  journey('somebody looks what a connection lacks, and invites a colleague', async (stage) => {
    const { page } = stage
    await stage.signIn()
    await page.getByRole('navigation').getByRole('link', { name: 'Connections' }).click()
    await stage.mustBeAccessible('connections')
    await page.getByRole('table', { name: 'Connections' }).getByRole('link', { name: 'Pretended Azure' }).click()
    await page.getByRole('button', { name: 'Check now' }).click()
    await page.getByText('The cloud knows us').waitFor()
    await page.getByRole('heading', { name: 'Places' }).waitFor()
    await stage.mustBeAccessible('connection')
    await stage.show('connection')

    await page.getByRole('navigation').getByRole('link', { name: 'Members' }).click()
    await page.getByRole('table', { name: 'Members' }).getByText('demo@skykeep.example').waitFor()
    await page.getByRole('button', { name: 'Invite somebody' }).click()
    await page.getByLabel('Mail address').fill('colleague@skykeep.example')
    await page.getByLabel('Role', { exact: true }).selectOption('operator')
    await page.getByRole('button', { name: 'Send the invitation' }).click()
    await page.getByText('colleague@skykeep.example').waitFor()
    await stage.mustBeAccessible('members')
    await stage.show('members')
  }),
]
