import { randomBytes } from 'node:crypto'
import type { InstallationTx } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import { hashOf } from '../../lib/one-time-value.ts'
import { type CeremonyKind, passkeyChallengesStore } from './passkey-challenges.store.ts'

interface Needs {
  clock: Clock
  newId: () => string
}

/** Long enough to fetch the telephone from another room. */
export const CEREMONY_MS = 5 * 60_000
const BYTES = 32

export type PasskeyChallenges = ReturnType<typeof passkeyChallenges>

/**
 * What a passkey signs. The text that the browser is given is also the name by which it brings the answer; here only its hash is kept.
 * One answer is looked at, right or wrong: passkeys that are synchronised do not count, so this is what stops a replay.
 */
export function passkeyChallenges({ clock, newId }: Needs) {
  return {
    async begin(
      tx: InstallationTx,
      kind: CeremonyKind,
      account_id: string | null,
    ): Promise<{ challenge: string; bytes: Uint8Array<ArrayBuffer> }> {
      const bytes = new Uint8Array(randomBytes(BYTES))
      const challenge = Buffer.from(bytes).toString('base64url')
      const created_at = clock.now()
      const expires_at = new Date(created_at.getTime() + CEREMONY_MS)
      await passkeyChallengesStore(tx).insert({
        id: newId(),
        token_hash: hashOf(challenge),
        kind,
        account_id,
        created_at,
        expires_at,
      })
      return { challenge, bytes }
    },

    async consume(tx: InstallationTx, kind: CeremonyKind, challenge: string): Promise<{ account_id: string | null } | undefined> {
      return passkeyChallengesStore(tx).consume(hashOf(challenge), kind, clock.now())
    },
  }
}
