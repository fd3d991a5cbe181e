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
