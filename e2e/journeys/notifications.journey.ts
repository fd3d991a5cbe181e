import assert from 'node:assert/strict'
import { journey } from './journey.ts'
import { mailTo } from './mailbox.ts'
import type { Stage } from './stage.ts'
import { isGenuine, startReceiver } from './webhook.ts'

/** The secret of the dialog, which is then closed. */
async function storeSecret({ page }: Stage): Promise<string> {
  const secret = (await page.getByRole('dialog').locator('.secret').textContent())!.trim()
  await page.getByLabel('I stored it').check()
  await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click()
  return secret
}

/** A rule takes a test every ten seconds: the button says so, and is pressed again. */
async function sendTest({ page }: Stage, expected: string): Promise<void> {
  const outcome = page.getByRole('status').getByText(expected)
  for (let tries = 0; tries < 10; tries++) {
    await page.getByRole('button', { name: 'Send a test message' }).click()
    const refused = page.getByRole('alert').getByText('Too many')
    await outcome.or(refused).first().waitFor()
    if (await outcome.isVisible()) return
    await page.waitForTimeout(2_000)
  }
  throw new Error(`no test came to: ${expected}`)
}

export const journeys = [
  journey('somebody has failures told to a program, tests the webhook, and sends again what it did not take', async (stage) => {
    const { page } = stage
    const receiver = await startReceiver()
    try {
      await stage.signIn()
      await page.getByRole('navigation').getByRole('link', { name: 'Notifications' }).click()
      await page.getByRole('table', { name: 'Rules' }).getByRole('link', { name: 'What the owner is told' }).waitFor()
      await page.getByRole('heading', { name: 'Next notices' }).waitFor()
      await stage.mustBeAccessible('notifications')
      await stage.show('notifications')

      await page.getByRole('button', { name: 'New rule' }).click()
      await page.getByLabel('Name', { exact: true }).fill('Failures to the pager')
      await page.getByLabel('Connection fails').check()
      await page.getByLabel('Channel').selectOption({ label: 'Webhook: a program of yours' })
      await page.getByLabel('Address of the webhook').fill('ftp://pager.example/')
      await page.getByLabel('Find a machine').fill('e')
      await page.getByRole('listitem').getByRole('button').first().click()
      await page.getByRole('list', { name: 'It is only about' }).getByRole('listitem').waitFor()
      await page.getByRole('button', { name: 'New rule' }).click()
      await page.locator('input[name="channel.url"][aria-invalid=true]').waitFor()
      await stage.mustBeAccessible('a new rule')
      await stage.show('notification-new')
      await page.getByLabel('Address of the webhook').fill(receiver.url)
      await page.getByRole('button', { name: 'New rule' }).click()
      await page.getByRole('dialog').waitFor()
      await stage.mustBeAccessible('the secret of a webhook')
      await stage.show('notification-secret')
      const secret = await storeSecret(stage)
      await page.getByRole('heading', { name: 'Failures to the pager', exact: true }).waitFor()

      await sendTest(stage, 'The webhook took it.')
      assert.equal(receiver.received.length, 1)
      assert.ok(isGenuine(receiver.received[0]!, secret))
      assert.ok(!isGenuine({ ...receiver.received[0]!, body: '{}' }, secret))
      await page.getByText('working').waitFor()

      await page.getByRole('button', { name: 'Replace the secret' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Replace the secret' }).click()
      const next = await storeSecret(stage)
      receiver.state.status = 500
      await sendTest(stage, 'it answered 500')
      const refused = receiver.received.at(-1)!
      assert.deepEqual([isGenuine(refused, secret), isGenuine(refused, next)], [true, true])
      await page.getByText('failing').waitFor()
      await stage.mustBeAccessible('a rule that fails')
      await stage.show('notification-rule')

      receiver.state.status = 204
      const told = page.getByRole('table', { name: 'What Failures to the pager told' })
      await told.scrollIntoViewIfNeeded()
      await told.getByRole('button', { name: /^Send again/ }).click()
      await told.getByText('given up').waitFor({ state: 'detached' })
      await page.getByText('working', { exact: true }).waitFor()
      assert.equal(receiver.received.at(-1)!.headers['webhook-id'], refused.headers['webhook-id'])
      await told.scrollIntoViewIfNeeded()
      await stage.mustBeAccessible('what was told')
      await stage.show('notification-told')

      await page.getByText('Change the rule').click()
      await page.getByLabel('Machine recovered').uncheck()
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await page.getByText('Saved.').waitFor()
      await stage.mustBeAccessible('a rule that is changed')
      await page.getByRole('button', { name: 'Switch off' }).click()
      await page.getByText('off', { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Delete', exact: true }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
      await page.getByRole('table', { name: 'Rules' }).waitFor()
      assert.equal(await page.getByRole('link', { name: 'Failures to the pager' }).count(), 0)
    } finally {
      await receiver.close()
    }
  }),
  journey('somebody has themselves told by mail, and strangers cannot be written to', async (stage) => {
    const { page, product } = stage
    await stage.signIn()
    await page.getByRole('navigation').getByRole('link', { name: 'Notifications' }).click()
    await page.getByRole('button', { name: 'New rule' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Runs to me')
    await page.getByLabel('Run finished').check()
    const addresses = page.getByLabel('Addresses')
    assert.equal(await addresses.inputValue(), product.person.email)
    await addresses.fill(`${product.person.email}\nstranger@elsewhere.example`)
    await page.getByRole('button', { name: 'New rule' }).click()
    await page.getByText('stranger@elsewhere.example is not the address of a member of the team').waitFor()
    await stage.mustBeAccessible('an address that is refused')
    await addresses.fill(product.person.email)
    await page.getByRole('button', { name: 'New rule' }).click()
    await page.getByRole('heading', { name: 'Runs to me', exact: true }).waitFor()
    await sendTest(stage, 'It is on its way to the mail server.')
    await mailTo(product, product.person.email, 'A test of the rule')
    await stage.show('notification-mail')
  }),
]
