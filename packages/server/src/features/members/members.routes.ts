import { answers, Member, MemberPatch, MemberPermissions, Members, Page, Uuid, WithoutSecondFactor } from '@skykeep/contract'
import { z } from 'zod'
import { callerOf } from '../../auth/principal.ts'
import type { App } from '../../http/app.ts'
import { ChangingHeaders } from '../../http/request-headers.ts'
import { etagOf, expectedVersions } from '../../lib/versions.ts'
import { invitationsRoutes } from './invitations.routes.ts'
import type { InvitationService } from './invitations.service.ts'
import type { MemberService } from './members.service.ts'

const inTeam = z.strictObject({ team_id: Uuid })
const params = inTeam.extend({ account_id: Uuid })
const tags = ['teams']

export function membersRoutes(app: App, services: { members: MemberService; invitations: InvitationService }): void {
  const { members } = services
  invitationsRoutes(app, services)

  app.get(
    '/teams/:team_id/members',
    {
      config: { permission: 'member:read' },
      schema: {
        operationId: 'listMembers',
        tags,
        summary: 'The people of the team',
        params: inTeam,
        querystring: Page,
        response: { 200: Members, ...answers('NOT_FOUND') },
      },
    },
    (request) => members.list(callerOf(request), request.params.team_id, request.query),
  )

  app.get(
    '/teams/:team_id/without-second-factor',
    {
      config: { permission: 'member:read' },
      schema: {
        operationId: 'listWithoutSecondFactor',
        tags,
        summary: 'Whom a demand for a second factor would keep out until they have set one up',
        params: inTeam,
        response: { 200: WithoutSecondFactor, ...answers('NOT_FOUND') },
      },
    },
    (request) => members.withoutSecondFactor(callerOf(request), request.params.team_id),
  )

  app.get(
    '/teams/:team_id/members/:account_id',
    {
      config: { permission: 'member:read', orThemselves: 'everybody may see what they are themselves' },
      schema: {
        operationId: 'getMember',
        tags,
        summary: 'One member',
        params,
        response: { 200: Member, ...answers('NOT_FOUND') },
      },
    },
    async (request, reply) => {
      const { team_id, account_id } = request.params
      const member = await members.get(callerOf(request), team_id, account_id)
      return reply.header('etag', etagOf(member.version)).send(member)
    },
  )

  app.get(
    '/teams/:team_id/members/:account_id/permissions',
    {
      config: { permission: 'member:read', orThemselves: 'everybody may know what they can do, and why not' },
      schema: {
        operationId: 'explainMemberPermissions',
        tags,
        summary: 'What a member may do, by which role, and what stands in the way',
        params,
        response: { 200: MemberPermissions, ...answers('NOT_FOUND') },
      },
    },
    (request) => members.permissions(callerOf(request), request.params.team_id, request.params.account_id),
  )

  app.patch(
    '/teams/:team_id/members/:account_id',
    {
      config: { permission: 'member:write', fresh: 'it gives and takes rights' },
      schema: {
        operationId: 'updateMember',
        tags,
        summary: 'Give a member other roles; they replace the former ones',
        params,
        headers: ChangingHeaders,
        body: MemberPatch,
        response: { 200: Member, ...answers('NOT_FOUND', 'LAST_OWNER', 'PRECONDITION_FAILED') },
      },
    },
    async (request, reply) => {
      const { team_id, account_id } = request.params
      const expected = expectedVersions(request.headers['if-match'])
      const member = await members.change(callerOf(request), team_id, account_id, request.body, expected)
      return reply.header('etag', etagOf(member.version)).send(member)
    },
  )

  app.delete(
    '/teams/:team_id/members/:account_id',
    {
      config: { permission: 'member:write', orThemselves: 'nobody is kept in a team', fresh: 'it takes rights' },
      schema: {
        operationId: 'removeMember',
        tags,
        summary: 'Remove a member, or leave the team oneself',
        params,
        headers: ChangingHeaders,
        response: { 204: z.null(), ...answers('NOT_FOUND', 'LAST_OWNER', 'PRECONDITION_FAILED') },
      },
    },
    async (request, reply) => {
      const { team_id, account_id } = request.params
      await members.remove(callerOf(request), team_id, account_id, expectedVersions(request.headers['if-match']))
      return reply.code(204).send(null)
    },
  )
}
