import assert from 'node:assert/strict'
import { commandLine } from './command-line.ts'
import { journey } from './journey.ts'
import { register } from './mailbox.ts'

const someone = (name: string) => ({ email: `${name}@asked.example`, password: 'a long walk on the beach' })

export const journeys = [
  journey('the command line is let in with a code, for less than it asks, and what it may is ended again', async (stage) => {
    const { page, product } = stage
    const person = someone('device')
    await register(product, person, 'Dee')
    const terminal = commandLine()
    try {
      const { found, ended } = await terminal.begin(
        ['login', '--url', product.start.url, '--device'],
        /(http\S+user_code=([A-Z]{4}-[A-Z]{4}))/,
      )
      await page.goto(found[1]!)
      await page.getByRole('heading', { name: 'Sign in to connect a device' }).waitFor()
      await stage.mustBeAccessible('sign-in for a device')
      await page.getByLabel('E-mail address').fill(person.email)
      await page.getByLabel('Password').fill(person.password)
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()

      await page.getByRole('heading', { name: 'Connect a device' }).waitFor()
      assert.equal(await page.getByLabel('Code on the device').inputValue(), found[2])
      await page.getByLabel('Code on the device').fill('BBBB-BBBB')
      await page.getByRole('button', { name: 'Go on' }).click()
      await page.getByText('No device waits with this code').waitFor()
      await stage.mustBeAccessible('an unknown code')
      await page.getByLabel('Code on the device').fill(found[2]!.toLowerCase())
      await page.getByRole('button', { name: 'Go on' }).click()

      await page.getByRole('heading', { name: 'Let the device act for you?' }).waitFor()
      await page.getByText('Anybody can use this name').waitFor()
      await page.getByText('127.0.0.1').first().waitFor()
      await page.getByRole('checkbox', { name: 'team:delete' }).uncheck()
      await stage.mustBeAccessible('what a device asks for')
      await stage.show('asked-device')
      await page.getByRole('button', { name: 'Approve' }).click()
      await page.getByRole('heading', { name: 'The device is connected' }).waitFor()
      await stage.mustBeAccessible('a connected device')

      assert.match(await ended, /Signed in at .* as Dee <device@asked\.example>/)
      assert.match(await terminal.run('my', 'account'), /device@asked\.example/)
      const { permissions } = JSON.parse(await terminal.run('whoami', '--json')) as { permissions: string[] }
      assert.deepEqual([permissions.includes('team:read'), permissions.includes('team:delete')], [true, false])

      await stage.open('/account/sessions')
      await page.getByText('Skykeep command line').first().waitFor()
      await page.getByRole('listitem').filter({ hasText: 'Skykeep command line' }).getByRole('button').click()
      await page.getByText('Skykeep command line').first().waitFor({ state: 'detached' })
      await assert.rejects(terminal.run('my', 'account'))
    } finally {
      terminal.close()
    }
  }),

  journey('the command line signs in with the browser of its machine, and is sent away by whoever refuses', async (stage) => {
    const { page, product } = stage
    const person = someone('browser')
    await register(product, person, 'Bea')
    const terminal = commandLine()
    const login = () => terminal.begin(['login', '--url', product.start.url], /(http\S+\/oauth\/authorize\S+)/)
    const mayGoBack = (address: string) => stage.leadsTo(new URL(new URL(address).searchParams.get('redirect_uri')!).origin)
    try {
      const first = await login()
      mayGoBack(first.found[1]!)
      await page.goto(first.found[1]!)
      await page.getByRole('heading', { name: 'Sign in to go on' }).waitFor()
      await page.getByText('Skykeep command line wants to know who you are').waitFor()
      await stage.mustBeAccessible('sign-in for a client')
      await page.getByLabel('E-mail address').fill(person.email)
      await page.getByLabel('Password').fill(person.password)
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await page.getByRole('heading', { name: 'Let it act for you?' }).waitFor()
      await stage.mustBeAccessible('what a client asks for')
      await stage.show('asked-client')
      const asked = page.url()
      await page.getByRole('button', { name: 'Approve' }).click()
      await page.getByText('Go back to the terminal').waitFor()
      assert.match(await first.ended, /Signed in at .* as Bea/)
      assert.match(await terminal.run('whoami'), /browser@asked\.example/)

      await page.goto(asked)
      await page.getByRole('heading', { name: 'This request is over' }).waitFor()
      await stage.mustBeAccessible('a request that is over')

      const second = await login()
      mayGoBack(second.found[1]!)
      await page.goto(second.found[1]!)
      await page.getByRole('button', { name: 'Refuse' }).click()
      await page.getByText('The sign-in has ended without success').waitFor()
      await assert.rejects(second.ended)
      assert.match(await terminal.run('whoami'), /browser@asked\.example/)
      await terminal.run('logout')
      await assert.rejects(terminal.run('whoami'))
    } finally {
      terminal.close()
    }
  }),
]
