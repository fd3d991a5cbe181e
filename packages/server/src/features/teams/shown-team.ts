import { Problem, type Team } from '@skykeep/contract'
import type { TeamRow } from './teams.store.ts'

/** @throws Problem NOT_FOUND */
export function existing(team: TeamRow | undefined): TeamRow {
  if (!team) throw new Problem('NOT_FOUND')
  return team
}

export const resourceOf = ({ team_id }: Pick<TeamRow, 'team_id'>) => ({ type: 'team', id: team_id })

export const shown = ({ team_id, created_at, updated_at, ...team }: TeamRow): Team => ({
  id: team_id,
  ...team,
  created_at: created_at.toISOString(),
  updated_at: updated_at.toISOString(),
})
