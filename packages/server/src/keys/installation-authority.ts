import { type Clock, createAuthority, type KeyRing, type SigningAuthority } from '@skykeep/keyring'
import type { Audit } from '../audit/audit.ts'
import { systemActor } from '../audit/fact.ts'
import type { Database } from '../db/tenancy.ts'

interface InstallationTable {
  one: true
  root_certificate: string
  sealed_root_key: string
  created_at: Date
}

declare module '../db/tables.ts' {
  interface Tables {
    'identity.installation': InstallationTable
  }
}

/** The authority at the top: it signs those of the teams and the development certificate of the server, and nothing else. */
export interface InstallationAuthority {
  /** The root certificate: what clients and the mTLS listener trust. */
  pem: string
  /** Opened for one signature at a time; its private key is not kept in memory. */
  open(): Promise<SigningAuthority>
}

interface Needs {
  db: Database
  audit: Pick<Audit, 'write'>
  keyRing: KeyRing
  clock: Clock
}

// Longer than any authority below it, so that those never have to end early.
const ROOT_YEARS = 25
const place = {
  team_id: null,
  purpose: 'installation-authority',
  table: 'identity.installation',
  column: 'sealed_root_key',
  row: 'one',
}

/** Reads the authority of the installation; the first process that asks makes it, and all others get the same one. */
export async function installationAuthority({ db, audit, keyRing, clock }: Needs): Promise<InstallationAuthority> {
  const row = (await read(db)) ?? (await make({ db, audit, keyRing, clock }))
  const pem = row.root_certificate
  return {
    pem,
    async open() {
      // Read again: it is sealed anew when data keys are replaced, and the former ones are destroyed.
      const { sealed_root_key } = (await read(db))!
      return { pem, chainPem: '', privateKeyPkcs8: await keyRing.open(sealed_root_key, place) }
    },
  }
}

async function make({ db, audit, keyRing, clock }: Needs): Promise<InstallationTable> {
  const now = clock.now()
  const root = await createAuthority({ commonName: 'Skykeep installation', validYears: ROOT_YEARS, pathLength: 1, now })
  const row: InstallationTable = {
    one: true,
    root_certificate: root.pem,
    sealed_root_key: await keyRing.seal(root.privateKeyPkcs8, place),
    created_at: now,
  }
  await db.withoutTeam(async (tx) => {
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto('identity.installation')
      .values(row)
      .onConflict((conflict) => conflict.column('one').doNothing())
      .executeTakeFirst()
    if (numInsertedOrUpdatedRows !== 1n) return
    const resource = { type: 'authority', id: 'installation' }
    await audit.write(tx, systemActor('keys'), { action: 'authority.created', resource, after: { not_after: root.not_after } })
  })
  return (await read(db))!
}

const read = (db: Database): Promise<InstallationTable | undefined> =>
  db.withoutTeam((tx) => tx.selectFrom('identity.installation').selectAll().executeTakeFirst(), { readOnly: true })
