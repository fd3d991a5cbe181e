import type { SigningKeys } from '@skykeep/keyring'
import { createProvider, type Handle, type ProviderNeeds } from './provider.ts'
import { SigningKey } from './signing-key.ts'

type Needs = Omit<ProviderNeeds, 'keys' | 'cookieKeys'> & {
  cookieKeys: () => readonly string[]
  signingKeys: Pick<SigningKeys, 'active' | 'publicJwks'>
}

export interface OAuthServer {
  /** Answers requests with the signing keys of this moment. */
  current(): Promise<Handle>
}

/**
 * Keeps the OAuth server in step with the signing keys. It is made anew when they change (a few milliseconds), while requests under
 * way end with the one they began with. Asked on every request instead of told: a signal that got lost cannot leave it behind, and the
 * key ring remembers the set for ten seconds.
 */
export function oauthServer({ signingKeys, cookieKeys, ...needs }: Needs): OAuthServer {
  let built: { state: string; handle: Handle } | undefined
  return {
    async current() {
      const [{ kid, privateKey }, { keys }] = await Promise.all([signingKeys.active(), signingKeys.publicJwks()])
      const cookies = cookieKeys()
      const state = `${kid} of ${keys.map((key) => key.kid).join(' ')}, ${cookies.join(' ')}`
      if (built?.state !== state) {
        // The active key first: the library signs with the first that fits.
        const ordered = keys.toSorted((a, b) => Number(b.kid === kid) - Number(a.kid === kid))
        const signing = ordered.map((key) => new SigningKey(key, key.kid === kid ? privateKey : null))
        built = { state, handle: createProvider({ ...needs, cookieKeys: cookies, keys: signing }) }
      }
      return built.handle
    },
  }
}
