import { browserSupportsWebAuthn, type PublicKeyCredentialRequestOptionsJSON, startAuthentication } from '@simplewebauthn/browser'
import { Refusal } from '../api/refusal.ts'
import { t } from '../messages/messages.ts'

export const hasPasskeys: boolean = browserSupportsWebAuthn()

/**
 * Asks the browser for a passkey.
 *
 * @throws Refusal when the person did not give one
 */
export async function givePasskey({
  passkey_challenge,
  options,
}: {
  passkey_challenge: string
  options: Record<string, unknown>
}) {
  try {
    const given = await startAuthentication({ optionsJSON: options as unknown as PublicKeyCredentialRequestOptionsJSON })
    return { passkey_challenge, response: { ...given, clientExtensionResults: { ...given.clientExtensionResults } } }
  } catch (cause) {
    throw new Refusal({ title: t.session.passkeyFailed, code: 'PASSKEY_NOT_GIVEN', status: 400 }, null, cause)
  }
}
