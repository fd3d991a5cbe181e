import type { OwnTeam, Team, TeamDeletion, TeamPatch } from '@skykeep/contract'
import type { KeyRing } from '@skykeep/keyring'
import { type Caller, isThemselves, must } from '../../auth/principal.ts'
import { announce } from '../../keys/announce.ts'
import { destroyDataKeys } from '../../keys/data-key-store.ts'
import { idOfCursor, pageOf } from '../../lib/id-cursor.ts'
import { type ExpectedVersions, mustBeExpected } from '../../lib/versions.ts'
import type { CredentialService } from '../credentials/credentials.service.ts'
import type { MemberService } from '../members/members.service.ts'
import { type FoundingNeeds, founding } from './founding.ts'
import { existing, resourceOf, shown } from './shown-team.ts'
import { countLosses } from './team-losses.store.ts'
import { mustBeBearable, policyIn, policyOf } from './team-policy.ts'
import { allTeamIds, type TeamRow, teamIdsOf, teamsStore } from './teams.store.ts'

interface Needs extends FoundingNeeds {
  keyRing: KeyRing
  credentials: CredentialService
  members: Pick<MemberService, 'admit' | 'dismissAll'>
}

export type TeamService = ReturnType<typeof teamService>

export function teamService(needs: Needs) {
  const { db, audit, clock, keyRing, credentials, members } = needs
  return {
    ...founding(needs),

    /** The teams that the caller belongs to: of a person by themselves all of them, of a machine the one that it has. */
    async list(caller: Caller, page: { limit: number; cursor?: string | undefined }) {
      if (!isThemselves(caller)) return { items: [await this.get(caller, caller.team_id)], next_cursor: null }
      const after = page.cursor === undefined ? undefined : idOfCursor(page.cursor)
      const ids = await db.withoutTeam((tx) => teamIdsOf(tx, caller.id, { after, limit: page.limit }), { readOnly: true })
      const { items, next_cursor } = pageOf(
        ids,
        page.limit,
        ({ id }) => id,
        ({ id }) => id,
      )
      const teams = await eachOf(items, async (id) => ownTeam(id, caller.id))
      return { items: teams, next_cursor }
    },

    /** Every team of the installation, for its operator. */
    async all(): Promise<Team[]> {
      return eachOf(await db.withoutTeam(allTeamIds, { readOnly: true }), async (id) => {
        const team = await db.asTeam(id, (tx) => teamsStore(tx).find(id), { readOnly: true })
        return team && shown(team)
      })
    },

    async get(caller: Caller, id: string): Promise<Team> {
      must(caller, 'team:read')
      return shown(existing(await db.asTeam(caller.team_id, (tx) => teamsStore(tx).find(id), { readOnly: true })))
    },

    /** A change of what the team demands is told to every process at once: it counts for the next call of everybody in it. */
    async change(caller: Caller, id: string, patch: TeamPatch, expected: ExpectedVersions): Promise<Team> {
      must(caller, 'team:write')
      const policy = policyIn(patch)
      if (policy) mustBeBearable(caller, policy, clock.now())
      return db.asTeam(caller.team_id, async (tx) => {
        const store = teamsStore(tx)
        const before = existing(await store.lock(id))
        mustBeExpected(expected, before.version)
        const after: TeamRow = { ...before, ...patch, version: before.version + 1, updated_at: clock.now() }
        await store.update(after)
        const resource = resourceOf(before)
        if (patch.name !== undefined) {
          const names = { before: { name: before.name }, after: { name: after.name } }
          await audit.write(tx, caller, { action: 'team.updated', resource, ...names })
        }
        if (policy) {
          const policies = { before: { ...policyOf(before) }, after: { ...policyOf(after) } }
          await audit.write(tx, caller, { action: 'team.policy_changed', resource, ...policies })
          await announce(tx, 'principal', id)
        }
        return shown(after)
      })
    },

    /** What would be lost with the team, for somebody who is about to delete it. */
    async deletion(caller: Caller, id: string): Promise<TeamDeletion> {
      must(caller, 'team:delete')
      return db.asTeam(
        caller.team_id,
        async (tx) => {
          const { name } = existing(await teamsStore(tx).find(id))
          const { audit_entries, ...lost } = await countLosses(tx, id, clock.now())
          return { team_id: id, name, lost, kept: { audit_entries } }
        },
        { readOnly: true },
      )
    },

    /** Deletes the team with its principals and credentials, and destroys its data keys: what they sealed stays unreadable, in back-ups too. */
    async remove(caller: Caller, id: string, expected: ExpectedVersions): Promise<void> {
      must(caller, 'team:delete')
      await db.asTeam(caller.team_id, async (tx) => {
        const store = teamsStore(tx)
        const team = existing(await store.lock(id))
        mustBeExpected(expected, team.version)
        await credentials.removeAll(tx)
        const dismissed = await members.dismissAll(tx)
        await store.remove(id)
        await announce(tx, 'principal', id)
        const data_keys_destroyed = await destroyDataKeys(tx, id, clock.now())
        const resource = resourceOf(team)
        const destroyed = { action: 'data_key.destroyed', resource, details: { data_keys_destroyed } }
        if (data_keys_destroyed > 0) await audit.write(tx, caller, destroyed)
        const fact = { action: 'team.deleted', resource, before: { name: team.name } }
        await audit.write(tx, caller, { ...fact, details: { data_keys_destroyed, members: dismissed } })
      })
      keyRing.forget()
    },
  }

  async function ownTeam(id: string, accountId: string): Promise<OwnTeam | undefined> {
    return db.asTeam(
      id,
      async (tx) => {
        const store = teamsStore(tx)
        const team = await store.find(id)
        return team && { ...shown(team), roles: await store.rolesOf(accountId) }
      },
      { readOnly: true },
    )
  }
}

/** Read team by team: not even for a list does one query see two of them. One that was deleted meanwhile is left out. */
async function eachOf<Item>(ids: readonly string[], read: (id: string) => Promise<Item | undefined>): Promise<Item[]> {
  const items: Item[] = []
  for (const id of ids) {
    const item = await read(id)
    if (item) items.push(item)
  }
  return items
}
