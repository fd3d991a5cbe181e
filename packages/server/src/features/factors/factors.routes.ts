import { answers, RecoveryCodes, RecoveryCodesLeft, TotpConfirmation, TotpEnrolment } from '@skykeep/contract'
import { z } from 'zod'
import { callerOf } from '../../auth/principal.ts'
import type { App } from '../../http/app.ts'
import { SESSION_COOKIE, setCookie } from '../../http/session-cookie.ts'
import type { OwnFactors } from './factors.ts'
import { passkeysRoutes } from './passkeys.routes.ts'

const person = 'what somebody signs in with is their own'
const fresh = 'whoever finds a session open must not get at what the account is signed in with'
const tags = ['accounts']

export function factorsRoutes(app: App, { totp, recoveryCodes, passkeys }: OwnFactors): void {
  app.post(
    '/account/totp',
    {
      config: { person, fresh },
      schema: {
        operationId: 'enrolTotp',
        tags,
        summary: 'Begin to set up an authenticator app: the one answer that shows its secret',
        response: { 201: TotpEnrolment, ...answers('FACTOR_EXISTS', 'SECOND_FACTOR_REQUIRED') },
      },
    },
    async (request, reply) => reply.code(201).send(await totp.enrol(callerOf(request))),
  )

  app.post(
    '/account/totp/confirm',
    {
      config: { person },
      schema: {
        operationId: 'confirmTotp',
        tags,
        summary: 'Finish the set-up with a first code, and get recovery codes; former ones are void',
        body: TotpConfirmation,
        response: {
          200: RecoveryCodes,
          ...answers('CODE_REFUSED', 'NOT_FOUND', 'FACTOR_EXISTS', 'SECOND_FACTOR_REQUIRED'),
        },
      },
    },
    async (request, reply) => {
      const { session, ...codes } = await totp.confirm(callerOf(request), request.body.code)
      setCookie(reply, SESSION_COOKIE, session.cookie, session.maxAgeSeconds)
      return codes
    },
  )

  app.delete(
    '/account/totp',
    {
      config: { person, fresh },
      schema: {
        operationId: 'removeTotp',
        tags,
        summary: 'Remove the authenticator app',
        response: { 204: z.null(), ...answers('NOT_FOUND', 'LAST_FACTOR', 'SECOND_FACTOR_REQUIRED') },
      },
    },
    async (request, reply) => {
      await totp.remove(callerOf(request))
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/account/recovery-codes',
    {
      config: { person, fresh },
      schema: {
        operationId: 'renewRecoveryCodes',
        tags,
        summary: 'Make new recovery codes; the former ones are void',
        response: { 201: RecoveryCodes, ...answers('SECOND_FACTOR_REQUIRED') },
      },
    },
    async (request, reply) => reply.code(201).send(await recoveryCodes.renew(callerOf(request))),
  )

  app.get(
    '/account/recovery-codes',
    {
      config: { person },
      schema: {
        operationId: 'countRecoveryCodes',
        tags,
        summary: 'How many recovery codes are left',
        response: { 200: RecoveryCodesLeft },
      },
    },
    async (request) => ({ left: await recoveryCodes.left(callerOf(request)) }),
  )

  passkeysRoutes(app, { passkeys, person, fresh })
}
