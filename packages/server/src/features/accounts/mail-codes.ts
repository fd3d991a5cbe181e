import { createHmac, randomInt } from 'node:crypto'
import { Problem } from '@skykeep/contract'
import type { Database, InstallationTx, TeamTx } from '../../db/tenancy.ts'
import { type Clock, newId } from '../../lib/new-id.ts'
import { type CodePurpose, mailCodesStore } from './mail-codes.store.ts'

export type { CodePurpose } from './mail-codes.store.ts'

/** Without 0 and O, 1, I and L, and U, which is read as V: 30 signs, so eight of them are 39 bits. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
const LENGTH = 8
const LIFE_MS = 10 * 60_000
// Five of 6.5 × 10^11 in ten minutes, and the next code is another one.
const FAILURES_MOST = 5

export interface CodeOrder {
  purpose: CodePurpose
  /** In its one spelling (`normalizeEmail`). */
  email: string
  account_id?: string | null
  /** Of the browser that asks. */
  flow?: string | undefined
  /** One that `make` gave, for whoever has to seal the mail that brings it before the transaction. */
  code?: string
}

export interface CodeShown {
  purpose: CodePurpose
  email: string
  /** As somebody typed it. */
  code: string
  /** Of the browser that shows it. With one, it must be the one that asked; without any, the code alone decides. */
  flow?: string | undefined
}

export interface Redeemed {
  account_id: string | null
}

export interface MailCodes {
  /** A new code, as it is to be shown. It opens nothing before it is issued. */
  make(): string
  /** Makes a code, as it is to be shown; older ones of the same purpose and address are void from then on. */
  issue(tx: TeamTx | InstallationTx, order: CodeOrder): Promise<string>
  /**
   * Uses a code up, once; null when it does not count, whatever the reason. A failure is counted in this transaction: whoever gets null must
   * let it commit, and refuse afterwards. `redeemOrRefuse` does so.
   */
  redeem(tx: TeamTx | InstallationTx, shown: CodeShown): Promise<Redeemed | null>
  /**
   * Uses a code up and does the work that it allows, in one transaction: when the work fails, the code is as it was.
   *
   * @throws Problem CODE_REFUSED after the failure was counted
   */
  redeemOrRefuse<T>(db: Database, shown: CodeShown, work: (tx: InstallationTx, redeemed: Redeemed) => Promise<T>): Promise<T>
}

interface Needs {
  clock: Clock
  /** A key that the database does not hold: without it, all codes of one row could be tried in a second. */
  key: Uint8Array
}

export function mailCodes({ clock, key }: Needs): MailCodes {
  const keyed = (...parts: string[]) => createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url')
  // Purpose and address belong to the hash: a row cannot be made into one for somebody else.
  const hashOf = ({ purpose, email }: Omit<CodeOrder, 'flow'>, code: string) => keyed('code', purpose, email, code)
  const flowOf = ({ flow }: { flow?: string | undefined }) => (flow === undefined ? undefined : keyed('flow', flow))

  const codes: MailCodes = {
    make() {
      const code = newCode()
      return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`
    },

    async issue(tx, order) {
      const { purpose, email, account_id = null, code = codes.make() } = order
      const created_at = clock.now()
      const store = mailCodesStore(tx)
      await store.put({
        ...{
          id: newId(),
          purpose,
          email,
          account_id,
          code_hash: hashOf(order, readCode(code)),
          flow_hash: flowOf(order) ?? null,
        },
        ...{ failures: 0, created_at, expires_at: new Date(created_at.getTime() + LIFE_MS), consumed_at: null },
      })
      // After it, never before: two that first removed each other's old row, and then waited for it, would be a deadlock.
      await store.forgetExpired(created_at)
      return code
    },

    async redeem(tx, shown) {
      const { purpose, email } = shown
      const guess = { purpose, email, code_hash: hashOf(shown, readCode(shown.code)), flow_hash: flowOf(shown) }
      const row = await mailCodesStore(tx).guess(guess, clock.now(), FAILURES_MOST)
      return row ? { account_id: row.account_id } : null
    },

    async redeemOrRefuse(db, shown, work) {
      const outcome = await db.withoutTeam(async (tx) => {
        const redeemed = await codes.redeem(tx, shown)
        return redeemed && { done: await work(tx, redeemed) }
      })
      if (!outcome) throw new Problem('CODE_REFUSED')
      return outcome.done
    },
  }
  return codes
}

const newCode = (): string => Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]!).join('')

/** What people and their mail programs make of a code: small letters, other dashes, spaces, full-width signs. */
const readCode = (typed: string): string =>
  typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}]/gu, '')
