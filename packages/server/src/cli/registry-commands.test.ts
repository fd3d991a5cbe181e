import { X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { certificateRequest } from '@skykeep/keyring/testing/certificate-requests'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../lib/new-id.ts'
import { ecJwk } from '../testing/public-jwks.ts'
import { type RegistryWorld, registryWorld } from '../testing/registry-world.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { aircraftCommands } from './aircraft.ts'
import { clientCommands } from './clients.ts'
import { memberCommands } from './members.ts'
import { table } from './table.ts'
import { teamCommands } from './teams.ts'

let world: RegistryWorld
beforeAll(async () => {
  world = await registryWorld()
})
afterAll(() => world.close())

const commands = { ...teamCommands, ...memberCommands, ...clientCommands, ...aircraftCommands }

/** Runs a command as an operator would type it; answers what it printed. */
async function skykeep(
  words: `${'teams' | 'members' | 'invitations' | 'clients' | 'aircraft'} ${string}`,
  ...args: string[]
): Promise<string> {
  const lines: string[] = []
  const open = async () => ({ ...world, administration: null as never, keys: null as never, close: async () => {} })
  expect(await commands[words]!.run(args, { print: (text) => lines.push(text), open, user: 'ada' })).toBe(0)
  return lines.join('\n')
}
const asJson = async (...words: Parameters<typeof skykeep>) => JSON.parse(await skykeep(...words, '--json'))
const newTeam = async (): Promise<string> => (await asJson('teams create', `Team ${newId()}`)).id

test('a team is created and listed, and the audit trail names the operator', async () => {
  const name = `Crew ${newId()}`
  const printed = await skykeep('teams create', name)
  const id = /^id {4}(\S{36})$/m.exec(printed)?.[1] ?? ''
  expect(await skykeep('teams list')).toMatch(new RegExp(`^${id}  ${name}`, 'm'))
  expect(await world.entriesOf(id)).toMatchObject([{ action: 'team.created', actor: { type: 'operator', id: 'ada' } }])
})

test('a client is created with its secret, listed, rotated and deleted', async () => {
  const team = await newTeam()
  const printed = await skykeep(
    'clients create',
    '--team',
    team,
    '--name',
    'Tower',
    '--role',
    'ground_control',
    '--permission',
    'audit:read',
  )
  const [, id = '', secret = ''] = /client_id +(\S+)\nclient_secret +(\S+)\n/.exec(printed) ?? []
  const found = await world.proofs.findPrincipal(id)
  expect(found?.permissions).toEqual(new Set(['weather:read', 'contacts:read', 'telemetry:read', 'audit:read']))
  expect(await world.proofs.secretMatches(found, secret)).toBe(true)
  expect(await skykeep('clients list', '--team', team)).toMatch(
    new RegExp(`^${id}  Tower  client_secret  ground_control  audit:read`, 'm'),
  )

  const rotated = await asJson('clients rotate', id, '--overlap', '60')
  const after = await world.proofs.findPrincipal(id)
  expect(world.proofs.secretMatches(after, rotated.client_secret)).toBe(true)
  expect(world.proofs.secretMatches(after, secret)).toBe(true)
  expect(await skykeep('clients delete', id)).toBe(`deleted ${id}`)
  expect(await world.proofs.findPrincipal(id)).toBeNull()
})

test('a program for people is told where they are sent back, or that it has a code to show', async () => {
  const args = ['--team', await newTeam(), '--auth', 'none', '--permission', 'team:read']
  const web = await asJson(
    'clients create',
    ...args,
    '--name',
    'Web',
    '--redirect',
    'https://a.example/back',
    '--redirect',
    'https://b.example/back',
  )
  expect(web).toMatchObject({ redirect_uris: ['https://a.example/back', 'https://b.example/back'], device_flow: false })
  const screen = await asJson('clients create', ...args, '--name', 'Screen', '--device')
  expect(screen).toMatchObject({ redirect_uris: [], device_flow: true })
})

test('a client with keys of its own has no secret to print', async () => {
  const jwks = join(temporaryFolder(), 'keys.json')
  const keys = { keys: [ecJwk()] }
  writeFileSync(jwks, JSON.stringify(keys))
  const args = ['--team', await newTeam(), '--name', 'Keys', '--role', 'owner', '--auth', 'private_key_jwt', '--jwks', jwks]
  const made = await asJson('clients create', ...args)
  expect(made).toMatchObject({ auth_method: 'private_key_jwt', jwks: keys, roles: ['owner'] })
  expect(made).not.toHaveProperty('client_secret')
})

test('an aircraft is created with a secret, gets a certificate, and is revoked', async () => {
  const team = await newTeam()
  const made = await asJson(
    'aircraft create',
    '--team',
    team,
    '--registration',
    'hb-jcl',
    '--tier',
    'premium',
    '--backfill',
    '--secret',
  )
  expect(made).toMatchObject({ registration: 'HB-JCL', tier: 'premium', backfill: true })
  expect(await world.proofs.secretMatches(await world.proofs.findPrincipal(made.aircraft_id), made.client_secret)).toBe(true)

  const csr = join(temporaryFolder(), 'request.pem')
  writeFileSync(csr, (await certificateRequest()).csrPem)
  const chain = await skykeep('aircraft certificate', made.aircraft_id, '--csr', csr, '--days', '7')
  const certificate = new X509Certificate(chain)
  expect(certificate.subject).toBe(`CN=${made.aircraft_id}`)
  const serial = certificate.serialNumber
  expect(await skykeep('aircraft revoke', made.aircraft_id, '--serial', serial)).toContain(
    `revoked certificate ${serial.toLowerCase()} of`,
  )
  expect(await skykeep('aircraft revoke', made.aircraft_id, '--reason', 'sold')).toBe(`revoked ${made.aircraft_id} (HB-JCL)`)
  expect(await skykeep('aircraft list', '--team', team)).toMatch(/HB-JCL +- +- +premium +true +revoked$/m)
})

test('the first owner of a team is invited by a token at the terminal, is listed, and is removed only when another is left', async () => {
  const team = await newTeam()
  const [ana, bob] = [await world.person('Ana'), await world.person('Bob')]
  const invite = async (email: string) => {
    const printed = await skykeep(
      'invitations create',
      '--team',
      team,
      '--email',
      email.toUpperCase(),
      '--role',
      'owner',
      '--role',
      'auditor',
    )
    expect(printed).toContain(`email       ${email}\nroles       owner,auditor\n`)
    return /^token {7}(\S+)$/m.exec(printed)?.[1] ?? ''
  }
  for (const person of [ana, bob]) {
    const answer = await person.in()('POST /invitations/accept', { body: { token: await invite(person.email) } })
    expect(answer.body).toMatchObject({ team_id: team, roles: ['owner', 'auditor'] })
  }
  expect(world.mailbox.newestTo(ana.email)).toBeUndefined()
  expect(await skykeep('members list', '--team', team)).toMatch(
    new RegExp(`^${ana.id}  ${ana.email}  Ana   owner,auditor  20\\S+  -$`, 'm'),
  )
  expect(await skykeep('members remove', bob.id, '--team', team)).toBe(`removed ${bob.id}`)
  await expect(skykeep('members remove', ana.id, '--team', team)).rejects.toThrow('LAST_OWNER')
  await expect(skykeep('members remove', newId(), '--team', team)).rejects.toThrow('NOT_FOUND')
  await expect(skykeep('invitations create', '--team', team, '--email', 'x@x.test')).rejects.toThrow(
    'usage: skykeep invitations create',
  )
  await expect(skykeep('invitations create', '--team', team, '--email', ana.email, '--role', 'owner')).rejects.toThrow(
    'ALREADY_MEMBER',
  )
  await expect(skykeep('invitations create', '--team', team, '--email', 'x@x.test', '--role', 'service')).rejects.toThrow(
    '#/roles/0: ',
  )
  const entries = await world.entriesOf(team)
  expect(entries.at(-1)).toMatchObject({ action: 'member.removed', actor: { type: 'operator', id: 'ada' } })
  expect(JSON.stringify(entries)).not.toContain('sk_invitation_')
})

test('what cannot be done is told in words, with the fields or the usage', async () => {
  const team = await newTeam()
  const says = (words: `clients ${string}` | `aircraft ${string}` | 'teams create', ...args: string[]) =>
    expect(skykeep(words, ...args)).rejects
  await says('teams create').toThrow('usage: skykeep teams create NAME')
  await says('teams create', 'Two', 'Words').toThrow('usage:')
  await says('teams create', 'x'.repeat(81)).toThrow('name: ')
  await says('clients create', '--team', team).toThrow('usage: skykeep clients create')
  await says('clients create', '--team', team, '--name', 'A', '--role', 'root').toThrow('roles.0: ')
  await says('clients create', '--team', team, '--name', 'A', '--colour', 'red').toThrow("Unknown option '--colour'")
  await says('clients create', '--team', team, '--name', 'A', '--auth', 'private_key_jwt').toThrow(
    '#/jwks: is needed for private_key_jwt',
  )
  await says('clients create', '--team', newId(), '--name', 'A').toThrow('There is nothing here (NOT_FOUND).')
  await says('clients list', '--team', newId()).toThrow('There is nothing here (NOT_FOUND).')
  await says('clients rotate', newId()).toThrow('There is no client')
  await says('aircraft revoke', newId()).toThrow('There is no aircraft')
  await skykeep('aircraft create', '--team', team, '--registration', 'HB-TWO')
  await says('aircraft create', '--team', team, '--registration', 'HB-TWO').toThrow('AIRCRAFT_REGISTRATION_TAKEN')
})

test('a name cannot make one line of a table read as another', () => {
  const printed = table([{ id: '1', name: 'a\u202Eb\u001b[2Jc', roles: [] }], ['id', 'name', 'roles'])
  expect(printed.split('\n')[1]).toBe('1   a\uFFFDb\uFFFD[2Jc  -')
})
