import assert from 'node:assert/strict'
import { journey } from './journey.ts'
import { mailTo, register } from './mailbox.ts'
import type { Product } from './stage.ts'

const colleague = { email: 'night.watch@skykeep.example', password: 'kelp harbour antler 51 dials' }

/** What a client gets for its secret: 200 with a token, or 401. */
async function tokenStatus({ start }: Product, client_id: string, client_secret: string): Promise<number> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret })
  return (await fetch(`${start.url}/oauth/token`, { method: 'POST', body })).status
}

export const journeys = [
  journey('somebody gives a colleague a role of the team’s own, who then sees what they may not do', async (stage) => {
    const { page, product } = stage
    await stage.signIn()
    await page.getByRole('navigation').getByRole('link', { name: 'Roles' }).click()
    await page.getByRole('table', { name: 'Roles' }).getByRole('link', { name: 'Operator' }).waitFor()
    await page.getByRole('region', { name: 'Side by side' }).waitFor()
    await stage.mustBeAccessible('roles')
    await stage.show('roles')
    await page.getByRole('button', { name: 'New role' }).click()
    await page.getByLabel('Name').fill('Night watch')
    await page.getByLabel('What it is for').fill('Looks whether machines are off')
    for (const permission of ['team:read', 'machine:read', 'schedule:read', 'run:read'])
      await page.getByLabel(permission, { exact: true }).check()
    await page.getByLabel('Compare with').selectOption({ label: 'Reader' })
    await page.getByText('only in the other').first().waitFor()
    assert.ok(await page.getByLabel('telemetry:write', { exact: true }).isDisabled())
    await stage.mustBeAccessible('new role')
    await stage.show('role-new')
    await page.getByRole('button', { name: 'New role' }).click()
    await page.getByRole('heading', { name: 'Night watch' }).waitFor()
    await page.getByText('Nobody has it.').waitFor()

    await page.getByRole('navigation').getByRole('link', { name: 'Members' }).click()
    await page.getByRole('button', { name: 'Invite somebody' }).click()
    await page.getByLabel('Mail address').fill(colleague.email)
    await page.getByLabel('Role', { exact: true }).selectOption({ label: 'Night watch' })
    await page.getByRole('button', { name: 'Send the invitation' }).click()
    await page.getByText(colleague.email).waitFor()
    await stage.signOut()

    await register(product, colleague, 'Noor Night')
    await stage.signIn(colleague)
    const token = /accept with this token: (\S+)/.exec(await mailTo(product, colleague.email, 'Invitation'))![1]!
    const taken = await page.request.post(`${product.start.url}/invitations/accept`, { data: { token } })
    assert.equal(taken.status(), 200)
    await stage.open('/')
    await page.getByRole('button', { name: 'Demo team' }).first().click()
    await page.getByRole('navigation').getByRole('link', { name: 'Inventory' }).click()
    await page.getByRole('table', { name: 'Inventory' }).getByRole('link').first().waitFor()
    await page.getByRole('navigation').getByRole('link', { name: 'Savings' }).click()
    await page.getByText('It needs the permission savings:read.').waitFor()
    await stage.mustBeAccessible('not allowed')
    await stage.show('not-allowed')
    await stage.signOut()

    await stage.signIn()
    await page.getByRole('navigation').getByRole('link', { name: 'Members' }).click()
    await page.getByRole('link', { name: 'Noor Night' }).click()
    const may = page.locator('section', { has: page.getByRole('heading', { name: 'What they may do now' }) })
    await may.getByText('by Night watch').first().waitFor()
    assert.equal(await may.getByRole('listitem').count(), 4)
    await stage.mustBeAccessible('member')
    await stage.show('member')
    await page.getByLabel('Reader', { exact: true }).check()
    await page.getByRole('button', { name: 'Save' }).click()
    await may.getByText('savings:read').waitFor()
    await page.getByRole('button', { name: 'Remove from the team' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove from the team' }).click()
    await page.getByRole('table', { name: 'Members' }).waitFor()
    assert.equal(await page.getByText('Noor Night').count(), 0)
  }),
  journey('somebody makes a client, replaces its secret while the former one works on, and deletes it', async (stage) => {
    const { page, product } = stage
    const secretShown = async () => {
      const secret = (await page.getByRole('dialog').locator('.secret').textContent())!
      await stage.mustBeAccessible('a secret')
      await page.getByLabel('I stored it').check()
      await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click()
      return secret
    }
    await stage.signIn()
    await page.getByRole('navigation').getByRole('link', { name: 'Clients' }).click()
    await page.getByRole('table', { name: 'Clients' }).waitFor()
    await stage.mustBeAccessible('clients')
    await stage.show('clients')
    await page.getByRole('button', { name: 'New client' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Dispatch board')
    await page.getByLabel('Ground control').check()
    await page.getByLabel('machine:read', { exact: true }).check()
    await stage.mustBeAccessible('new client')
    await stage.show('client-new')
    await page.getByRole('button', { name: 'New client' }).click()
    await page.getByRole('dialog').waitFor()
    await stage.show('client-secret')
    const first = await secretShown()
    await page.getByRole('heading', { name: 'Dispatch board' }).waitFor()
    const id = new URL(page.url()).pathname.split('/').at(-1)!
    assert.equal(await tokenStatus(product, id, first), 200)

    await page.getByRole('button', { name: 'Replace the secret' }).click()
    await page.getByLabel('The former secret stays good for').selectOption({ label: 'a day' })
    await page.getByRole('dialog').getByRole('button', { name: 'Replace the secret' }).click()
    const second = await secretShown()
    await page.getByText('The former secret is good until').waitFor()
    assert.deepEqual([await tokenStatus(product, id, first), await tokenStatus(product, id, second)], [200, 200])
    await stage.mustBeAccessible('client')
    await stage.show('client')

    await page.getByRole('button', { name: 'Replace the secret' }).click()
    await page.getByLabel('The former secret stays good for').selectOption({ label: 'no time: it ends at once' })
    await page.getByRole('dialog').getByRole('button', { name: 'Replace the secret' }).click()
    const third = await secretShown()
    const statuses = []
    for (const secret of [first, second, third]) statuses.push(await tokenStatus(product, id, secret))
    assert.deepEqual(statuses, [401, 401, 200])
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('table', { name: 'Clients' }).waitFor()
    assert.equal(await tokenStatus(product, id, third), 401)
  }),
]
