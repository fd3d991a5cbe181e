import { join } from 'node:path'
import { addRootKey, KeyRing } from '@skykeep/keyring'
import { certificateRequest } from '@skykeep/keyring/testing/certificate-requests'
import { operatorOf } from '../../../auth/principal.ts'
import { createRootKey } from '../../../keys/create-key-ring.ts'
import { dataKeyStore } from '../../../keys/data-key-store.ts'
import { sealedColumns } from '../../../keys/sealed-columns.ts'
import { newId } from '../../../lib/new-id.ts'
import {
  addNextLocalSecret,
  dropFormerLocalSecrets,
  localSecretFacts,
  useNextLocalSecret,
} from '../../../runtime/local-secret.ts'
import { furnishedTeam } from '../../../testing/furnished-team.ts'
import { runningProgram } from '../../../testing/running-program.ts'
import { recoveryKeyPlace } from '../../factors/recovery-codes.service.ts'
import { totpPlace } from '../../factors/totp.service.ts'
import { keyCareService } from '../key-care.service.ts'

export type KeyWorld = Awaited<ReturnType<typeof keyWorld>>

/** The whole program with a team whose secrets of every kind are sealed, the care for its keys, and a clock that can be moved. */
export async function keyWorld() {
  const program = await runningProgram()
  const team = await furnishedTeam(program, 'keys')
  const clock = { aheadMs: 0, now: () => new Date(Date.now() + clock.aheadMs) }

  /** A certificate of an aircraft, a connection to a cloud with its key, an authenticator app and recovery codes. */
  async function keepSecrets(): Promise<void> {
    const { identity, automation, admin } = program
    const operator = operatorOf(team.id, 'trial')
    const { csrPem } = await certificateRequest()
    await identity.aircraft.issueCertificate(operator, team.ids.aircraft_id!, { csr: csrPem, days: 30 })
    const azure = { tenant_id: newId(), client_id: newId(), cloud: 'public' }
    await automation.connections.create(operator, { name: 'C', provider: 'azure', azure } as never)
    const account = team.accounts.owner!
    const secret = await identity.keyRing.seal('secret', totpPlace(account))
    await admin.query('insert into identity.totp_factors (account_id, sealed_secret, created_at) values ($1, $2, now())', [
      account,
      secret,
    ])
    const set = await identity.keyRing.seal('set', recoveryKeyPlace(account))
    for (let code = 0; code < 3; code++)
      await admin.query(
        `insert into identity.recovery_codes (account_id, id, sealed_key, code_hash, created_at) values ($1, $2, $3, 'x', now())`,
        [account, newId(), set],
      )
  }

  async function care() {
    const { core, identity } = program
    const { config, audit } = core
    const { db, keyRing, signingKeys, checkpointKeys, credentials, teams } = identity
    const path = join(config.SKYKEEP_DATA_DIR, 'root.key')
    const databases = {
      skykeep_identity: db,
      skykeep_automation: await core.open('skykeep_automation', 2),
      skykeep_contacts: await core.open('skykeep_contacts', 2),
    }
    const teamIds = async () => (await teams.all()).map(({ id }) => id)
    const needs = { db, audit, clock, keyRing, signingKeys, checkpointKeys, credentials, databases, teamIds }
    return {
      needs,
      path,
      keys: keyCareService({
        ...needs,
        root: { keyId: () => identity.rootKey.keyId(), file: { path, add: (use) => addRootKey(path, use) } },
        local: {
          facts: (kind) => localSecretFacts(config, kind),
          addNext: (kind) => addNextLocalSecret(config, kind),
          useNext: (kind) => useNextLocalSecret(config, kind),
          dropFormer: (kind) => dropFormerLocalSecrets(config, kind),
        },
      }),
    }
  }

  /** Every envelope of the installation, and whether the key ring of a process that starts now opens it. */
  async function envelopes() {
    const { admin, core, identity } = program
    const ring = new KeyRing({ root: await createRootKey(core), store: dataKeyStore(identity.db), clock })
    const found: { table: string; key_id: string }[] = []
    for (const column of sealedColumns) {
      const keys = column.key.map((name) => `${name}::text`).join(', ')
      const { rows } = await admin.query(
        `select array[${keys}] as key, ${column.column} as envelope, ${column.hasTeam ? 'team_id' : 'null::uuid as team_id'} from ${column.table}
          where ${column.column} is not null`,
      )
      for (const { key, envelope, team_id } of rows) {
        await ring.open(envelope, { team_id, ...column.place(key) })
        found.push({ table: column.table, key_id: envelope.split('.')[1] })
      }
    }
    return found
  }

  await keepSecrets()
  return { program, team, clock, care, envelopes }
}
