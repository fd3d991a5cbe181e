import type { CDPSession, Page } from 'playwright-core'

export interface Authenticator {
  /** How many passkeys it keeps. */
  count(): Promise<number>
}

/** A device with a fingerprint reader, as Chromium pretends one for tests: it keeps passkeys and says yes by itself. */
export async function pretendAuthenticator(page: Page): Promise<Authenticator> {
  const session: CDPSession = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable', { enableUI: false })
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return {
    count: async () => (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length,
  }
}
