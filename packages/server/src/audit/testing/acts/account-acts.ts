import { HashQueue } from '../../../auth/passwords/hash-queue.ts'
import { passwordHasher } from '../../../auth/passwords/password-hasher.ts'
import { newId } from '../../../lib/new-id.ts'
import { type Acts, called, type Doer, operator, stranger, worked } from './act.ts'
import type { ActsWorld } from './acts-world.ts'

const anAddress = () => `${newId()}@skykeep.test`
const aPassword = () => `a passphrase of ${newId()}`

async function codeIn({ outside }: ActsWorld, email: string): Promise<string> {
  const { text } = await outside.mailbox.waitFor(({ to, text }) => to === email && /\b[0-9A-Z]{4}-[0-9A-Z]{4}\b/.test(text))
  return /\b[0-9A-Z]{4}-[0-9A-Z]{4}\b/.exec(text)![0]
}

const operatorsCode = async ({ identity }: ActsWorld, email: string) =>
  (await identity.people.administration.code(email, 'trial')).code

export const accountActs = {
  'account.code_sent': {
    about: null,
    tells: ['purpose', 'email'],
    async prepare(world) {
      return called(stranger, null, () => world.stranger().does('POST /accounts', { email: anAddress() }))
    },
  },
  'account.code_refused': {
    about: null,
    outcome: 'denied',
    tells: ['purpose', 'email'],
    async prepare(world) {
      const guess = { email: anAddress(), code: 'ZZZZ-2222', password: aPassword(), name: 'Ana' }
      return called(stranger, null, () => world.stranger().isRefused(400, 'POST /accounts/confirm', guess))
    },
  },
  'account.registered': {
    about: 'account',
    tells: ['email'],
    // Whoever has just made an account is signed in.
    beside: ['session.started'],
    async prepare(world) {
      const email = anAddress()
      const given = { email, code: await operatorsCode(world, email), password: aPassword(), name: 'Ana' }
      const by: Doer = { type: 'account', id: '', credential: null }
      // Who it is shows when the account is there.
      const prepared = called(by, null, async () => {
        const heard = await world.stranger().does('POST /accounts/confirm', given)
        prepared.by = { ...by, id: heard.body.id }
        return heard
      })
      return prepared
    },
  },
  'account.updated': {
    about: 'account',
    tells: ['changed', 'name_before', 'name_after'],
    async prepare(world) {
      const ana = await world.person()
      const call = () => ana.hand.does('PATCH /account', { name: 'Bea Ortiz' }, { 'if-match': '"1"' })
      return called(await ana.doer(), null, call)
    },
  },
  'account.email_changed': {
    about: 'account',
    tells: ['email_before', 'email_after'],
    async prepare(world) {
      const ana = await world.person()
      const email = anAddress()
      await ana.hand.does('POST /account/email', { email })
      const code = await codeIn(world, email)
      return called(await ana.doer(), null, () => ana.hand.does('POST /account/email/confirm', { email, code }))
    },
  },
  'account.password_changed': {
    about: 'account',
    tells: ['sessions_ended'],
    // The session in which it was done is another one from then on.
    beside: ['session.stepped_up'],
    async prepare(world) {
      const ana = await world.person()
      const given = { current_password: ana.password, new_password: aPassword() }
      return called(await ana.doer(), null, () => ana.hand.does('POST /account/password', given))
    },
  },
  'account.password_reset': {
    about: 'account',
    tells: ['sessions_ended'],
    async prepare(world) {
      const ana = await world.person()
      const given = { email: ana.email, code: await operatorsCode(world, ana.email), password: aPassword() }
      return called(ana.bare, null, () => world.stranger().does('POST /password-resets/confirm', given))
    },
  },
  'account.password_upgraded': {
    about: 'account',
    tells: ['before', 'after'],
    beside: ['session.started'],
    async prepare(world) {
      const ana = await world.person()
      const old = await passwordHasher({ profile: 'pbkdf2-sha512', queue: new HashQueue() }).hash(ana.password)
      await world.admin.query('update identity.accounts set password_hash = $1 where id = $2', [old, ana.id])
      return called(ana.bare, null, () => world.stranger().does('POST /sessions', { email: ana.email, password: ana.password }))
    },
  },
  'account.disabled': {
    about: 'account',
    tells: ['before', 'after', 'sessions_ended'],
    async prepare({ identity, person }) {
      const { email } = await person()
      return worked(operator, null, () => identity.people.administration.disable(email, operator.id))
    },
  },
  'account.enabled': {
    about: 'account',
    tells: ['before', 'after'],
    async prepare({ identity, person }) {
      const { email } = await person()
      await identity.people.administration.disable(email, operator.id)
      return worked(operator, null, () => identity.people.administration.enable(email, operator.id))
    },
  },
  'account.deleted': {
    about: 'account',
    tells: ['sessions_ended'],
    async prepare(world) {
      const ana = await world.person()
      return called(await ana.doer(), null, () => ana.hand.does('DELETE /account'))
    },
  },
} satisfies Acts
