import { answers, NewTeam, Page, Team, TeamDeletion, TeamPatch, Teams, Uuid } from '@skykeep/contract'
import { z } from 'zod'
import { callerOf } from '../../auth/principal.ts'
import type { App } from '../../http/app.ts'
import { repeatableOf } from '../../http/repeatable.ts'
import { ChangingHeaders, CreatingHeaders, idempotencyRefusals } from '../../http/request-headers.ts'
import { demandedVersions, etagOf, expectedVersions } from '../../lib/versions.ts'
import type { TeamService } from './teams.service.ts'

const params = z.strictObject({ team_id: Uuid })
const tags = ['teams']

export function teamsRoutes(app: App, { teams }: { teams: TeamService }): void {
  app.get(
    '/teams',
    {
      config: {
        permission: 'team:read',
        orThemselves: 'a person sees the teams they belong to, also before they have chosen one',
      },
      schema: { operationId: 'listTeams', tags, summary: 'The teams you belong to', querystring: Page, response: { 200: Teams } },
    },
    (request) => teams.list(callerOf(request), request.query),
  )

  app.post(
    '/teams',
    {
      config: { person: 'anybody with an account may found a team, and owns it' },
      schema: {
        operationId: 'foundTeam',
        tags,
        summary: 'Found a team; you are its first owner',
        headers: CreatingHeaders,
        body: NewTeam,
        response: { 201: Team, ...answers('SECOND_FACTOR_REQUIRED', ...idempotencyRefusals) },
      },
    },
    async (request, reply) => {
      const team = await teams.foundAs(callerOf(request), request.body, repeatableOf(request))
      return reply.code(201).header('location', `/teams/${team.id}`).header('etag', etagOf(team.version)).send(team)
    },
  )

  app.get(
    '/teams/:team_id',
    {
      config: { permission: 'team:read' },
      schema: { operationId: 'getTeam', tags, summary: 'One team', params, response: { 200: Team, ...answers('NOT_FOUND') } },
    },
    async (request, reply) => {
      const team = await teams.get(callerOf(request), request.params.team_id)
      return reply.header('etag', etagOf(team.version)).send(team)
    },
  )

  app.patch(
    '/teams/:team_id',
    {
      config: { permission: 'team:write' },
      schema: {
        operationId: 'updateTeam',
        tags,
        summary: 'Rename the team, or change what it demands of those who come to it',
        description:
          'A change of anything but the name needs a fresh sign-in, and is refused where it would shut out the one who asks.',
        params,
        headers: ChangingHeaders,
        body: TeamPatch,
        response: {
          200: Team,
          ...answers('NOT_FOUND', 'STEP_UP_REQUIRED', 'PRECONDITION_FAILED', 'PRECONDITION_REQUIRED'),
        },
      },
    },
    async (request, reply) => {
      const expected = demandedVersions(request.headers['if-match'])
      const team = await teams.change(callerOf(request), request.params.team_id, request.body, expected)
      return reply.header('etag', etagOf(team.version)).send(team)
    },
  )

  app.get(
    '/teams/:team_id/deletion',
    {
      config: { permission: 'team:delete' },
      schema: {
        operationId: 'previewTeamDeletion',
        tags,
        summary: 'What would be lost with the team',
        params,
        response: { 200: TeamDeletion, ...answers('NOT_FOUND') },
      },
    },
    (request) => teams.deletion(callerOf(request), request.params.team_id),
  )

  app.delete(
    '/teams/:team_id',
    {
      config: { permission: 'team:delete', fresh: 'it cannot be taken back' },
      schema: {
        operationId: 'deleteTeam',
        tags,
        summary: 'Delete the team, its memberships, clients and aircraft, and destroy its keys',
        params,
        headers: ChangingHeaders,
        response: { 204: z.null(), ...answers('NOT_FOUND', 'PRECONDITION_FAILED') },
      },
    },
    async (request, reply) => {
      const expected = expectedVersions(request.headers['if-match'])
      await teams.remove(callerOf(request), request.params.team_id, expected)
      return reply.code(204).send(null)
    },
  )
}
