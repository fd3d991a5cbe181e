import { Problem, type RecoveryCodes, type TotpEnrolment } from '@skykeep/contract'
import type { KeyRing } from '@skykeep/keyring'
import type { Audit } from '../../audit/audit.ts'
import { type Caller, mustBeThemselves } from '../../auth/principal.ts'
import type { Database } from '../../db/tenancy.ts'
import type { Clock } from '../../lib/new-id.ts'
import { accountResource, type FactorChanges } from './factor-changes.ts'
import { factorNotices } from './factor-notices.ts'
import { hasFactor } from './factor-state.ts'
import { qrSvg } from './qr-svg.ts'
import type { RecoveryCodeService } from './recovery-codes.service.ts'
import { recoveryCodesStore } from './recovery-codes.store.ts'
import { isSecondFactorDemanded, mustLeaveEnough } from './removal-rule.ts'
import type { Rise, StartedSession } from './rise.ts'
import { totpStore } from './totp.store.ts'
import { base32Of, newTotpSecret, stepOfCode, totpUri } from './totp-code.ts'

interface Needs {
  db: Database
  audit: Pick<Audit, 'write'>
  keyRing: Pick<KeyRing, 'seal' | 'open'>
  clock: Clock
  changes: FactorChanges
  recoveryCodes: RecoveryCodeService
  rise: Rise
}

/** Where the secret of an app lives: what was sealed for one account does not open for another. */
export const totpPlace = (account_id: string) => ({
  team_id: null,
  purpose: 'totp',
  table: 'identity.totp_factors',
  column: 'sealed_secret',
  row: account_id,
})

export type TotpService = ReturnType<typeof totpService>

/** How a person sets an authenticator app up and removes it. Its codes are checked in `factors.service.ts`. */
export function totpService({ db, audit, keyRing, clock, changes, recoveryCodes, rise }: Needs) {
  return {
    /** The one answer that shows the secret. It is no factor until a code of it came back. */
    async enrol(caller: Caller): Promise<TotpEnrolment> {
      mustBeThemselves(caller)
      const { email } = await changes.ownerOf(caller)
      const secret = newTotpSecret()
      const sealed = await keyRing.seal(secret, totpPlace(caller.id))
      await changes.withoutNotice(caller, async (tx) => {
        if (!(await totpStore(tx).begin(caller.id, sealed, clock.now()))) throw new Problem('FACTOR_EXISTS')
      })
      const uri = totpUri(secret, email)
      return { secret: base32Of(secret), uri, qr_svg: qrSvg(uri) }
    },

    async confirm(caller: Caller, code: string): Promise<RecoveryCodes & { session: StartedSession }> {
      mustBeThemselves(caller)
      const begun = await db.withoutTeam((tx) => totpStore(tx).find(caller.id), { readOnly: true })
      if (!begun) throw new Problem('NOT_FOUND')
      if (begun.last_step !== null) throw new Problem('FACTOR_EXISTS')
      const secret = await keyRing.open(begun.sealed_secret, totpPlace(caller.id))
      const step = stepOfCode(secret, code, clock.now())
      if (step === null) throw new Problem('CODE_REFUSED')
      const set = await recoveryCodes.prepare(caller.id)
      await changes.change(caller, factorNotices.totpAdded(), async (tx, { state }) => {
        // Of two confirmations at once the second finds the code used.
        if (!(await totpStore(tx).confirm(begun, step, clock.now()))) throw new Problem('CODE_REFUSED')
        const after = { totp: true, totp_disabled: false }
        const before = { totp: state.totp, totp_disabled: state.totp_disabled }
        await audit.write(tx, caller, { action: 'factor.totp_enrolled', resource: accountResource(caller.id), before, after })
        await recoveryCodes.write(tx, caller, set)
      })
      return { recovery_codes: set.codes, session: await rise(caller, ['totp']) }
    },

    async remove(caller: Caller): Promise<void> {
      mustBeThemselves(caller)
      const isDemanded = await isSecondFactorDemanded(db, caller.id)
      await changes.change(caller, factorNotices.totpRemoved(), async (tx, { owner, state }) => {
        if (!state.totp) throw new Problem('NOT_FOUND')
        const left = { ...state, totp: false, totp_disabled: false }
        mustLeaveEnough(owner, isDemanded, left)
        await totpStore(tx).remove(caller.id)
        if (!hasFactor(left)) await recoveryCodesStore(tx).removeAll(caller.id)
        const before = { totp: true, totp_disabled: state.totp_disabled }
        const after = { totp: false, totp_disabled: false }
        await audit.write(tx, caller, { action: 'factor.totp_removed', resource: accountResource(caller.id), before, after })
      })
    },
  }
}
