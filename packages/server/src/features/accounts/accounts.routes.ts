import {
  Accepted,
  Account,
  AccountPatch,
  answers,
  EmailChange,
  EmailChangeConfirm,
  PasswordChange,
  PasswordReset,
  PasswordResetConfirm,
  Registration,
  RegistrationConfirm,
} from '@skykeep/contract'
import { z } from 'zod'
import { callerOf } from '../../auth/principal.ts'
import type { App } from '../../http/app.ts'
import { fromOf } from '../../http/from.ts'
import type { RateLimits } from '../../http/rate-limits.ts'
import { ChangingHeaders } from '../../http/request-headers.ts'
import { forgetSession, giveDevice, giveSession } from '../../http/session-cookie.ts'
import { etagOf, expectedVersions } from '../../lib/versions.ts'
import type { SignInService } from '../sessions/sign-in.service.ts'
import type { AccountService } from './accounts.service.ts'
import { giveFlow, visitorOf } from './flow.ts'
import type { RegistrationService } from './registration.service.ts'

const tags = ['accounts']
const door = 'nobody has an account before this'
const own = 'it is about the account of the person who asks'
const dangerous = 'whoever finds a session open must not take the account with it'

interface Needs {
  registration: RegistrationService
  accounts: AccountService
  signIn: Pick<SignInService, 'afterRegistration'>
  limits: Pick<RateLimits, 'countMail'>
  /** Where browsers find us. */
  origin: string
}

export function accountsRoutes(app: App, { registration, accounts, signIn, limits, origin }: Needs): void {
  app.post(
    '/accounts',
    {
      config: { public: door },
      schema: {
        operationId: 'register',
        tags,
        summary: 'Ask for a code to make an account',
        description: 'The answer is the same whether there is an account with that address.',
        body: Registration,
        response: { 202: Accepted, ...answers('CROSS_SITE_REFUSED') },
      },
    },
    async (request, reply) => {
      const { address } = fromOf(request, origin)
      await limits.countMail(request.body.email, address, reply)
      await registration.register(request.body.email, visitorOf(request, giveFlow(request, reply)))
      return reply.code(202).send({ status: 'accepted' })
    },
  )

  app.post(
    '/accounts/confirm',
    {
      config: { public: door, limit: 'token' },
      schema: {
        operationId: 'confirmRegistration',
        tags,
        summary: 'Make an account with the code from the mail, and sign in',
        description:
          'Passwords have 10 to 256 characters; with fewer than 15 a second factor has to be set up before anything of a team is reached.',
        body: RegistrationConfirm,
        response: { 201: Account, ...answers('CODE_REFUSED', 'PASSWORD_REFUSED', 'CROSS_SITE_REFUSED', 'OVERLOADED') },
      },
    },
    async (request, reply) => {
      const from = fromOf(request, origin)
      const account = await registration.confirm(request.body, visitorOf(request))
      const { started, device } = await signIn.afterRegistration(account.id, from)
      giveSession(reply, started)
      giveDevice(reply, device)
      return reply.code(201).send(accounts.shownNew(account))
    },
  )

  app.post(
    '/password-resets',
    {
      config: { public: 'whoever lost their password cannot prove who they are' },
      schema: {
        operationId: 'forgotPassword',
        tags,
        summary: 'Ask for a code to set a new password',
        description: 'The answer is the same whether there is an account with that address.',
        body: PasswordReset,
        response: { 202: Accepted, ...answers('CROSS_SITE_REFUSED') },
      },
    },
    async (request, reply) => {
      const { address } = fromOf(request, origin)
      await limits.countMail(request.body.email, address, reply)
      await registration.forgot(request.body.email, visitorOf(request, giveFlow(request, reply)))
      return reply.code(202).send({ status: 'accepted' })
    },
  )

  app.post(
    '/password-resets/confirm',
    {
      config: { public: 'the code from the mail is the proof', limit: 'token' },
      schema: {
        operationId: 'resetPassword',
        tags,
        summary: 'Set a new password with the code from the mail; all sessions end, second factors stay',
        body: PasswordResetConfirm,
        response: { 204: z.null(), ...answers('CODE_REFUSED', 'PASSWORD_REFUSED', 'CROSS_SITE_REFUSED', 'OVERLOADED') },
      },
    },
    async (request, reply) => {
      fromOf(request, origin)
      await registration.reset(request.body, visitorOf(request))
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/account',
    {
      config: { person: own },
      schema: { operationId: 'getAccount', tags, summary: 'Your account', response: { 200: Account } },
    },
    async (request, reply) => {
      const account = await accounts.get(callerOf(request))
      return reply.header('etag', etagOf(account.version)).send(account)
    },
  )

  app.patch(
    '/account',
    {
      config: { person: own },
      schema: {
        operationId: 'updateAccount',
        tags,
        summary: 'Change your name',
        headers: ChangingHeaders,
        body: AccountPatch,
        response: { 200: Account, ...answers('PRECONDITION_FAILED') },
      },
    },
    async (request, reply) => {
      const account = await accounts.rename(callerOf(request), request.body, expectedVersions(request.headers['if-match']))
      return reply.header('etag', etagOf(account.version)).send(account)
    },
  )

  app.post(
    '/account/password',
    {
      config: { person: own },
      schema: {
        operationId: 'changePassword',
        tags,
        summary: 'Change your password; all other sessions end, this one gets a new cookie',
        body: PasswordChange,
        response: { 204: z.null(), ...answers('SIGN_IN_REFUSED', 'PASSWORD_REFUSED', 'OVERLOADED') },
      },
    },
    async (request, reply) => {
      giveSession(reply, await accounts.changePassword(callerOf(request), request.body, fromOf(request, origin)))
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/account/email',
    {
      config: { person: own, fresh: dangerous },
      schema: {
        operationId: 'changeEmail',
        tags,
        summary: 'Ask for a code to use another address',
        body: EmailChange,
        response: { 202: Accepted },
      },
    },
    async (request, reply) => {
      await limits.countMail(request.body.email, request.ip, reply)
      await accounts.changeEmail(callerOf(request), request.body.email)
      return reply.code(202).send({ status: 'accepted' })
    },
  )

  app.post(
    '/account/email/confirm',
    {
      config: { person: own, fresh: dangerous },
      schema: {
        operationId: 'confirmEmail',
        tags,
        summary: 'Use another address, with the code that was sent there; the former one is told',
        body: EmailChangeConfirm,
        response: { 200: Account, ...answers('CODE_REFUSED') },
      },
    },
    (request) => accounts.confirmEmail(callerOf(request), request.body),
  )

  app.delete(
    '/account',
    {
      config: { person: own, fresh: dangerous },
      schema: {
        operationId: 'deleteAccount',
        tags,
        summary: 'Leave every team and delete your account',
        response: { 204: z.null(), ...answers('LAST_OWNER') },
      },
    },
    async (request, reply) => {
      await accounts.remove(callerOf(request))
      forgetSession(reply)
      return reply.code(204).send(null)
    },
  )
}
