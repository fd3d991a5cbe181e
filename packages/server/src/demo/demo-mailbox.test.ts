import { expect, test } from 'vitest'
import { smtpSender } from '../features/mail/smtp-sender.ts'
import { mailServerOf } from '../lib/mail-server.ts'
import { startDemoMailbox } from './demo-mailbox.ts'

test('the mailbox of the demo takes what we send, shows it, and ends with us', async () => {
  const mailbox = await startDemoMailbox({ debug: () => undefined })
  const send = smtpSender(mailServerOf(mailbox.smtpUrl)!, { name: 'Skykeep', address: 'skykeep@example.com' })
  await send('m-1', { to: 'ana@example.com', message: { subject: 'Welcome', lines: ['Hello.'], code: 'ABCD-EFGH' } })
  const shown = await fetch(`${mailbox.url}/messages`)
  expect(await shown.json()).toMatchObject([
    { to: 'ana@example.com', subject: 'Welcome', text: expect.stringContaining('ABCD-EFGH') },
  ])
  await mailbox.stop()
  await expect(fetch(`${mailbox.url}/messages`)).rejects.toThrow()
})
