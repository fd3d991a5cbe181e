import { userInfo } from 'node:os'
import { join } from 'node:path'
import { addRootKey } from '@skykeep/keyring'
import { INSTALLATION } from '../audit/draft.ts'
import { readConfiguration } from '../config/read.ts'
import { auditStore } from '../features/audit/audit.store.ts'
import { proofService } from '../features/credentials/proofs.service.ts'
import { keyCareService } from '../features/keys/key-care.service.ts'
import { telemetryReader } from '../features/telemetry/proof-reader.ts'
import { RateLimits } from '../http/rate-limits.ts'
import { type IdentityRole, startIdentityRole } from '../roles/identity.ts'
import { type Core, createLog, startCore } from '../runtime/core.ts'
import { addNextLocalSecret, dropFormerLocalSecrets, localSecretFacts, useNextLocalSecret } from '../runtime/local-secret.ts'
import type { AuditInstallation } from './audit.ts'
import type { RegistryInstallation } from './registry-command.ts'

/** Who the audit trail says it was: the user of the operating system, as far as the system knows a name. */
export const operatorName = (): string => {
  try {
    return userInfo().username
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}`
  }
}

/** Opens the installation for one command, beside a running server or without one: the same services, no listeners. */
export async function openInstallation(): Promise<RegistryInstallation & AuditInstallation> {
  const config = readConfiguration(undefined, {}, { SKYKEEP_LOG_LEVEL: 'warn' })
  const issuer = config.SKYKEEP_PUBLIC_URL ?? 'http://localhost'
  const core = await startCore(config, createLog(config, 'stderr'), issuer)
  try {
    const identity = await startIdentityRole(core, new RateLimits(config, { kind: 'memory' }), { url: issuer, mtls_url: issuer })
    const audit = await core.open('skykeep_audit', 2)
    return {
      teams: identity.teams,
      members: identity.members,
      invitations: identity.invitations,
      clients: identity.clients,
      aircraft: identity.aircraft,
      administration: identity.people.administration,
      keys: await keyCareOf(core, identity),
      proofs: proofService({ db: identity.db, clock: core.clock }),
      pool: audit.pool,
      service: identity.audit,
      checkpoints: identity.checkpoints,
      telemetry: telemetryReader({
        db: await core.open('skykeep_telemetry', 2),
        teamIds: async () => (await identity.teams.all()).map(({ id }) => id),
        expiredDays: () => expiredDays(identity.db),
      }),
      close: () => core.stop(),
    }
  } catch (error) {
    await core.stop()
    throw error
  }
}

/** The days whose removal is told by the trail itself, where nobody can add one without a signature. */
async function expiredDays(db: Awaited<ReturnType<typeof startIdentityRole>>['db']): Promise<ReadonlySet<string>> {
  const days = new Set<string>()
  await db.asTeam(INSTALLATION, async (tx) => {
    for (let before: number | null = null; ; ) {
      const rows = await auditStore(tx).list({ action: 'telemetry.day_expired' }, before, 1_000)
      for (const { leaf } of rows) days.add(String(JSON.parse(leaf).resource.id))
      if (rows.length < 1_000) return
      before = rows.at(-1)!.index
    }
  })
  return days
}

/** The care for the keys of the installation, as an operator has it. */
export async function keyCareOf(core: Core, identity: IdentityRole) {
  const { config, audit, clock } = core
  const { db, keyRing, signingKeys, checkpointKeys, credentials, teams } = identity
  const isFile = config.SKYKEEP_ROOT_KEYS[0]!.provider === 'file'
  const path = join(config.SKYKEEP_DATA_DIR, 'root.key')
  return keyCareService({
    ...{ db, audit, clock, keyRing, signingKeys, checkpointKeys, credentials },
    databases: {
      skykeep_identity: db,
      skykeep_automation: await core.open('skykeep_automation', 2),
      skykeep_contacts: await core.open('skykeep_contacts', 2),
    },
    teamIds: async () => (await teams.all()).map(({ id }) => id),
    root: { keyId: () => identity.rootKey.keyId(), file: isFile ? { path, add: (use) => addRootKey(path, use) } : null },
    local: {
      facts: (kind) => localSecretFacts(config, kind),
      addNext: (kind) => addNextLocalSecret(config, kind),
      useNext: (kind) => useNextLocalSecret(config, kind),
      dropFormer: (kind) => dropFormerLocalSecrets(config, kind),
    },
  })
}
