import type { DatabaseRole } from '../db/roles.ts'

/** A column of envelopes: with whose rights it is written, and how the place of each is named. */
export interface SealedColumn {
  role: DatabaseRole
  table: string
  column: string
  /** Columns by which a row is found. */
  key: readonly string[]
  hasTeam: boolean
  /** The place that is bound to the envelope, as it was sealed. */
  place(key: readonly string[]): { purpose: string; table: string; column: string; row: string }
  /** Rows that are gone within days by themselves: they are not sealed anew, and an old key waits for them. */
  isShortLived?: true
}

type Named = Pick<SealedColumn, 'role' | 'table' | 'column'> & { purpose: string; key: string; hasTeam: boolean }

/** A row that has one key, which is the name of its place too. */
const named = ({ purpose, key, ...column }: Named): SealedColumn => ({
  ...column,
  key: [key],
  place: ([row]) => ({ purpose, table: column.table, column: column.column, row: row! }),
})

const signing = (use: 'token' | 'checkpoint') => ({ purpose: `${use}-signing`, table: 'signing_keys', column: 'sealed' })
const identity = 'skykeep_identity' as const
const automation = 'skykeep_automation' as const
const contacts = 'skykeep_contacts' as const

/**
 * Every column that holds envelopes of the key ring. A key can only be destroyed when none of them names it, so a column that is missing here would
 * be lost: a test holds this list against the database.
 */
export const sealedColumns: readonly SealedColumn[] = [
  named({
    role: identity,
    table: 'directory.authorities',
    column: 'sealed_key',
    purpose: 'issuing-authority',
    key: 'id',
    hasTeam: true,
  }),
  named({
    role: identity,
    table: 'identity.recovery_codes',
    column: 'sealed_key',
    purpose: 'recovery-codes',
    key: 'account_id',
    hasTeam: false,
  }),
  named({
    role: identity,
    table: 'identity.totp_factors',
    column: 'sealed_secret',
    purpose: 'totp',
    key: 'account_id',
    hasTeam: false,
  }),
  {
    ...{ role: identity, table: 'identity.installation', column: 'sealed_root_key', key: ['one'], hasTeam: false },
    place: () => ({ purpose: 'installation-authority', table: 'identity.installation', column: 'sealed_root_key', row: 'one' }),
  },
  {
    ...{ role: identity, table: 'identity.signing_keys', column: 'sealed_key', key: ['kind', 'kid'], hasTeam: false },
    place: ([kind, kid]) => ({ ...signing(kind as 'token'), row: kid! }),
  },
  {
    ...named({ role: identity, table: 'identity.mails', column: 'sealed', purpose: 'mails', key: 'id', hasTeam: false }),
    isShortLived: true,
  },
  {
    ...{ role: identity, table: 'directory.idempotent_answers', column: 'sealed_key', hasTeam: true, isShortLived: true },
    key: ['principal_id', 'operation', 'key'],
    place: (key) => ({
      ...{ purpose: 'idempotent-answers', table: 'directory.idempotent_answers', column: 'sealed_key' },
      row: key.map(encodeURIComponent).join('/'),
    }),
  },
  ...(['sealed_key', 'sealed_passphrase'] as const).map((column) =>
    named({
      role: automation,
      table: 'automation.connection_keys',
      column,
      purpose: 'connection-keys',
      key: 'id',
      hasTeam: true,
    }),
  ),
  ...(['sealed_access', 'sealed_refresh'] as const).map((column) =>
    named({ role: contacts, table: 'contacts.links', column, purpose: 'contacts-tokens', key: 'id', hasTeam: true }),
  ),
  {
    ...named({
      ...{ role: contacts, table: 'contacts.starts', column: 'sealed_verifier', purpose: 'contacts-starts' },
      ...{ key: 'state_hash', hasTeam: true },
    }),
    isShortLived: true,
  },
  named({
    role: automation,
    table: 'automation.webhook_secrets',
    column: 'sealed',
    purpose: 'webhook-secrets',
    key: 'id',
    hasTeam: true,
  }),
]
