import {
  Approval,
  AuthorizationRequest,
  AuthorizationRequestParams,
  answers,
  Decision,
  DeviceApproval,
  DeviceQuery,
  DeviceRequest,
} from '@skykeep/contract'
import { z } from 'zod'
import { callerOf } from '../../auth/principal.ts'
import type { App } from '../../http/app.ts'
import type { Identify } from '../../http/identify.ts'
import type { DeviceService } from './device.service.ts'
import { guessing, type UserCodeLimits } from './guessing.ts'
import type { InteractionService } from './interactions.service.ts'
import { signedIn } from './signed-in.ts'

const tags = ['oauth']
const own = 'people decide for themselves, in their own session, what clients may do for them'
const agreeing = ['NOT_FOUND', 'SECOND_FACTOR_REQUIRED', 'ADDRESS_NOT_ALLOWED', 'TEAM_MISMATCH'] as const

export interface AskingNeeds {
  interactions: InteractionService
  devices: DeviceService
  identify: Identify
  limits: UserCodeLimits
}

/** What the console asks and tells about clients that want to act for somebody. */
export function interactionsRoutes(app: App, { interactions, devices, identify, limits }: AskingNeeds): void {
  app.get(
    '/oauth/interactions/:uid',
    {
      config: { public: 'whoever is to sign in wants to see first for whom' },
      schema: {
        operationId: 'getAuthorizationRequest',
        tags,
        summary: 'What a client asks a person for',
        params: AuthorizationRequestParams,
        response: { 200: AuthorizationRequest, ...answers('NOT_FOUND') },
      },
    },
    async (request) => interactions.read(request.params.uid, await signedIn(request, identify)),
  )

  app.post(
    '/oauth/interactions/:uid/approve',
    {
      config: { person: own },
      schema: {
        operationId: 'approveAuthorizationRequest',
        tags,
        summary: 'Let the client act for you',
        description: 'In the team of your session. The client gets its code when this browser goes on to `redirect_to`.',
        params: AuthorizationRequestParams,
        body: Approval,
        response: { 200: Decision, ...answers(...agreeing, 'STEP_UP_REQUIRED') },
      },
    },
    (request) => interactions.approve(callerOf(request), request.params.uid, request.body),
  )

  app.post(
    '/oauth/interactions/:uid/deny',
    {
      config: { person: own },
      schema: {
        operationId: 'denyAuthorizationRequest',
        tags,
        summary: 'Refuse what a client asks for',
        params: AuthorizationRequestParams,
        response: { 200: Decision, ...answers('NOT_FOUND') },
      },
    },
    (request) => interactions.deny(callerOf(request), request.params.uid),
  )

  app.get(
    '/oauth/device',
    {
      config: { person: own },
      schema: {
        operationId: 'getDeviceRequest',
        tags,
        summary: 'Which device waits with a code, and what it asks for',
        querystring: DeviceQuery,
        response: { 200: DeviceRequest, ...answers('NOT_FOUND') },
      },
    },
    (request, reply) => guessing(request, reply, limits, () => devices.read(callerOf(request), request.query.user_code)),
  )

  app.post(
    '/oauth/device/approve',
    {
      config: { person: own },
      schema: {
        operationId: 'approveDeviceRequest',
        tags,
        summary: 'Let the device act for you',
        body: DeviceApproval,
        response: { 204: z.null(), ...answers(...agreeing) },
      },
    },
    async (request, reply) => {
      await guessing(request, reply, limits, () => devices.approve(callerOf(request), request.body))
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/oauth/device/deny',
    {
      config: { person: own },
      schema: {
        operationId: 'denyDeviceRequest',
        tags,
        summary: 'Refuse what a device asks for',
        body: DeviceQuery,
        response: { 204: z.null(), ...answers('NOT_FOUND') },
      },
    },
    async (request, reply) => {
      await guessing(request, reply, limits, () => devices.deny(callerOf(request), request.body.user_code))
      return reply.code(204).send(null)
    },
  )
}
