import { DeviceApproval, Email, Problem, UserCode } from '@skykeep/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { callerOf } from '../../auth/principal.ts'
import type { App } from '../../http/app.ts'
import { fromOf } from '../../http/from.ts'
import { pagePolicy } from '../../http/security-headers.ts'
import { giveDevice, giveSession } from '../../http/session-cookie.ts'
import type { SignedIn as SignedInNow, SignInService } from '../sessions/sign-in.service.ts'
import { guessing } from './guessing.ts'
import type { AskingNeeds } from './interactions.routes.ts'
import { DEVICE_PAGE, SIGN_IN_PAGE } from './provider-configuration.ts'
import * as pages from './sign-in-pages.ts'
import { signedIn } from './signed-in.ts'
import { shownUserCode } from './user-codes.ts'

export interface PageNeeds extends AskingNeeds {
  signIn: Pick<SignInService, 'withPassword' | 'withSecondFactor'>
  /** Where browsers find us. */
  origin: string
}

const config = { public: 'people sign in here', limit: 'token' } as const
const params = z.strictObject({ uid: z.string().regex(/^[\w-]{16,64}$/) })

/**
 * The pages on which people answer clients and devices until the console does it. What another site sends is refused on both ways in:
 * where somebody signs in (`fromOf`), and where the cookie of who is signed in is looked at (`identify`).
 */
export function signInPages(app: App, { interactions, devices, signIn, identify, limits, origin }: PageNeeds): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
      done(null, new URLSearchParams(body as string)),
    )

    scope.get(`${SIGN_IN_PAGE}/:uid`, { config, schema: { hide: true, params } }, (request, reply) => showRequest(request, reply))

    scope.post(`${SIGN_IN_PAGE}/:uid`, { config, schema: { hide: true, params } }, async (request, reply) => {
      const { uid } = request.params as { uid: string }
      const sent = request.body as URLSearchParams
      const action = sent.get('action')
      if (action !== 'approve' && action !== 'deny') return signingIn(request, reply, sent)
      const person = await known(request)
      if (!person) return showRequest(request, reply)
      return orShown(
        reply,
        (fault) => showRequest(request, reply, fault),
        async () => {
          const caller = callerOf(request)
          const decided =
            action === 'approve'
              ? interactions.approve(caller, uid, { scopes: sent.getAll('scope') })
              : interactions.deny(caller, uid)
          const { redirect_to } = await decided
          return send(reply.header('refresh', `0;url=${redirect_to}`), pages.onwardPage(redirect_to))
        },
      )
    })

    scope.get(DEVICE_PAGE, { config, schema: { hide: true } }, (request, reply) => showDevice(request, reply, ''))

    scope.post(DEVICE_PAGE, { config, schema: { hide: true } }, async (request, reply) => {
      const sent = request.body as URLSearchParams
      const action = sent.get('action')
      const typed = sent.get('user_code') ?? ''
      if (action === 'sign_in' || action === 'second_factor') return signingIn(request, reply, sent)
      if (!(await known(request))) return showDevice(request, reply, typed)
      return orShown(
        reply,
        (fault) => showDevice(request, reply, typed, fault),
        async () => {
          const caller = callerOf(request)
          const user_code = parsed(UserCode, typed)
          if (action === 'find') {
            const found = await guessing(request, reply, limits, () => devices.read(caller, user_code))
            return send(reply, pages.devicePage(DEVICE_PAGE, found))
          }
          if (action === 'deny') {
            await guessing(request, reply, limits, () => devices.deny(caller, user_code))
            return send(reply, pages.messagePage('Refused', 'The device gets nothing. You can close this page.'))
          }
          const approval = parsed(DeviceApproval, { user_code, scopes: sent.getAll('scope') })
          await guessing(request, reply, limits, () => devices.approve(caller, approval))
          return send(reply, pages.messagePage('Approved', 'Go on at your device. You can close this page.'))
        },
      )
    })
  })

  async function showRequest(request: FastifyRequest, reply: FastifyReply, fault?: string): Promise<FastifyReply> {
    const { uid } = request.params as { uid: string }
    return orShown(
      reply,
      (why) => send(reply, pages.messagePage('This request is over', why)),
      async () => {
        const asked = await interactions.read(uid, await signedIn(request, identify))
        const action = `${SIGN_IN_PAGE}/${uid}`
        if (asked.needs_sign_in) return send(reply, pages.signInPage(action, asked.client.name, fault))
        if (asked.second_factor_needed) return send(reply, pages.messagePage('A second factor is needed', weak))
        if (asked.other_team_needed) return send(reply, pages.messagePage('It belongs to another team', elsewhere))
        return send(reply, pages.consentPage(action, asked, fault))
      },
    )
  }

  async function showDevice(request: FastifyRequest, reply: FastifyReply, typed: string, fault?: string): Promise<FastifyReply> {
    const person = await signedIn(request, identify)
    if (!person) return send(reply, pages.signInPage(hereOf(request), null, fault))
    return send(reply, pages.userCodePage(DEVICE_PAGE, typed || codeInAddress(request), fault))
  }

  /** Address and password, or the second factor; then the page comes again, with the session's cookie. */
  async function signingIn(request: FastifyRequest, reply: FastifyReply, sent: URLSearchParams): Promise<FastifyReply> {
    const here = hereOf(request)
    const from = fromOf(request, origin)
    const challenge = sent.get('challenge')
    const again = (fault: string) =>
      send(reply, challenge === null ? pages.signInPage(here, null, fault) : pages.secondFactorPage(here, challenge, fault))
    return orShown(reply, again, async () => {
      if (challenge !== null) {
        const code = (sent.get('code') ?? '').trim()
        const answer = /^\d{6}$/.test(code) ? { totp: code } : { recovery_code: code }
        return welcome(reply, here, await signIn.withSecondFactor(challenge, answer, from))
      }
      const email = parsed(Email, sent.get('email'))
      const outcome = await signIn.withPassword({ email, password: sent.get('password') ?? '' }, from)
      if (outcome.status === 'authenticated') return welcome(reply, here, outcome)
      return send(reply, pages.secondFactorPage(here, outcome.challenge))
    })
  }

  /** The person of the browser, in the request's place for them. */
  async function known(request: FastifyRequest): Promise<boolean> {
    const person = await signedIn(request, identify)
    if (person) request.principal = person
    return person !== null
  }
}

/** This page, with the code of a device if the address has one: devices show such addresses, as pictures too. */
function hereOf(request: FastifyRequest): string {
  const code = codeInAddress(request)
  return `${request.url.split('?', 1)[0]}${code === '' ? '' : `?user_code=${code}`}`
}

function codeInAddress({ query }: FastifyRequest): string {
  const { user_code } = query as { user_code?: unknown }
  return UserCode.safeParse(user_code).success ? shownUserCode(String(user_code)) : ''
}

const weak = 'Your password is short, or your team demands a second factor: set one up first, then begin again.'
const elsewhere = 'Select the team that the client belongs to, then begin again.'

function welcome(reply: FastifyReply, here: string, { started, device }: SignedInNow): FastifyReply {
  giveSession(reply, started)
  giveDevice(reply, device)
  return reply.code(303).header('location', here).send()
}

/** What a person can do something about stands on the page; the rest is a problem like everywhere. */
async function orShown(
  reply: FastifyReply,
  show: (fault: string) => FastifyReply | Promise<FastifyReply>,
  work: () => Promise<FastifyReply>,
): Promise<FastifyReply> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) throw error
    if (error.retryAfterSeconds !== undefined) reply.header('retry-after', String(error.retryAfterSeconds))
    reply.code(error.status)
    return show(error.detail ?? error.message)
  }
}

function parsed<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value)
  if (!result.success) throw new Problem('VALIDATION_FAILED', { detail: 'Something in the form is not as it should be.' })
  return result.data
}

const send = (reply: FastifyReply, page: string): FastifyReply =>
  reply.type('text/html; charset=utf-8').header('content-security-policy', pagePolicy).send(page)
