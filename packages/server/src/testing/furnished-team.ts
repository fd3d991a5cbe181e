import { permissionNames, type RoleName, roleNames, standardRoles } from '@skykeep/contract'
import type { AccessClaims } from '../auth/access-token.ts'
import { operatorOf } from '../auth/principal.ts'
import { newId } from '../lib/new-id.ts'
import { type DescribedCall, pathWith } from './described-calls.ts'
import { furnishedCloud } from './furnished-cloud.ts'
import { furnishedNotifications } from './furnished-notifications.ts'
import { furnishedRun } from './furnished-run.ts'
import { furnishedSchedules } from './furnished-schedules.ts'
import { type RunningProgram, tokenOf } from './running-program.ts'

export type FurnishedTeam = Awaited<ReturnType<typeof furnishedTeam>>

export interface ProgramAnswer {
  status: number
  /** Of a problem document. */
  code: string | undefined
  text: string
}

export interface ProgramCall {
  body?: unknown
  headers?: Record<string, string>
  query?: string
}

/** A team with one of everything that a path can name, and somebody in every standard role. Its word is in all of its names. */
export async function furnishedTeam({ identity, automation, admin, url }: RunningProgram, word: string) {
  const { id } = await identity.teams.found({ name: `Team ${word}` }, 'test')
  const operator = operatorOf(id, 'test')
  const newClient = async (name: string, roles: RoleName[]): Promise<string> => {
    const input = { name, roles, permissions: [], auth_method: 'client_secret' as const, redirect_uris: [], device_flow: false }
    return (await identity.clients.create(operator, input)).id
  }
  const newAircraft = async (tier: 'standard' | 'premium', name: string): Promise<string> => {
    const registration = `A${newId().slice(-10)}`.toUpperCase()
    return (await identity.aircraft.create(operator, { registration, name, tier, backfill: false })).id
  }
  const newMember = async (role: RoleName): Promise<string> => {
    const account = newId()
    const { query } = { query: admin.query.bind(admin) }
    const address = `${account}@skykeep.test`
    const columns = '(id, email, name, created_at, updated_at)'
    await query(`insert into identity.accounts ${columns} values ($1, $2, $3, now(), now())`, [
      account,
      address,
      `Member ${word}`,
    ])
    await query('insert into identity.account_teams (account_id, member_of) values ($1, $2)', [account, id])
    const roles = '(team_id, account_id, roles, created_at, updated_at)'
    await query(`insert into directory.memberships ${roles} values ($1, $2, $3, now(), now())`, [id, account, [role]])
    return account
  }

  const tokens = {} as Record<RoleName, string>
  const accounts = {} as Record<RoleName, string>
  for (const role of roleNames) {
    const isAircraft = role === 'aircraft_standard' || role === 'aircraft_premium'
    if (standardRoles[role].kind === 'person') {
      accounts[role] = await newMember(role)
      tokens[role] = personalToken(accounts[role], id)
    } else if (isAircraft) {
      tokens[role] = tokenOf(claimsOf(await newAircraft(role === 'aircraft_premium' ? 'premium' : 'standard', role), id))
    } else {
      tokens[role] = tokenOf(claimsOf(await newClient(`${role} ${word}`, [role]), id))
    }
  }
  const role = await identity.roles.create(operator, { name: `Role ${word}`, description: word, permissions: ['aircraft:read'] })
  const email = `${word.replaceAll(' ', '-')}@skykeep.test`
  const { invitation } = await identity.invitations.issue(operator, { email, roles: ['reader'] })
  const everything = tokenOf(claimsOf(await newClient(`All ${word}`, ['owner']), id))
  const cloud = await furnishedCloud(admin, id, word)
  const ids: Record<string, string> = {
    ...cloud,
    ...(await furnishedSchedules(automation, operator, word)),
    ...(await furnishedRun(automation, operator, cloud.machine_id!)),
    ...(await furnishedNotifications(automation, admin, operator, word)),
    team_id: id,
    account_id: await newMember('reader'),
    client_id: await newClient(`Client ${word}`, []),
    aircraft_id: await newAircraft('standard', `Aircraft ${word}`),
    role_id: role.id,
    invitation_id: invitation.id,
    event_id: newId(),
    serial: '0a0b0c',
  }
  await identity.checkpoints.current() // gives every entry its place
  const { rows } = await admin.query('select max(index)::int as index from audit.entries where team_id = $1', [id])
  ids.index = String(rows[0].index)
  const heard: string[] = []

  return {
    id,
    ids,
    /** Of a person or a machine with each standard role. */
    tokens,
    /** Of the people among them. */
    accounts,
    /** Of a machine with every permission. */
    everything,
    /** All that came back with a token of this team. */
    heard,
    newMember,

    /** Makes a call over a connection of its own; of a stream only the head is read. */
    async ask(
      token: string | undefined,
      call: DescribedCall,
      about: Record<string, string>,
      { body, headers = {}, query = '' }: ProgramCall = {},
    ): Promise<ProgramAnswer> {
      const cut = new AbortController()
      const isSent = call.body !== undefined && body !== undefined
      const answer = await fetch(`${url}${pathWith(call, about)}${query}`, {
        method: call.method,
        redirect: 'manual',
        signal: cut.signal,
        headers: { ...(token && { authorization: token }), ...(isSent && { 'content-type': 'application/json' }), ...headers },
        ...(isSent && { body: JSON.stringify(body) }),
      })
      const type = answer.headers.get('content-type') ?? ''
      const text = type.includes('event-stream') ? '' : await answer.text()
      cut.abort()
      if (token !== undefined) heard.push(`${text}${JSON.stringify([...answer.headers])}`)
      const code = type.startsWith('application/problem+json') ? (JSON.parse(text) as { code: string }).code : undefined
      return { status: answer.status, code, text }
    },
  }
}

function claimsOf(sub: string, team: string): AccessClaims {
  const now = Math.floor(Date.now() / 1_000)
  return { iss: 'i', sub, team, scope: permissionNames.join(' '), jti: newId(), iat: now, exp: now + 900 }
}

/** Of somebody who has just signed in with two factors. */
export const personalToken = (id: string, team: string): string =>
  tokenOf({ ...claimsOf(id, team), sid: newId(), client_id: id, acr: 'multi', auth_time: Math.floor(Date.now() / 1_000) })

const refusals = ['PERMISSION_DENIED', 'SECOND_FACTOR_REQUIRED', 'STEP_UP_REQUIRED', 'ADDRESS_NOT_ALLOWED', 'NOT_AUTHENTICATED']

/** Whether the caller got past the question of who they are and what they may. */
export const isLetIn = ({ code }: ProgramAnswer): boolean => code === undefined || !refusals.includes(code)

/** Who is let in is stopped by a field or a version that nobody has, so that nothing is destroyed that the next call needs. */
export const harmless: ProgramCall = { body: { unknown_field: 1 }, headers: { 'if-match': '"999"' } }
