import { Problem, type Team } from '@skykeep/contract'
import type { KeyRing } from '@skykeep/keyring'
import type { Audit } from '../../audit/audit.ts'
import { type Caller, must, operatorOf } from '../../auth/principal.ts'
import type { Database } from '../../db/tenancy.ts'
import { destroyDataKeys } from '../../keys/data-key-store.ts'
import type { Clock } from '../../lib/new-id.ts'
import { type ExpectedVersions, mustBeExpected } from '../../lib/versions.ts'
import type { CredentialService } from '../credentials/credentials.service.ts'
import { allTeamIds, type TeamRow, teamsStore } from './teams.store.ts'

interface Needs {
  db: Database
  audit: Pick<Audit, 'write'>
  clock: Clock
  newId: () => string
  keyRing: KeyRing
  credentials: CredentialService
}

export type TeamService = ReturnType<typeof teamService>

export function teamService({ db, audit, clock, newId, keyRing, credentials }: Needs) {
  return {
    /** Founds a team. Only an operator of the installation can: a machine belongs to one team, and could never reach another. */
    async found({ name }: { name: string }, operator: string): Promise<Team> {
      const founder = operatorOf(newId(), operator)
      const now = clock.now()
      return db.asTeam(founder.team_id, async (tx) => {
        const team = await teamsStore(tx).insert({ name, ...noPolicy, version: 1, created_at: now, updated_at: now })
        await audit.write(tx, founder, { action: 'team.created', resource: resourceOf(team), after: { name } })
        return shown(team)
      })
    },

    /** The teams that the caller belongs to: a machine has exactly one. */
    async list(caller: Caller): Promise<Team[]> {
      return [await this.get(caller, caller.team_id)]
    },

    /** Every team of the installation, for its operator. Read team by team: not even here does one query see two of them. */
    async all(): Promise<Team[]> {
      const ids = await db.withoutTeam(allTeamIds, { readOnly: true })
      const teams: Team[] = []
      for (const id of ids) {
        const team = await db.asTeam(id, (tx) => teamsStore(tx).find(id), { readOnly: true })
        if (team) teams.push(shown(team))
      }
      return teams
    },

    async get(caller: Caller, id: string): Promise<Team> {
      must(caller, 'team:read')
      return shown(found(await db.asTeam(caller.team_id, (tx) => teamsStore(tx).find(id), { readOnly: true })))
    },

    async change(caller: Caller, id: string, { name }: { name: string }, expected: ExpectedVersions): Promise<Team> {
      must(caller, 'team:write')
      return db.asTeam(caller.team_id, async (tx) => {
        const store = teamsStore(tx)
        const before = found(await store.lock(id))
        mustBeExpected(expected, before.version)
        const after = { ...before, name, version: before.version + 1, updated_at: clock.now() }
        await store.update(after)
        await audit.write(tx, caller, {
          action: 'team.updated',
          resource: resourceOf(before),
          before: { name: before.name },
          after: { name },
        })
        return shown(after)
      })
    },

    /** Deletes the team with its principals and credentials, and destroys its data keys: what they sealed stays unreadable, in back-ups too. */
    async remove(caller: Caller, id: string, expected: ExpectedVersions): Promise<void> {
      must(caller, 'team:delete')
      await db.asTeam(caller.team_id, async (tx) => {
        const store = teamsStore(tx)
        const team = found(await store.lock(id))
        mustBeExpected(expected, team.version)
        await credentials.removeAll(tx)
        await store.remove(id)
        const data_keys_destroyed = await destroyDataKeys(tx, id, clock.now())
        const fact = { action: 'team.deleted', resource: resourceOf(team), before: { name: team.name } }
        await audit.write(tx, caller, { ...fact, details: { data_keys_destroyed } })
      })
      keyRing.forget()
    },
  }
}

/** A team demands nothing of sign-ins beyond what the installation does, until somebody says so. */
const noPolicy = { second_factor_required: false, session_idle_seconds: null, session_seconds: null, allowed_networks: [] }

function found(team: TeamRow | undefined): TeamRow {
  if (!team) throw new Problem('NOT_FOUND')
  return team
}

const resourceOf = ({ team_id }: TeamRow) => ({ type: 'team', id: team_id })

const shown = ({ team_id, name, version, created_at, updated_at }: TeamRow): Team => ({
  id: team_id,
  name,
  version,
  created_at: created_at.toISOString(),
  updated_at: updated_at.toISOString(),
})
