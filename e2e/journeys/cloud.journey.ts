import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { journey } from './journey.ts'
import { register } from './mailbox.ts'
import type { Product } from './stage.ts'

/** What somebody does in the portal of the cloud. */
async function portal({ cloudControl }: Product, what: string, body: object): Promise<unknown> {
  const answer = await fetch(`${cloudControl}/${what}`, { method: 'POST', body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${what}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}

export const journeys = [
  journey('somebody connects Azure, and mends a right that is missing and one that is too much', async (stage) => {
    const { page, product } = stage
    const application = { id: randomUUID(), object_id: randomUUID(), name: 'Second fleet' }
    await portal(product, 'application', application)
    await stage.signIn()
    await page.getByRole('navigation').getByRole('link', { name: 'Connections' }).click()
    await page.getByRole('table', { name: 'Connections' }).getByRole('link', { name: 'Pretended Azure' }).click()
    const tenant = (await page.locator('dd').nth(1).textContent())!.trim()
    await page.getByRole('navigation').getByRole('link', { name: 'Connections' }).click()
    await page.getByRole('button', { name: 'Connect a cloud' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Second fleet')
    await page.getByLabel('Tenant').fill('not an id')
    await page.getByLabel('Application').fill(application.id)
    await page.getByLabel('Azure cloud').fill('demo')
    await page.getByRole('button', { name: 'Save and go on' }).click()
    await page.locator('input[name="azure.tenant_id"][aria-invalid=true]').waitFor()
    await page.getByLabel('Tenant').fill(tenant)
    await stage.mustBeAccessible('a new connection')
    await stage.show('connection-new')
    await page.getByRole('button', { name: 'Save and go on' }).click()
    await page.getByRole('heading', { name: 'Set up Second fleet' }).waitFor()
    await stage.mustBeAccessible('setting up')
    await stage.show('connection-setup')

    // The cloud does not know the certificate yet.
    await page.getByRole('button', { name: 'Check now' }).click()
    await page.getByText('The cloud does not know us').waitFor()
    const saving = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Certificate (PEM)' }).click()
    const pem = readFileSync(await (await saving).path(), 'utf8')
    assert.ok(pem.startsWith('-----BEGIN CERTIFICATE-----') && !pem.includes('PRIVATE'))
    await portal(product, 'application', { id: application.id, certificates: [pem] })

    // It may look at machines, and at more than it should; it may not switch them.
    const role = { name: 'Reader and more', actions: ['*/read', 'Microsoft.Compute/virtualMachines/runCommand/action'] }
    await portal(product, 'role_definition', { id: randomUUID(), ...role, not_actions: [] })
    const subscriptions = await scopes()
    for (const scope of subscriptions)
      await portal(product, 'assign', { object_id: application.object_id, role: role.name, scope })
    await page.getByRole('button', { name: 'Check now' }).click()
    await page.getByText('Microsoft.Compute/virtualMachines/start/action').first().waitFor()
    await page.getByRole('heading', { name: 'Too much' }).first().scrollIntoViewIfNeeded()
    await stage.mustBeAccessible('missing and too much')
    await stage.show('connection-check')

    // The role that the page offers, in place of the other one.
    await page.locator('summary', { hasText: 'Give the least role that works' }).click()
    const text = await page.locator('pre', { hasText: 'AssignableScopes' }).first().textContent()
    const { Name, Actions, AssignableScopes } = JSON.parse(text!) as Record<'Name', string> &
      Record<'Actions' | 'AssignableScopes', string[]>
    await portal(product, 'revoke', { object_id: application.object_id })
    await portal(product, 'role_definition', { id: randomUUID(), name: `${Name} 2`, actions: Actions, not_actions: [] })
    for (const scope of AssignableScopes)
      await portal(product, 'assign', { object_id: application.object_id, role: `${Name} 2`, scope })
    await page.getByRole('button', { name: 'Check now' }).click()
    await page.getByText('Every right that is needed is there, and none too much.').waitFor({ timeout: 30_000 })
    await page.getByText('Read the machines').last().waitFor()
    await stage.mustBeAccessible('all rights')

    // What stops with it is listed, and it goes.
    await page.getByRole('link', { name: 'Second fleet' }).click()
    await page.getByRole('button', { name: 'Make the next certificate' }).click()
    await page.getByText('waits to be registered').waitFor()
    await page.getByRole('button', { name: 'Let it sign' }).click()
    await page.getByRole('alert').first().waitFor()
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByText('keys are destroyed').waitFor()
    await stage.mustBeAccessible('deleting a connection')
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('table', { name: 'Connections' }).waitFor()
    assert.equal(await page.getByRole('link', { name: 'Second fleet' }).count(), 0)

    async function scopes(): Promise<string[]> {
      const { machines } = { machines: Object.keys((await portal(product, 'powers', {})) as object) }
      return [...new Set(machines.map((id) => /^\/subscriptions\/[^/]+/.exec(id)![0]))]
    }
  }),
  journey('somebody is warned of a clock change, saves a schedule that acts at once, and leaves a change out', async (stage) => {
    const { page, product } = stage
    // A cloud that does in seconds what takes others a minute.
    await portal(product, 'settings', { deallocate_seconds: [1, 2], finish_seconds: [1, 1], retry_after_seconds: 1 })
    await stage.signIn()
    await page.getByRole('navigation').getByRole('link', { name: 'Schedules' }).click()
    await page.getByRole('button', { name: 'New schedule' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Night batch')
    await page.getByLabel('Time zone', { exact: true }).fill('Europe/Paris')
    await page.getByLabel('Find a machine by name').fill('licence')
    await page.getByRole('button', { name: 'vm-licence-server' }).click()
    // Whenever this is played: nothing wants the machine on now.
    await page.getByRole('button', { name: 'Presets' }).click()
    await page.getByRole('menuitem', { name: 'Never' }).click()
    // In Paris nobody sees 02:30 on the last Sunday of March.
    const cell = (name: string) => page.getByRole('gridcell', { name })
    await cell('Sunday 02:30').focus()
    await page.keyboard.press('Space')
    await page.getByText('Clocks skip').waitFor()
    await stage.mustBeAccessible('a clock change')
    await stage.show('schedule-clock-change')
    await page.getByRole('button', { name: 'Look over and save' }).click()
    await page.getByRole('dialog').getByRole('checkbox').check()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    // The machine runs and nobody wants it now: the run that turns it off is shown as it goes.
    await page.getByRole('heading', { name: 'Step by step' }).waitFor()
    const machines = page.getByRole('table', { name: 'Machines' })
    await machines.getByText('done').waitFor({ timeout: 60_000 })
    await stage.show('run-live')
    await machines.getByRole('link', { name: 'vm-licence-server' }).click()
    await page.getByRole('button', { name: 'Override' }).click()
    await page.getByRole('button', { name: 'Set it' }).click()
    await page.getByRole('button', { name: 'End it now' }).click()

    await page.getByRole('navigation').getByRole('link', { name: 'Calendar' }).click()
    await page.getByRole('combobox', { name: 'Schedule' }).selectOption({ label: 'Night batch' })
    await page.getByRole('combobox', { name: 'View' }).selectOption({ label: 'Month' })
    await page.getByRole('button', { name: 'Later' }).click()
    const change = page.getByRole('button', { name: /\d\d:\d\d on Night batch/ })
    await change.first().waitFor()
    const before = await change.count()
    await stage.mustBeAccessible('calendar')
    await stage.show('calendar')
    await change.first().click()
    await stage.mustBeAccessible('a change')
    await page.getByRole('button', { name: 'Leave this change out' }).click()
    await page.waitForFunction(
      (were) =>
        [...document.querySelectorAll('ol button')].filter((one) => / on .*Night batch/.test(one.textContent ?? '')).length <
        were,
      before,
    )
    // Four months on the page marks the Sunday that has 23 hours.
    for (let month = 0; month < 12 && !(await page.getByText('clocks skip 60 minutes').count()); month++)
      await page
        .getByRole('button', { name: 'Later' })
        .click()
        .then(() => page.waitForTimeout(150))
    await page.getByText('clocks skip 60 minutes').waitFor()
    await stage.mustBeAccessible('a clock change in the calendar')
    await stage.show('calendar-clock-change')

    await page.getByRole('navigation').getByRole('link', { name: 'Schedules' }).click()
    await page.getByRole('link', { name: 'Night batch' }).click()
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('table', { name: 'Schedules' }).waitFor()
  }),
  journey('somebody founds a team, and is led from nothing to a schedule and to a first aircraft', async (stage) => {
    const { page, product } = stage
    const founder = { email: 'founder@skykeep.example', password: 'quartz lantern 77 meadow tide' }
    await register(product, founder, 'Fay Founder')
    await stage.signIn(founder)
    await page.getByLabel('Name of the new team').fill('First steps')
    await page.getByRole('button', { name: 'Found the team' }).click()
    const steps = page.locator('section', { has: page.getByRole('heading', { name: 'First steps', level: 2 }) })
    await steps.getByRole('link', { name: 'Connect a cloud' }).waitFor()
    const done = async (title: string) => steps.getByRole('listitem').filter({ hasText: title }).getByText('done').waitFor()
    await stage.mustBeAccessible('first steps')
    await stage.show('first-steps')

    const application = { id: randomUUID(), object_id: randomUUID(), name: 'First steps' }
    await portal(product, 'application', application)
    await steps.getByRole('link', { name: 'Connect a cloud' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Our cloud')
    await page.getByLabel('Tenant').fill(randomUUID())
    await page.getByLabel('Application').fill(application.id)
    await page.getByLabel('Azure cloud').fill('demo')
    await page.getByRole('button', { name: 'Save and go on' }).click()
    await page.getByRole('heading', { name: 'Set up Our cloud' }).waitFor()

    const overview = page.getByRole('navigation').getByRole('link', { name: 'Overview' })
    await overview.click()
    await done('Connect a cloud')
    await steps.getByRole('link', { name: 'Go on with it' }).click()
    await page.getByRole('heading', { name: 'Set up Our cloud' }).waitFor()
    await overview.click()
    await steps.getByRole('link', { name: 'Register one' }).click()
    await page.getByText('No aircraft yet').waitFor()
    await page.getByRole('button', { name: 'Register an aircraft' }).click()
    await page.getByLabel('Registration').last().fill('HB-ONE')
    await page.getByRole('dialog').getByRole('button', { name: 'Register an aircraft' }).click()
    await page.getByRole('heading', { name: 'HB-ONE' }).waitFor()
    await overview.click()
    await done('Register an aircraft')
    await steps.getByRole('button', { name: 'Put this away' }).click()
    await steps.waitFor({ state: 'detached' })
    await page.reload()
    await page.getByRole('heading', { name: 'Next changes' }).waitFor()
    assert.equal(await steps.count(), 0)
  }),
  journey('somebody reads the savings and exports them', async (stage) => {
    const { page } = stage
    await stage.signIn()
    await page.getByRole('navigation').getByRole('link', { name: 'Savings' }).click()
    await page.getByRole('table', { name: 'Savings' }).waitFor()
    await page.getByLabel('By').selectOption({ label: 'Machine' })
    const rows = page.getByRole('table', { name: 'Savings' }).getByRole('row')
    await rows.nth(1).waitFor()
    const saving = page.waitForEvent('download')
    await page.getByRole('button', { name: 'As CSV' }).click()
    const lines = readFileSync(await (await saving).path(), 'utf8')
      .trim()
      .split(/\r?\n/)
    assert.match(lines[0]!, /saved/)
    const first = (await rows.nth(1).getByRole('cell').first().locator('.value').textContent())!.trim()
    assert.ok(
      lines.some((line) => line.includes(first)),
      `${first} is not in the file`,
    )
    await stage.mustBeAccessible('savings by machine')
    await stage.show('savings-machines')
  }),
]
