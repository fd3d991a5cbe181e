import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
} from '@simplewebauthn/browser'
import { Refusal } from '../api/refusal.ts'
import { t } from '../messages/messages.ts'

/** Browsers make passkeys for names, and never for an address of numbers (Web Authentication, section 5.1.3). */
const isNumber = (host: string): boolean => /^\[|^[\d.]+$/.test(host)

/** Whether passkeys can be used in this browser at this address. */
export const passkeysHere: 'yes' | 'browser' | 'address' = isNumber(location.hostname)
  ? 'address'
  : browserSupportsWebAuthn()
    ? 'yes'
    : 'browser'
export const hasPasskeys: boolean = passkeysHere === 'yes'

/** The same console by a name, where the address is that of this machine itself. */
export const byNameUrl: string | null = /^127\.|^\[::1\]$/.test(location.hostname)
  ? `${location.protocol}//localhost${location.port && `:${location.port}`}/console/`
  : null

interface AskedPasskey {
  passkey_challenge: string
  options: Record<string, unknown>
}

/**
 * Asks the browser for a passkey.
 *
 * @throws Refusal when the person did not give one
 */
export async function givePasskey({ passkey_challenge, options }: AskedPasskey) {
  try {
    return await answerOf(passkey_challenge, options, false)
  } catch (cause) {
    throw new Refusal({ title: t.session.passkeyFailed, code: 'PASSKEY_NOT_GIVEN', status: 400 }, null, cause)
  }
}

/**
 * Makes a passkey in the browser.
 *
 * @throws Refusal when the person did not, or has one there already
 */
export async function makePasskey({ challenge, options }: { challenge: string; options: Record<string, unknown> }) {
  try {
    const made = await startRegistration({ optionsJSON: options as unknown as PublicKeyCredentialCreationOptionsJSON })
    const { transports, ...response } = made.response
    return {
      challenge,
      response: {
        ...made,
        response: { ...response, ...(transports && { transports: [...transports] }) },
        clientExtensionResults: { ...made.clientExtensionResults },
      },
    }
  } catch (cause) {
    const isThere = cause instanceof Error && cause.name === 'InvalidStateError'
    const title = isThere ? t.session.passkeyIsThere : t.session.passkeyNotMade
    throw new Refusal({ title, code: 'PASSKEY_NOT_MADE', status: 400 }, null, cause)
  }
}

/** Just under the five minutes for which the server remembers what it asked. */
const ASKED_ANEW_MS = 4.5 * 60_000

/**
 * Offers the passkeys of this browser among its suggestions for the address. It waits for as long as the page is there: nobody is asked
 * for anything until they choose one. A passkey that is asked for by a button takes its place.
 *
 * @returns what ends it
 */
export function offerPasskeys(order: () => Promise<AskedPasskey>, given: (answer: PasskeyAnswer) => Promise<void>): () => void {
  let isOver = false
  let anew: ReturnType<typeof setTimeout> | undefined
  const end = () => {
    if (isOver) return
    isOver = true
    clearTimeout(anew)
    WebAuthnAbortService.cancelCeremony()
  }
  const offer = async (): Promise<void> => {
    const { passkey_challenge, options } = await order()
    if (isOver) return
    // Asking again ends the one before, whose answer would come too late.
    anew = setTimeout(() => void offer().catch(() => {}), ASKED_ANEW_MS)
    const answer = await answerOf(passkey_challenge, options, true).finally(() => clearTimeout(anew))
    if (!isOver) await given(answer)
  }
  // What goes wrong here goes wrong unseen: the password and the button are there.
  if (hasPasskeys)
    void browserSupportsWebAuthnAutofill()
      .then((does) => (does && !isOver ? offer() : undefined))
      .catch(() => {})
  return end
}

export type PasskeyAnswer = Awaited<ReturnType<typeof answerOf>>

async function answerOf(passkey_challenge: string, options: Record<string, unknown>, useBrowserAutofill: boolean) {
  const optionsJSON = options as unknown as PublicKeyCredentialRequestOptionsJSON
  const given = await startAuthentication({ optionsJSON, useBrowserAutofill })
  return { passkey_challenge, response: { ...given, clientExtensionResults: { ...given.clientExtensionResults } } }
}
