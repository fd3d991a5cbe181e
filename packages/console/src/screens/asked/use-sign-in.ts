import { forget, renewSession, signOut, useSession } from '../../session/session.ts'

/** Signing in, and as somebody else, without leaving the page on which a client waits. */
export function useSignInHere() {
  const { session } = useSession()
  return {
    session,
    async signedIn(): Promise<void> {
      // Whoever was signed in here before is somebody else, perhaps.
      forget()
      await renewSession()
    },
    otherAccount: signOut,
  }
}
