import { answers, Page, Team, TeamPatch, Teams, Uuid } from '@skykeep/contract'
import { z } from 'zod'
import { callerOf } from '../../auth/principal.ts'
import type { App } from '../../http/app.ts'
import { ChangingHeaders } from '../../http/request-headers.ts'
import { demandedVersions, etagOf, expectedVersions } from '../../lib/versions.ts'
import type { TeamService } from './teams.service.ts'

const params = z.strictObject({ team_id: Uuid })
const tags = ['teams']

export function teamsRoutes(app: App, { teams }: { teams: TeamService }): void {
  app.get(
    '/teams',
    {
      config: { permission: 'team:read' },
      schema: { operationId: 'listTeams', tags, summary: 'The teams you belong to', querystring: Page, response: { 200: Teams } },
    },
    async (request) => ({ items: await teams.list(callerOf(request)), next_cursor: null }),
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
        summary: 'Rename the team',
        params,
        headers: ChangingHeaders,
        body: TeamPatch,
        response: { 200: Team, ...answers('NOT_FOUND', 'PRECONDITION_FAILED', 'PRECONDITION_REQUIRED') },
      },
    },
    async (request, reply) => {
      const expected = demandedVersions(request.headers['if-match'])
      const team = await teams.change(callerOf(request), request.params.team_id, request.body, expected)
      return reply.header('etag', etagOf(team.version)).send(team)
    },
  )

  app.delete(
    '/teams/:team_id',
    {
      config: { permission: 'team:delete' },
      schema: {
        operationId: 'deleteTeam',
        tags,
        summary: 'Delete the team, its clients and its aircraft, and destroy its keys',
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
