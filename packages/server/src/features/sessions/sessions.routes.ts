import {
  answers,
  CurrentSession,
  PasskeyOptions,
  PasskeyOptionsAnswer,
  PasskeySignIn,
  SecondFactor,
  SelectTeam,
  Sessions,
  SignIn,
  SignInAnswer,
  StepUp,
  Uuid,
} from '@skykeep/contract'
import { z } from 'zod'
import { callerOf } from '../../auth/principal.ts'
import type { App } from '../../http/app.ts'
import { fromOf } from '../../http/from.ts'
import { forgetSession, giveDevice, giveSession } from '../../http/session-cookie.ts'
import type { SessionService } from './sessions.service.ts'
import type { SignedIn, SignInService } from './sign-in.service.ts'

const tags = ['sessions']
const door = 'it is the door: who comes in proves who they are here'
const own = 'it is about the session of the person who asks'
const refusals = ['SIGN_IN_REFUSED', 'SECOND_FACTOR_REFUSED', 'CROSS_SITE_REFUSED', 'OVERLOADED'] as const

interface Needs {
  sessions: SessionService
  signIn: SignInService
  /** Where browsers find us. */
  origin: string
}

export function sessionsRoutes(app: App, { sessions, signIn, origin }: Needs): void {
  app.post(
    '/sessions',
    {
      config: { public: door, limit: 'token' },
      schema: {
        operationId: 'signIn',
        tags,
        summary: 'Sign in with address and password',
        description: 'Answers with the session’s cookie, or with a challenge when a second factor is needed.',
        body: SignIn,
        response: { 200: SignInAnswer, ...answers(...refusals) },
      },
    },
    async (request, reply) => {
      const outcome = await signIn.withPassword(request.body, fromOf(request, origin))
      if (outcome.status === 'mfa_required') return outcome
      return answered(outcome, reply)
    },
  )

  app.post(
    '/sessions/mfa',
    {
      config: { public: door, limit: 'token' },
      schema: {
        operationId: 'signInWithSecondFactor',
        tags,
        summary: 'Finish a sign-in with a code of the authenticator app or a recovery code',
        body: SecondFactor,
        response: { 200: SignInAnswer, ...answers(...refusals) },
      },
    },
    async (request, reply) => {
      const { challenge, totp, recovery_code } = request.body
      const answer = totp !== undefined ? { totp } : { recovery_code: recovery_code! }
      return answered(await signIn.withSecondFactor(challenge, answer, fromOf(request, origin)), reply)
    },
  )

  app.post(
    '/sessions/passkeys/options',
    {
      config: { public: door, limit: 'token' },
      schema: {
        operationId: 'beginPasskeySignIn',
        tags,
        summary: 'What a browser needs to ask for a passkey, as the only or the second factor',
        body: PasskeyOptions,
        response: { 200: PasskeyOptionsAnswer, ...answers(...refusals) },
      },
    },
    (request) => signIn.passkeyOptions(request.body.challenge),
  )

  app.post(
    '/sessions/passkeys',
    {
      config: { public: door, limit: 'token' },
      schema: {
        operationId: 'signInWithPasskey',
        tags,
        summary: 'Sign in with a passkey',
        body: PasskeySignIn,
        response: { 200: SignInAnswer, ...answers(...refusals) },
      },
    },
    async (request, reply) => answered(await signIn.withPasskey(request.body, fromOf(request, origin)), reply),
  )

  app.post(
    '/sessions/step-up/options',
    {
      config: { person: own },
      schema: {
        operationId: 'beginStepUp',
        tags,
        summary: 'What a browser needs to ask for a passkey of yours',
        response: { 200: PasskeyOptionsAnswer },
      },
    },
    (request) => signIn.stepUpOptions(callerOf(request)),
  )

  app.post(
    '/sessions/step-up',
    {
      config: { person: own },
      schema: {
        operationId: 'stepUp',
        tags,
        summary: 'Prove again who you are, before something dangerous',
        description: 'With the second factor when there is one, else with the password. The session gets a new cookie.',
        body: StepUp,
        response: { 204: z.null(), ...answers('SIGN_IN_REFUSED', 'SECOND_FACTOR_REFUSED', 'OVERLOADED') },
      },
    },
    async (request, reply) => {
      giveSession(reply, await signIn.stepUp(callerOf(request), request.body, fromOf(request, origin)))
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/sessions/current',
    {
      config: { person: own },
      schema: {
        operationId: 'getCurrentSession',
        tags,
        summary: 'Who you are, and what you may do here',
        response: { 200: CurrentSession },
      },
    },
    async (request) => ({ ...(await sessions.current(callerOf(request))), permissions: [...request.principal.permissions] }),
  )

  app.delete(
    '/sessions/current',
    {
      config: { person: own },
      schema: { operationId: 'signOut', tags, summary: 'Sign out', response: { 204: z.null() } },
    },
    async (request, reply) => {
      await sessions.end(callerOf(request), request.principal.person!.session_id)
      forgetSession(reply)
      return reply.code(204).send(null)
    },
  )

  app.put(
    '/sessions/current/team',
    {
      config: { person: own },
      schema: {
        operationId: 'selectTeam',
        tags,
        summary: 'Go to another team of yours; the session gets a new cookie',
        body: SelectTeam,
        response: { 204: z.null(), ...answers('NOT_FOUND') },
      },
    },
    async (request, reply) => {
      giveSession(reply, await sessions.selectTeam(callerOf(request), request.body.team_id))
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/sessions',
    {
      config: { person: own },
      schema: { operationId: 'listSessions', tags, summary: 'Where you are signed in', response: { 200: Sessions } },
    },
    async (request) => ({ items: await sessions.list(callerOf(request)), next_cursor: null }),
  )

  app.delete(
    '/sessions',
    {
      config: { person: own },
      schema: { operationId: 'endOtherSessions', tags, summary: 'Sign out everywhere else', response: { 204: z.null() } },
    },
    async (request, reply) => {
      await sessions.endOthers(callerOf(request))
      return reply.code(204).send(null)
    },
  )

  app.delete(
    '/sessions/:session_id',
    {
      config: { person: own },
      schema: {
        operationId: 'endSession',
        tags,
        summary: 'Sign out somewhere',
        params: z.strictObject({ session_id: Uuid }),
        response: { 204: z.null(), ...answers('NOT_FOUND') },
      },
    },
    async (request, reply) => {
      await sessions.end(callerOf(request), request.params.session_id)
      return reply.code(204).send(null)
    },
  )

  function answered({ status, started, device, second_factor_needed }: SignedIn, reply: Parameters<typeof giveSession>[0]) {
    giveSession(reply, started)
    giveDevice(reply, device)
    return { status, second_factor_needed }
  }
}
