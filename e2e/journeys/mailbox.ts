interface ReceivedMail {
  to: string
  subject: string
  text: string
}

const AGAIN_MS = 100
const WITHIN_MS = 20_000

/** The newest mail to an address whose text has this; it is on its way for a moment. `before`: how many of them are old. */
export async function newestMail(mailbox: string, to: string, form: RegExp, before = 0): Promise<ReceivedMail> {
  const until = Date.now() + WITHIN_MS
  while (Date.now() < until) {
    const mails = (await (await fetch(`${mailbox}/messages`)).json()) as ReceivedMail[]
    const fitting = mails.filter((mail) => mail.to === to && form.test(mail.text))
    if (fitting.length > before) return fitting.at(-1)!
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
  }
  throw new Error(`no mail to ${to} with ${form} came`)
}

/** The code in the newest mail that has one. */
export async function newestCode(mailbox: string, to: string, before = 0): Promise<string> {
  const form = /\b[2-9A-Z]{4}-[2-9A-Z]{4}\b/
  return form.exec((await newestMail(mailbox, to, form, before)).text)![0]
}
