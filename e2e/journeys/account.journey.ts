import assert from 'node:assert/strict'
import { createHmac, randomUUID } from 'node:crypto'
import { journey } from './journey.ts'
import { codeIn, mailTo } from './mailbox.ts'
import { pretendAuthenticator } from './passkeys.ts'
import type { Stage } from './stage.ts'

const somebody = (name: string) => `${name}.${randomUUID().slice(0, 8)}@skykeep.example`
const passphrase = 'lamp river nine oaks'

async function signUp({ page, product, open }: Stage, email: string, name: string): Promise<void> {
  await open('/sign-in', 'byName')
  await page.getByRole('link', { name: 'Create an account' }).click()
  await makeAccount({ page, product }, email, name)
  await page.getByRole('heading', { name: 'Choose a team' }).waitFor()
}
async function makeAccount({ page, product }: Pick<Stage, 'page' | 'product'>, email: string, name: string): Promise<void> {
  await page.getByRole('heading', { name: 'Create an account' }).waitFor()
  await page.getByLabel('E-mail address').fill(email)
  await page.getByRole('button', { name: 'Send me a code' }).click()
  await page.getByLabel('Code from the mail').fill(codeIn(await mailTo(product, email, 'code for Skykeep')))
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('Password', { exact: true }).fill(passphrase)
  await page.getByRole('button', { name: 'Create the account' }).click()
}
async function toAccount({ page }: Stage, name: string): Promise<void> {
  await page.getByRole('button', { name: `Account of ${name}` }).click()
  await page.getByRole('menuitem', { name: 'Account and security' }).click()
  await page.getByRole('heading', { name: 'Passkeys' }).waitFor()
}

/** The code that an authenticator app would show (RFC 6238, six digits, half minutes). */
function appCode(secret: string): string {
  const bits = [...secret].map((sign) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const mac = createHmac('sha1', key).update(step).digest()
  const number = mac.readUInt32BE(mac.at(-1)! & 15) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, '0')
}

export const journeys = [
  journey('somebody signs up, confirms, and secures the account with a passkey', async (stage) => {
    const { page, product } = stage
    const email = somebody('nora')
    const device = await pretendAuthenticator(page)
    await stage.open('/sign-in', 'byName')
    await page.getByRole('link', { name: 'Create an account' }).click()
    await page.getByRole('heading', { name: 'Create an account' }).waitFor()
    await stage.mustBeAccessible('create an account')
    await stage.show('register')
    await page.getByLabel('E-mail address').fill(email)
    await page.getByRole('button', { name: 'Send me a code' }).click()
    const code = codeIn(await mailTo(product, email, 'code for Skykeep'))
    await page.getByLabel('Code from the mail').fill('2222-2222')
    await page.getByLabel('Your name').fill('Nora Lind')
    await page.getByLabel('Password', { exact: true }).fill('short one')
    await page.getByText('Not enough').waitFor()
    await page.getByRole('button', { name: 'Create the account' }).click()
    await page.locator('input[name=password][aria-invalid=true]').waitFor()
    await stage.mustBeAccessible('a password that is refused')
    await stage.show('register-confirm')
    await page.getByLabel('Password', { exact: true }).fill(passphrase)
    await page.getByText('Strong').waitFor()
    await page.getByRole('button', { name: 'Create the account' }).click()
    await page.getByRole('alert').waitFor()
    await page.getByLabel('Code from the mail').fill(code)
    await page.getByRole('button', { name: 'Create the account' }).click()
    await page.getByRole('heading', { name: 'Choose a team' }).waitFor()
    await stage.mustBeAccessible('in no team yet')
    await stage.show('no-team')

    await toAccount(stage, 'Nora Lind')
    await stage.mustBeAccessible('account')
    await stage.show('account-new')
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByLabel('Name', { exact: true }).last().fill('Nora’s laptop')
    await stage.mustBeAccessible('naming a passkey')
    await stage.show('passkey-add')
    await page.getByRole('button', { name: 'Make the passkey' }).click()
    await page.getByRole('button', { name: 'Rename Nora’s laptop' }).waitFor()
    assert.equal(await device.count(), 1)

    await page.getByRole('button', { name: 'Make recovery codes' }).click()
    await page.getByText('These codes are shown once.').waitFor()
    assert.equal(await page.locator('.recovery-sheet li').count(), 10)
    await stage.mustBeAccessible('recovery codes')
    await stage.show('recovery-codes')
    // On paper there are the codes and nothing else of the page.
    await page.emulateMedia({ media: 'print' })
    assert.equal(await page.locator('.recovery-sheet li:visible').count(), 10)
    assert.equal(await page.locator('h1:visible, nav:visible, button:visible, .paper:visible').count(), 0)
    await stage.showPaper('paper-recovery-codes')
    await page.emulateMedia({ media: null })
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download' }).click()])
    assert.equal(download.suggestedFilename(), 'skykeep-recovery-codes.txt')
    await page.getByRole('button', { name: 'I have kept them' }).click()
    await page.getByText('10 codes left').waitFor()

    await page.getByRole('button', { name: 'Set it up' }).click()
    await page.getByText('The picture cannot be scanned').click()
    await page.getByRole('img', { name: 'QR code for an authenticator app' }).waitFor()
    await stage.mustBeAccessible('setting up an app')
    await stage.show('totp')
    const secret = (await page.locator('.secret code').innerText()).replaceAll(' ', '')
    await page.getByLabel('Code of the app').fill(appCode(secret))
    await page.getByRole('button', { name: 'Finish the set-up' }).click()
    await page.getByText('These codes are shown once.').waitFor()
    await page.getByRole('button', { name: 'I have kept them' }).click()
    await page.getByText('set up', { exact: true }).waitFor()
    await stage.show('account')

    await page.getByRole('button', { name: 'Rename Nora’s laptop' }).click()
    await page.getByLabel('Name', { exact: true }).last().fill('Blue laptop')
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Rename Blue laptop' }).waitFor()
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await page.getByText('not set up', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Remove Blue laptop' }).click()
    await page.getByText('It is your last second factor.').waitFor()
    await stage.mustBeAccessible('removing the last factor')
    await stage.show('passkey-remove')
    await page.getByRole('button', { name: 'Cancel' }).click()

    await page.getByRole('link', { name: 'Sessions and apps' }).click()
    await page.getByText('this one').waitFor()
    await stage.mustBeAccessible('sessions')
    await stage.show('sessions')
    await page.getByRole('link', { name: 'Activity' }).click()
    await page.getByRole('table', { name: 'Activity' }).waitFor()
    await stage.mustBeAccessible('activity')
    await stage.show('activity')

    // A browser that offers no passkeys by itself: then there is the button.
    await page.evaluate(() => {
      PublicKeyCredential.isConditionalMediationAvailable = async () => false
    })
    await stage.signOut()
    await stage.show('sign-in-passkey')
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByRole('button', { name: 'Account of Nora Lind' }).waitFor()
    // One that does: the pretended device takes what is offered, and nothing is typed or pressed.
    await page.reload()
    const isSignedIn = page.waitForResponse((answer) => new URL(answer.url()).pathname === '/sessions/passkeys')
    await page.getByRole('button', { name: 'Account of Nora Lind' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    assert.equal((await isSignedIn).status(), 200)
    await page.getByRole('button', { name: 'Account of Nora Lind' }).waitFor()
  }),

  journey('somebody forgot the password, and sets a new one with a code from the mail', async (stage) => {
    const { page, product } = stage
    const email = somebody('otto')
    await signUp(stage, email, 'Otto Berg')
    await stage.signOut()
    await page.getByRole('link', { name: 'Forgot the password?' }).click()
    await page.getByRole('heading', { name: 'Set a new password' }).waitFor()
    await stage.mustBeAccessible('a forgotten password')
    await page.getByLabel('E-mail address').fill(email)
    await page.getByRole('button', { name: 'Send me a code' }).click()
    await page.getByLabel('Code from the mail').fill(codeIn(await mailTo(product, email, 'code for a new password')))
    await page.getByLabel('New password').fill('otto.otto.otto.1234')
    await page.getByText('It is made of your name or address').waitFor()
    await stage.mustBeAccessible('a new password')
    await stage.show('reset')
    await page.getByLabel('New password').fill('nine more oaks at night')
    await page.getByRole('button', { name: 'Set the password' }).click()
    await page.getByRole('heading', { name: 'The new password is set' }).waitFor()
    await stage.mustBeAccessible('the password is set')
    await stage.show('reset-done')
    await page.getByRole('link', { name: 'To the sign-in' }).click()
    await page.getByLabel('E-mail address').fill(email)
    await page.getByLabel('Password').fill(passphrase)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('alert').waitFor()
    await page.getByLabel('Password').fill('nine more oaks at night')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('heading', { name: 'Choose a team' }).waitFor()
    await mailTo(product, email, 'Your password was changed')
  }),

  journey('somebody is invited, makes an account on the way, and joins; the token is told to nobody', async (stage) => {
    const { page, product, context } = stage
    const told: string[] = []
    context.on('request', (request) => told.push(request.url(), request.headers().referer ?? ''))
    const email = somebody('gita')
    await stage.signIn()
    await page.getByRole('navigation').getByRole('link', { name: 'Members' }).click()
    await page.getByRole('button', { name: 'Invite somebody' }).click()
    await page.getByLabel('Mail address').fill(email)
    await page.getByLabel('Role').selectOption('operator')
    await page.getByRole('button', { name: 'Send the invitation' }).click()
    await page.getByRole('strong').filter({ hasText: email }).waitFor()
    await stage.signOut()

    const mail = await mailTo(product, email, 'Invitation to the team')
    const link = /http\S+\/console\/invitation#\S+/.exec(mail)![0]
    const token = link.slice(link.indexOf('#') + 1)
    await page.goto(link)
    await page.getByRole('heading', { name: 'Invitation to a team' }).waitFor()
    await page.waitForURL((url) => url.hash === '')
    await stage.mustBeAccessible('an invitation, not signed in')
    await stage.show('invitation-door')
    await page.getByRole('link', { name: 'Create an account' }).click()
    await makeAccount(stage, email, 'Gita Rao')
    await page.getByRole('button', { name: 'Join the team' }).waitFor()
    await stage.mustBeAccessible('an invitation')
    await stage.show('invitation')

    await stage.open('/?choose=1')
    await page.getByRole('heading', { name: 'Invitations that wait for you' }).waitFor()
    await stage.mustBeAccessible('waiting invitations')
    await stage.show('invitations-waiting')
    await page.getByRole('button', { name: /^Team:/ }).click()
    await page.getByRole('menuitem', { name: /^Invited to/ }).waitFor()
    await stage.show('team-menu')
    await page.keyboard.press('Escape')
    await stage.open('/invitation')
    await page.getByRole('button', { name: 'Join the team' }).click()
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    const kept = await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }, history.state]))
    assert.equal(kept.includes(token), false)
    assert.deepEqual(
      told.filter((text) => text.includes(token)),
      [],
    )
    await page.goto(link)
    await page.getByRole('heading', { name: 'This invitation is over' }).waitFor()
    await stage.mustBeAccessible('an invitation that is over')
  }),

  journey('an owner founds a team, sets what it demands, and deletes it with what is lost in sight', async (stage) => {
    const { page } = stage
    await stage.signIn()
    await page.getByRole('button', { name: /^Team:/ }).click()
    await page.getByRole('menuitem', { name: 'Found a team' }).click()
    await page.getByLabel('Name of the new team').fill('Night crew')
    await page.getByRole('button', { name: 'Found the team' }).click()
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('heading', { name: 'Second factor' }).waitFor()
    await stage.mustBeAccessible('settings')
    await stage.show('settings')

    const part = (name: string) => page.getByRole('region', { name })
    await part('Name').getByLabel('Name of the team').fill('Night watch')
    await part('Name').getByRole('button', { name: 'Save' }).click()
    await part('Name').getByText('Saved.').waitFor()
    await page.getByRole('button', { name: /^Team: Night watch/ }).waitFor()
    await part('Sessions').getByLabel('Without use, a session ends after').selectOption({ label: '15 minutes' })
    await part('Sessions').getByRole('button', { name: 'Save' }).click()
    await part('Sessions').getByText('Saved.').waitFor()
    await part('Second factor').getByRole('checkbox').check()
    await part('Second factor').getByText('this would shut you out').waitFor()
    await part('Second factor').getByRole('button', { name: 'Save' }).click()
    await part('Second factor').getByRole('alert').waitFor()
    await part('Addresses').getByRole('textbox').fill('192.0.2.0/24\nhere')
    await part('Addresses').getByRole('button', { name: 'Save' }).click()
    await part('Addresses').getByText('here must be an address or a network').waitFor()
    await stage.mustBeAccessible('settings that are refused')
    await stage.show('settings-refused')

    await page.getByRole('button', { name: 'See what would be lost' }).click()
    await page.getByText('This goes with the team:').waitFor()
    await stage.mustBeAccessible('deleting a team')
    await stage.show('team-delete')
    await page.getByLabel('Type the name of the team').fill('Night watch')
    await page.getByRole('dialog').getByRole('button', { name: 'Delete the team' }).click()
    await page.getByRole('heading', { name: 'Choose a team' }).waitFor()
    assert.equal(await page.getByText('Night watch').count(), 0)
  }),
]
