import { relyingPartyAt } from '../../../features/factors/relying-party.ts'
import { SoftwareAuthenticator } from '../../../features/factors/testing/software-authenticator.ts'
import { totpApp } from '../../../testing/totp-app.ts'
import { type Acts, called, system } from './act.ts'
import type { ActsWorld } from './acts-world.ts'

/** Somebody who began to set up an app, and shows its codes. */
async function withSecret(world: ActsWorld) {
  const ana = await world.person()
  const app = totpApp((await ana.hand.does('POST /account/totp')).body.secret)
  return { ...ana, codeAfter: (steps: number) => app(new Date(world.clock.now().getTime() + steps * 30_000)) }
}

async function withApp(world: ActsWorld) {
  const ana = await withSecret(world)
  const { body } = await ana.hand.does('POST /account/totp/confirm', { code: ana.codeAfter(0) })
  return { ...ana, recoveryCodes: body.recovery_codes as string[] }
}

async function withPasskey(world: ActsWorld) {
  const ana = await world.person()
  const { body } = await ana.hand.does('POST /account/passkeys', await aPasskey(world, ana.hand))
  return { ...ana, passkey: body.id as string }
}

async function aPasskey({ url }: ActsWorld, hand: Awaited<ReturnType<ActsWorld['person']>>['hand']) {
  const { challenge, options } = (await hand.does('POST /account/passkeys/options')).body
  const { origin } = relyingPartyAt(url)
  return { challenge, name: 'Key', response: new SoftwareAuthenticator(origin).register(options) }
}

/** A sign-in that waits for the second factor, in another browser. */
async function waiting(world: ActsWorld, { email, password }: { email: string; password: string }) {
  const hand = world.stranger()
  const { challenge } = (await hand.does('POST /sessions', { email, password })).body
  return { hand, challenge: challenge as string }
}

export const factorActs = {
  'factor.totp_enrolled': {
    about: 'account',
    tells: ['before', 'after'],
    // With the first factor come recovery codes, and the session proves more.
    beside: ['factor.recovery_codes_made', 'session.stepped_up'],
    async prepare(world) {
      const { hand, doer, codeAfter } = await withSecret(world)
      return called(await doer(), null, () => hand.does('POST /account/totp/confirm', { code: codeAfter(0) }))
    },
  },
  'factor.totp_removed': {
    about: 'account',
    tells: ['before', 'after'],
    async prepare(world) {
      const { hand, doer } = await withApp(world)
      return called(await doer(), null, () => hand.does('DELETE /account/totp'))
    },
  },
  'factor.totp_disabled': {
    about: 'account',
    tells: ['before', 'after', 'failures'],
    beside: ['session.refused'],
    async prepare(world) {
      const ana = await withApp(world)
      // Ninety-nine guesses would take a day: no more than ten in a quarter of an hour are looked at.
      await world.admin.query('update identity.totp_factors set failures = 99 where account_id = $1', [ana.id])
      const { hand, challenge } = await waiting(world, ana)
      const wrong = String((Number(ana.codeAfter(0)) + 500_000) % 1_000_000).padStart(6, '0')
      return called(system('factors'), null, () => hand.isRefused(401, 'POST /sessions/mfa', { challenge, totp: wrong }))
    },
  },
  'factor.recovery_codes_made': {
    about: 'account',
    tells: ['before', 'after'],
    async prepare(world) {
      const { hand, doer } = await withApp(world)
      return called(await doer(), null, () => hand.does('POST /account/recovery-codes'))
    },
  },
  'factor.recovery_code_used': {
    about: 'account',
    tells: ['before', 'after'],
    beside: ['session.started'],
    async prepare(world) {
      const ana = await withApp(world)
      const { hand, challenge } = await waiting(world, ana)
      const answer = { challenge, recovery_code: ana.recoveryCodes[0] }
      return called(ana.bare, null, () => hand.does('POST /sessions/mfa', answer))
    },
  },
  'factor.passkey_added': {
    about: 'account',
    tells: ['before', 'after'],
    beside: ['session.stepped_up'],
    async prepare(world) {
      const { hand, doer } = await world.person()
      const passkey = await aPasskey(world, hand)
      return called(await doer(), null, () => hand.does('POST /account/passkeys', passkey))
    },
  },
  'factor.passkey_renamed': {
    about: 'account',
    tells: ['before', 'after', 'passkey_id'],
    async prepare(world) {
      const { hand, doer, passkey } = await withPasskey(world)
      return called(await doer(), null, () => hand.does(`PATCH /account/passkeys/${passkey}`, { name: 'Other key' }))
    },
  },
  'factor.passkey_removed': {
    about: 'account',
    tells: ['before', 'after'],
    async prepare(world) {
      const { hand, doer, passkey } = await withPasskey(world)
      return called(await doer(), null, () => hand.does(`DELETE /account/passkeys/${passkey}`))
    },
  },
} satisfies Acts
