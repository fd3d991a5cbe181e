import type { PasskeyChallenge } from '@skykeep/contract'
import type { KeyRing } from '@skykeep/keyring'
import type { Audit } from '../../audit/audit.ts'
import { type AuditActor, systemActor } from '../../audit/fact.ts'
import type { Database } from '../../db/tenancy.ts'
import type { secondFactorLimits } from '../../http/guess-limits.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { MailService, Message } from '../mail/mail.service.ts'
import { accountResource } from './factor-changes.ts'
import { factorNotices } from './factor-notices.ts'
import { type FactorState, factorState } from './factor-state.ts'
import { ownersStore } from './owners.store.ts'
import type { PasskeyChallenges } from './passkey-challenges.ts'
import { type ProvenPasskey, passkeySignIn } from './passkey-sign-in.ts'
import { hashOfRecoveryCode } from './recovery-code.ts'
import { recoveryKeyPlace } from './recovery-codes.service.ts'
import { recoveryCodesStore } from './recovery-codes.store.ts'
import type { RelyingParty } from './relying-party.ts'
import { totpPlace } from './totp.service.ts'
import { FAILURES_MAX, type TotpRow, totpStore } from './totp.store.ts'
import { stepOfCode } from './totp-code.ts'

interface Needs {
  db: Database
  audit: Pick<Audit, 'write'>
  keyRing: Pick<KeyRing, 'open'>
  clock: Clock
  mail: MailService
  limits: ReturnType<typeof secondFactorLimits>
  challenges: PasskeyChallenges
  relyingParty: RelyingParty
}

/** Where a proof came from, for the audit trail. */
export interface From {
  trace_id: string | null
  address: string | null
}

/** What signing in and stepping up need of second factors. Guesses are counted here, for every caller and over all challenges. */
export interface FactorService {
  state(account_id: string): Promise<FactorState>
  /** @throws Problem RATE_LIMITED */
  verifyTotp(account_id: string, code: string, from?: From): Promise<boolean>
  /** @throws Problem RATE_LIMITED */
  useRecoveryCode(account_id: string, code: string, from?: From): Promise<boolean>
  /** For the second factor of an account that is known; null: for a sign-in by passkey alone. */
  beginPasskey(account_id: string | null): Promise<PasskeyChallenge>
  /** With an account, only a challenge that was begun for it counts. */
  finishPasskey(challenge: string, response: unknown, account_id?: string): Promise<ProvenPasskey | null>
}

const nowhere: From = { trace_id: null, address: null }

export function factorService(needs: Needs): FactorService {
  const { db, audit, keyRing, clock, mail, limits } = needs
  const passkeys = passkeySignIn(needs)
  return {
    state: (account_id) => db.withoutTeam((tx) => factorState(tx, account_id), { readOnly: true }),
    verifyTotp: (account_id, code, from = nowhere) => guess(account_id, from, () => isCodeOfApp(account_id, code, from)),
    useRecoveryCode: (account_id, code, from = nowhere) => guess(account_id, from, () => isRecoveryCode(account_id, code, from)),
    beginPasskey: passkeys.begin,
    finishPasskey: passkeys.finish,
  }

  async function guess(account_id: string, { trace_id, address }: From, isRight: () => Promise<boolean>): Promise<boolean> {
    const about = { account_id, trace_id, address }
    await limits.mayTry(about)
    const right = await isRight()
    await (right ? limits.succeeded(about) : limits.failed(about))
    return right
  }

  async function isCodeOfApp(account_id: string, code: string, from: From): Promise<boolean> {
    const totp = await db.withoutTeam((tx) => totpStore(tx).find(account_id), { readOnly: true })
    if (!totp || totp.confirmed_at === null || totp.disabled_at !== null) return false
    const step = await stepOf(totp, code)
    if (step !== null && (await db.withoutTeam((tx) => totpStore(tx).accept(totp, step)))) return true
    const failures = await db.withoutTeam((tx) => totpStore(tx).countFailure(account_id))
    if (failures >= FAILURES_MAX) await switchOff(account_id, from)
    return false
  }

  // Our own clock decides: what the sender's says is not asked.
  async function stepOf({ account_id, sealed_secret }: TotpRow, code: string): Promise<number | null> {
    return stepOfCode(await keyRing.open(sealed_secret, totpPlace(account_id)), code.replaceAll(' ', ''), clock.now())
  }

  /** From `FAILURES_MAX` on nothing is accepted; this says so, once. */
  async function switchOff(account_id: string, { trace_id }: From): Promise<void> {
    const notice = await prepared(account_id, factorNotices.totpDisabled())
    await db.withoutTeam(async (tx) => {
      if (!(await totpStore(tx).disable(account_id, clock.now()))) return
      await audit.write(tx, systemActor('factors', trace_id), {
        action: 'factor.totp_disabled',
        resource: accountResource(account_id),
        before: { totp_disabled: false },
        after: { totp_disabled: true },
        details: { failures: FAILURES_MAX },
      })
      if (notice) await mail.queue(tx, notice)
    })
  }

  async function isRecoveryCode(account_id: string, code: string, { trace_id, address }: From): Promise<boolean> {
    const sealed_key = await db.withoutTeam((tx) => recoveryCodesStore(tx).sealedKeyOf(account_id), { readOnly: true })
    if (sealed_key === undefined) return false
    const code_hash = hashOfRecoveryCode(await keyRing.open(sealed_key, recoveryKeyPlace(account_id)), code)
    const left = await db.withoutTeam(async (tx) => {
      const store = recoveryCodesStore(tx)
      return (await store.has(account_id, code_hash)) ? (await store.left(account_id)) - 1 : null
    })
    if (left === null) return false
    const notice = await prepared(account_id, factorNotices.recoveryCodeUsed(left))
    const actor: AuditActor = { kind: 'account', id: account_id, token_id: null, trace_id, address }
    return db.withoutTeam(async (tx) => {
      const store = recoveryCodesStore(tx)
      if (!(await store.use(account_id, code_hash, clock.now()))) return false
      const after = { left_count: await store.left(account_id) }
      const before = { left_count: after.left_count + 1 }
      await audit.write(tx, actor, { action: 'factor.recovery_code_used', resource: accountResource(account_id), before, after })
      if (notice) await mail.queue(tx, notice)
      return true
    })
  }

  async function prepared(account_id: string, message: Message) {
    const owner = await db.withoutTeam((tx) => ownersStore(tx).find(account_id), { readOnly: true })
    return owner && mail.prepare(owner.email, message)
  }
}
