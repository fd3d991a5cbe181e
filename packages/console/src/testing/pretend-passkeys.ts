/**
 * A browser with passkeys, and a person at it. To be imported before what asks the browser whether it knows passkeys. What is asked for
 * waits until the person chooses or goes away, as in a real one; a new request ends the one before.
 */
interface Asked {
  mediation: string | undefined
  publicKey: { challenge: ArrayBuffer }
  choose(): void
  refuse(): void
}

/** Requests that wait, and those that were ended. */
export const passkeys = { asked: [] as Asked[], ended: 0, made: 0 }

/** The constructor, of which only these are asked. */
const Credential = Object.assign(() => {}, {
  isConditionalMediationAvailable: async () => true,
  isUserVerifyingPlatformAuthenticatorAvailable: async () => true,
})

const bytes = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer as ArrayBuffer
const given = (response: object) => ({
  id: 'a-passkey',
  rawId: bytes('a-passkey'),
  type: 'public-key',
  authenticatorAttachment: 'platform',
  getClientExtensionResults: () => ({}),
  response: { clientDataJSON: bytes('client data'), ...response },
})
const assertion = () => given({ authenticatorData: bytes('data'), signature: bytes('signature'), userHandle: bytes('somebody') })
const attestation = () => given({ attestationObject: bytes('attestation'), getTransports: () => ['internal'] })

function wait(options: { mediation?: string; publicKey: Asked['publicKey']; signal?: AbortSignal }): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const forget = () => {
      passkeys.asked = passkeys.asked.filter((other) => other !== one)
    }
    const one: Asked = {
      mediation: options.mediation,
      publicKey: options.publicKey,
      choose() {
        forget()
        resolve(assertion())
      },
      refuse() {
        forget()
        reject(new DOMException('not allowed', 'NotAllowedError'))
      },
    }
    options.signal?.addEventListener('abort', () => {
      if (!passkeys.asked.includes(one)) return
      forget()
      passkeys.ended++
      reject(options.signal!.reason)
    })
    passkeys.asked.push(one)
  })
}

Object.defineProperty(window, 'PublicKeyCredential', { value: Credential, configurable: true })
Object.defineProperty(globalThis, 'PublicKeyCredential', { value: Credential, configurable: true })
Object.defineProperty(navigator, 'credentials', {
  configurable: true,
  value: {
    get: wait,
    create: async () => {
      passkeys.made++
      return attestation()
    },
  },
})
