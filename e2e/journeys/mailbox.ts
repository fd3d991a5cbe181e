import { Api } from '../bench/server.ts'
import type { Product } from './stage.ts'

interface Mail {
  to: string
  subject: string
  text: string
}

const TRIES = 100
const PAUSE_MS = 200

/** The text of the newest mail to an address whose subject has the words, out of the mailbox of the demo; waits for it. */
export async function mailTo({ mailbox }: Pick<Product, 'mailbox'>, address: string, words: string): Promise<string> {
  for (let tries = 0; tries < TRIES; tries++) {
    const mails = (await (await fetch(`${mailbox}/messages`)).json()) as Mail[]
    const found = mails.findLast(({ to, subject }) => to === address && subject.includes(words))
    if (found) return found.text
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
  throw new Error(`No mail to ${address} about ${words}`)
}

/** The code of a mail, as people type it. */
export const codeIn = (text: string): string => /\b[0-9A-Z]{4}-[0-9A-Z]{4}\b/.exec(text)![0]

/** Makes an account, as somebody could do with any program. */
export async function register(product: Product, person: Product['person'], name: string): Promise<void> {
  const api = new Api(product.start.url)
  await api.call('POST', '/accounts', { email: person.email })
  const code = codeIn(await mailTo(product, person.email, 'code'))
  const { status } = await api.call('POST', '/accounts/confirm', { ...person, code, name })
  if (status !== 201) throw new Error(`an account was answered ${status}`)
}
