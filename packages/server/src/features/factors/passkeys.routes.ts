import { answers, NewPasskey, Page, Passkey, PasskeyChallenge, PasskeyPatch, Passkeys, Uuid } from '@skykeep/contract'
import { z } from 'zod'
import { callerOf } from '../../auth/principal.ts'
import type { App } from '../../http/app.ts'
import { SESSION_COOKIE, setCookie } from '../../http/session-cookie.ts'
import type { PasskeyService } from './passkeys.service.ts'

interface Needs {
  passkeys: PasskeyService
  /** Why any person may call these, and why some of them ask for a fresh proof. */
  person: string
  fresh: string
}

const params = z.strictObject({ passkey_id: Uuid })
const tags = ['accounts']

export function passkeysRoutes(app: App, { passkeys, person, fresh }: Needs): void {
  app.post(
    '/account/passkeys/options',
    {
      config: { person, fresh },
      schema: {
        operationId: 'beginPasskeyRegistration',
        tags,
        summary: 'Begin to add a passkey',
        response: { 200: PasskeyChallenge, ...answers('SECOND_FACTOR_REQUIRED') },
      },
    },
    async (request) => passkeys.begin(callerOf(request)),
  )

  app.post(
    '/account/passkeys',
    {
      config: { person },
      schema: {
        operationId: 'addPasskey',
        tags,
        summary: 'Add the passkey that the browser has made',
        body: NewPasskey,
        response: { 201: Passkey, ...answers('FACTOR_EXISTS', 'SECOND_FACTOR_REQUIRED') },
      },
    },
    async (request, reply) => {
      const { session, ...passkey } = await passkeys.add(callerOf(request), request.body)
      setCookie(reply, SESSION_COOKIE, session.cookie, session.maxAgeSeconds)
      return reply.code(201).send(passkey)
    },
  )

  app.get(
    '/account/passkeys',
    {
      config: { person },
      schema: {
        operationId: 'listPasskeys',
        tags,
        summary: 'Your passkeys',
        querystring: Page,
        response: { 200: Passkeys },
      },
    },
    async (request) => passkeys.list(callerOf(request), request.query),
  )

  app.patch(
    '/account/passkeys/:passkey_id',
    {
      config: { person },
      schema: {
        operationId: 'renamePasskey',
        tags,
        summary: 'Give a passkey another name',
        params,
        body: PasskeyPatch,
        response: { 200: Passkey, ...answers('NOT_FOUND', 'SECOND_FACTOR_REQUIRED') },
      },
    },
    async (request) => passkeys.rename(callerOf(request), request.params.passkey_id, request.body),
  )

  app.delete(
    '/account/passkeys/:passkey_id',
    {
      config: { person, fresh },
      schema: {
        operationId: 'removePasskey',
        tags,
        summary: 'Remove a passkey',
        params,
        response: { 204: z.null(), ...answers('NOT_FOUND', 'LAST_FACTOR', 'SECOND_FACTOR_REQUIRED') },
      },
    },
    async (request, reply) => {
      await passkeys.remove(callerOf(request), request.params.passkey_id)
      return reply.code(204).send(null)
    },
  )
}
