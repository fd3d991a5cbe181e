import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isPermission, type RoleName, roleNames } from '@skykeep/contract'
import { afterAll, beforeAll, expect } from 'vitest'
import { NO_TEAM } from '../auth/principal.ts'
import { newId } from '../lib/new-id.ts'
import { control } from '../testing/control.ts'
import { type DescribedCall, describedCalls } from '../testing/described-calls.ts'
import {
  type FurnishedTeam,
  furnishedTeam,
  harmless,
  isLetIn,
  type ProgramAnswer,
  personalToken,
} from '../testing/furnished-team.ts'
import { type RunningProgram, runningProgram } from '../testing/running-program.ts'

type ByRole = Record<RoleName, string>

interface Published {
  operation: string
  permissions: string[]
  own_team: ByRole
  other_team: ByRole
  no_team: string
  nobody: string
}

const page = join(import.meta.dirname, '../../../../docs/security/matrix.json')
const published = JSON.parse(readFileSync(page, 'utf8')) as Published[]
const calls = await describedCalls()

let program: RunningProgram
let ours: FurnishedTeam
let theirs: FurnishedTeam
beforeAll(async () => {
  program = await runningProgram()
  ours = await furnishedTeam(program, 'ours')
  theirs = await furnishedTeam(program, 'theirs')
})
afterAll(() => program.close())

control('ROLES-12', 'R-01 every operation answers every standard role as the published matrix says', async () => {
  const observed = []
  for (const call of calls) {
    const nobody = await ours.ask(undefined, call, ours.ids, harmless)
    observed.push({
      operation: call.name,
      own_team: await byRole((role) => inOwnTeam(call, role)),
      no_team: await inNoTeam(call),
      nobody: isLetIn(nobody) ? 'public' : nobody.status === 401 ? 'not authenticated' : `${nobody.status}`,
    })
  }
  expect(observed).toEqual(
    published.map(({ operation, own_team, no_team, nobody }) => ({ operation, own_team, no_team, nobody })),
  )
})

control(
  'TENANCY-27',
  'T-01 what another team has is not there, for no role and no operation, and trying is in the trail',
  async () => {
    const before = await rowsOf(theirs.id)
    const observed = []
    for (const call of calls) {
      const isAsked = call.hasIds && published.some((row) => row.operation === call.name && row.permissions.length > 0)
      observed.push({ operation: call.name, other_team: await byRole(async (role) => (isAsked ? inOtherTeam(call, role) : '-')) })
    }
    expect(observed).toEqual(published.map(({ operation, other_team }) => ({ operation, other_team })))
    expect(await rowsOf(theirs.id)).toBe(before)

    await program.core.refusals.flush()
    await program.identity.checkpoints.current()
    const { rows } = await program.admin.query(
      `select leaf from audit.entries where team_id = $1 and action = 'authorization.not_found' and actor_id = $2`,
      [ours.id, ours.accounts.owner],
    )
    const tried = new Set(rows.map(({ leaf }) => JSON.parse(leaf).details).map(({ method, route }) => `${method} ${route}`))
    const absent = observed.filter(({ other_team }) => other_team.owner === 'not found').map(({ operation }) => operation)
    expect(absent.length).toBeGreaterThan(25)
    expect(absent.filter((operation) => !tried.has(operation.replace(/\{([^}]+)\}/g, ':$1')))).toEqual([])
  },
)

control(
  'ROLES-14',
  'the published matrix has every operation of the API, and asks for permissions of the closed list only',
  () => {
    expect(published.map(({ operation }) => operation)).toEqual(calls.map(({ name }) => name))
    expect(published.flatMap(({ permissions }) => permissions).filter((name) => !isPermission(name))).toEqual([])
  },
)

async function byRole(cell: (role: RoleName) => Promise<string>): Promise<ByRole> {
  const cells = {} as ByRole
  for (const role of roleNames) cells[role] = await cell(role)
  return cells
}

/** What comes of a call by somebody with that role: about things of others in the team, and about themselves. */
async function inOwnTeam(call: DescribedCall, role: RoleName): Promise<string> {
  const token = endsTheCaller(call) ? await disposable(role) : ours.tokens[role]
  if (isLetIn(await ours.ask(undefined, call, ours.ids, harmless))) return 'public'
  if (isLetInto(call, await ours.ask(token, call, ours.ids, harmless))) return allowedOrOwn(call)
  const themselves = { ...ours.ids, account_id: ours.accounts[role] ?? newId() }
  return isLetInto(call, await ours.ask(token, call, themselves, harmless)) ? 'own account' : 'refused'
}

/** Of one's own account a second factor can be a matter (recovery codes belong to an app): that is no matter of roles. */
function isLetInto({ name }: DescribedCall, answer: ProgramAnswer): boolean {
  const needs = published.find(({ operation }) => operation === name)?.permissions ?? []
  return isLetIn(answer) || (needs.length === 0 && answer.code === 'SECOND_FACTOR_REQUIRED')
}

/** Takes no body and no version that could stop it: whoever is let in is gone. */
const endsTheCaller = ({ name }: DescribedCall): boolean => name === 'DELETE /account'

/** Somebody else with the same role, if people have it. */
async function disposable(role: RoleName): Promise<string> {
  return ours.accounts[role] === undefined ? ours.tokens[role] : personalToken(await ours.newMember(role), ours.id)
}

/** What not even a machine with every permission gets is for people, about their own accounts. */
const allowedOrOwn = async (call: DescribedCall): Promise<string> =>
  isLetIn(await ours.ask(ours.everything, call, ours.ids, harmless)) ? 'allowed' : 'own account'

async function inOtherTeam(call: DescribedCall, role: RoleName): Promise<string> {
  const sent = { body: call.body, headers: { 'if-match': '"1"' } }
  return absentOr(await ours.ask(ours.tokens[role], call, theirs.ids, sent), ({ status, code }) => `${status} ${code}`)
}

async function inNoTeam(call: DescribedCall): Promise<string> {
  if (isLetIn(await ours.ask(undefined, call, ours.ids, harmless))) return 'public'
  const account_id = ours.accounts.owner
  const answer = await ours.ask(personalToken(account_id, NO_TEAM), call, { ...ours.ids, account_id }, harmless)
  // Who needs a permission for it elsewhere has none without a team: what they get is their own.
  const needs = published.find(({ operation }) => operation === call.name)?.permissions ?? []
  if (needs.length === 0) return isLetInto(call, answer) ? allowedOrOwn(call) : 'refused'
  return absentOr(answer, () => 'own account')
}

function absentOr(answer: ProgramAnswer, seen: (answer: ProgramAnswer) => string): string {
  if (answer.code === 'NOT_FOUND') return 'not found'
  return isLetIn(answer) ? seen(answer) : 'refused'
}

/** All rows of a team, as nobody but the superuser sees them together; the trail grows by being asked. */
async function rowsOf(team: string): Promise<string> {
  const { rows: tables } = await program.admin.query(
    `select c.oid::regclass::text as name from pg_class c join pg_attribute a on a.attrelid = c.oid
      where a.attname = 'team_id' and c.relkind in ('r', 'p') and not c.relispartition
        and c.relnamespace <> 'audit'::regnamespace order by 1`,
  )
  const found: Record<string, unknown> = {}
  for (const { name } of tables) {
    const { rows } = await program.admin.query(`select to_jsonb(t) as row from ${name} t where team_id = $1 order by 1`, [team])
    found[name] = rows
  }
  return JSON.stringify(found)
}
