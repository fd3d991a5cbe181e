import {
  AcceptedInvitation,
  AcceptInvitation,
  answers,
  Invitation,
  Invitations,
  InvitationsToYou,
  InvitationToYou,
  NewInvitation,
  Page,
  Uuid,
} from '@skykeep/contract'
import { z } from 'zod'
import { callerOf } from '../../auth/principal.ts'
import type { App } from '../../http/app.ts'
import { repeatableOf } from '../../http/repeatable.ts'
import { CreatingHeaders, idempotencyRefusals } from '../../http/request-headers.ts'
import type { InvitationService } from './invitations.service.ts'

const params = z.strictObject({ team_id: Uuid })
const tags = ['teams']
const forMe = 'whoever is invited is no member yet'

export function invitationsRoutes(app: App, { invitations }: { invitations: InvitationService }): void {
  app.get(
    '/teams/:team_id/invitations',
    {
      config: { permission: 'member:read' },
      schema: {
        operationId: 'listInvitations',
        tags,
        summary: 'Invitations that nobody has accepted or taken back, the newest first',
        params,
        querystring: Page,
        response: { 200: Invitations, ...answers('NOT_FOUND') },
      },
    },
    (request) => invitations.list(callerOf(request), request.params.team_id, request.query),
  )

  app.post(
    '/teams/:team_id/invitations',
    {
      config: { permission: 'member:write', fresh: 'it gives rights' },
      schema: {
        operationId: 'invite',
        tags,
        summary: 'Invite somebody by mail; the link in it works once, for seven days, with that address',
        params,
        headers: CreatingHeaders,
        body: NewInvitation,
        response: { 201: Invitation, ...answers('NOT_FOUND', 'ALREADY_MEMBER', ...idempotencyRefusals) },
      },
    },
    async (request, reply) => {
      const { team_id } = request.params
      return reply.code(201).send(await invitations.create(callerOf(request), team_id, request.body, repeatableOf(request)))
    },
  )

  app.delete(
    '/teams/:team_id/invitations/:invitation_id',
    {
      config: { permission: 'member:write' },
      schema: {
        operationId: 'revokeInvitation',
        tags,
        summary: 'Take an invitation back',
        params: params.extend({ invitation_id: Uuid }),
        response: { 204: z.null(), ...answers('NOT_FOUND') },
      },
    },
    async (request, reply) => {
      await invitations.revoke(callerOf(request), request.params.team_id, request.params.invitation_id)
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/invitations',
    {
      config: { person: forMe },
      schema: {
        operationId: 'listInvitationsToYou',
        tags,
        summary: 'Open invitations to your address; the link in the mail lets you in',
        response: { 200: InvitationsToYou },
      },
    },
    async (request) => ({ items: await invitations.waiting(callerOf(request)), next_cursor: null }),
  )

  app.post(
    '/invitations/look',
    {
      config: { person: forMe },
      schema: {
        operationId: 'lookAtInvitation',
        tags,
        summary: 'What an invitation that was sent to your address says, by its token',
        body: AcceptInvitation,
        response: { 200: InvitationToYou, ...answers('NOT_FOUND', 'INVITATION_ENDED') },
      },
    },
    (request) => invitations.look(callerOf(request), request.body),
  )

  app.post(
    '/invitations/decline',
    {
      config: { person: forMe },
      schema: {
        operationId: 'declineInvitation',
        tags,
        summary: 'Decline an invitation that was sent to your address; it is over then',
        body: AcceptInvitation,
        response: { 204: z.null(), ...answers('NOT_FOUND', 'INVITATION_ENDED') },
      },
    },
    async (request, reply) => {
      await invitations.decline(callerOf(request), request.body)
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/invitations/accept',
    {
      config: { person: forMe },
      schema: {
        operationId: 'acceptInvitation',
        tags,
        summary: 'Become a member by the token of an invitation that was sent to your address',
        body: AcceptInvitation,
        response: { 200: AcceptedInvitation, ...answers('NOT_FOUND', 'INVITATION_ENDED', 'ALREADY_MEMBER') },
      },
    },
    (request) => invitations.accept(callerOf(request), request.body),
  )
}
