import type { KeyRing } from '@skykeep/keyring'
import type { Audit } from '../../audit/audit.ts'
import type { Database } from '../../db/tenancy.ts'
import type { secondFactorLimits } from '../../http/guess-limits.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { MailService } from '../mail/mail.service.ts'
import { factorChanges } from './factor-changes.ts'
import { type FactorService, factorService } from './factors.service.ts'
import { passkeyChallengesStore } from './passkey-challenges.store.ts'
import { passkeyChallenges } from './passkey-challenges.ts'
import { type PasskeyService, passkeyService } from './passkeys.service.ts'
import { type RecoveryCodeService, recoveryCodeService } from './recovery-codes.service.ts'
import { relyingPartyAt } from './relying-party.ts'
import type { Rise } from './rise.ts'
import { type TotpService, totpService } from './totp.service.ts'

interface Needs {
  db: Database
  audit: Pick<Audit, 'write'>
  keyRing: KeyRing
  clock: Clock
  newId: () => string
  mail: MailService
  limits: ReturnType<typeof secondFactorLimits>
  /** Where browsers find us. */
  publicUrl: string
}

/** What a signed-in person does with their own factors. */
export interface OwnFactors {
  totp: TotpService
  recoveryCodes: RecoveryCodeService
  passkeys: PasskeyService
}

export interface FactorsFeature {
  /** For the sign-in. */
  factors: FactorService
  /** For the person. `rise` comes from the sessions, which need `factors` themselves. */
  ofPerson(rise: Rise): OwnFactors
  /** Removes ceremonies that nobody finished. */
  removeExpired(): Promise<void>
}

export function factorsFeature({ publicUrl, ...needs }: Needs): FactorsFeature {
  const { db, clock } = needs
  const common = { ...needs, challenges: passkeyChallenges(needs), relyingParty: relyingPartyAt(publicUrl) }
  return {
    factors: factorService(common),
    ofPerson(rise) {
      const changes = factorChanges(needs)
      const recoveryCodes = recoveryCodeService({ ...needs, changes })
      return {
        recoveryCodes,
        totp: totpService({ ...needs, changes, recoveryCodes, rise }),
        passkeys: passkeyService({ ...common, changes, rise }),
      }
    },
    async removeExpired() {
      await db.withoutTeam((tx) => passkeyChallengesStore(tx).removeExpired(clock.now()))
    },
  }
}
