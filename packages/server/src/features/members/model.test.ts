import type { Permission } from '@skykeep/contract'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { type CrewWorld, crewWorld } from '../../testing/crew.ts'
import type { Answer } from '../../testing/http.ts'
import type { TestPerson } from '../../testing/people.ts'
import { type Outcome, TeamModel } from '../../testing/team-model.ts'

let world: CrewWorld
beforeAll(async () => {
  world = await crewWorld()
})
afterAll(() => world.close())

const PEOPLE = 5
const person = fc.nat(PEOPLE - 1)
/** Which of those that are there: taken modulo their number. */
const which = fc.nat(1_000)
const roles = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom('owner', 'admin', 'operator', 'reader', 'auditor') },
    { weight: 1, arbitrary: fc.constant('ground_control') },
    { weight: 8, arbitrary: fc.nat(3) },
  ),
  { minLength: 1, maxLength: 3 },
)
const permissions = fc.uniqueArray(
  fc.constantFrom<Permission>(
    'team:read',
    'team:delete',
    'member:read',
    'member:write',
    'role:read',
    'role:write',
    'aircraft:read',
    'audit:read',
    'telemetry:write',
  ),
  { minLength: 1, maxLength: 5 },
)
/** Mostly a member does it, now and then anybody. */
const somebody = fc.oneof(
  { weight: 5, arbitrary: fc.record({ member: which }) },
  { weight: 1, arbitrary: fc.record({ anybody: person }) },
)
const about = { team: which, by: somebody }

const action = fc.oneof(
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('found' as const), founder: person }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('invite' as const), ...about, whom: person, roles }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('accept' as const), ...about, which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('revoke' as const), ...about, which }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('change' as const), ...about, whom: person, roles }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), ...about, whom: person }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('createRole' as const), ...about, name: fc.nat(3), permissions }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('changeRole' as const), ...about, which, permissions }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('deleteRole' as const), ...about, which }) },
)
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never

/** One that meets every way out; the others are made up. */
const founder = { member: 0 }
const inFirst = { team: 0, by: founder }
const watch = { kind: 'createRole' as const, ...inFirst, name: 0, permissions: ['team:read' as const] }
const inviteBob = { kind: 'invite' as const, ...inFirst, whom: 2, roles: [0] }
const acceptBob = { kind: 'accept' as const, ...inFirst, which: 0 }
const opening: Action[] = [
  watch,
  watch, // its name is taken
  inviteBob,
  { kind: 'deleteRole', ...inFirst, which: 0 }, // in use
  inviteBob, // invited already
  { ...acceptBob, by: { anybody: 3 } }, // not theirs
  acceptBob,
  acceptBob, // used
  { kind: 'remove', ...inFirst, whom: 0 }, // the last owner
  { kind: 'invite', team: 0, by: { anybody: 2 }, whom: 3, roles: ['reader'] }, // not permitted
  { kind: 'invite', ...inFirst, whom: 3, roles: ['ground_control'] }, // for machines
  { kind: 'revoke', ...inFirst, which: 0 }, // not open
]

interface Team {
  id: string
  /** In the name of the team and of all its roles: no answer about another team may have it. */
  canary: string
  model: TeamModel
  /** Ids of roles that are or were there, and tokens of invitations by their ids. */
  roleIds: string[]
  tokens: Map<string, string>
}

/** Plays actions against the real thing and against the model, which has to say the same of each. */
class Play {
  readonly people: TestPerson[] = []
  readonly teams: Team[] = []

  async begin(): Promise<void> {
    for (let at = 0; at < PEOPLE; at++) this.people.push(await world.person(`Person ${at}`))
    await this.#found(0)
    await this.#found(1)
  }

  async do(action: Action): Promise<void> {
    if (action.kind === 'found') {
      if (this.teams.length < 4) await this.#found(action.founder)
      return
    }
    const team = this.teams[action.team % this.teams.length]!
    await this.#inTeam(team, action)
    expect(team.model.owners.length, 'owners').toBeGreaterThan(0)
    await this.#compare(team)
  }

  /** Every person in every team, and what each of them is shown there. */
  async end(): Promise<void> {
    for (const team of this.teams) {
      await this.#compare(team)
      for (const member of team.model.members.keys()) {
        for (const call of [
          'GET /roles',
          `GET /teams/${team.id}`,
          `GET /teams/${team.id}/members`,
          `GET /teams/${team.id}/invitations`,
        ] as const) {
          this.#listen(await this.people[member]!.in(team.id)(call), [team])
        }
      }
    }
    for (const [at, somebody] of this.people.entries()) {
      const theirs = this.teams.filter(({ model }) => model.members.has(at))
      const answer = await somebody.in()('GET /teams')
      this.#listen(answer, theirs)
      const listed = answer.body.items.map(({ id, roles }: { id: string; roles: string[] }) => [id, roles])
      expect(new Map(listed)).toEqual(new Map(theirs.map(({ id, model }) => [id, model.members.get(at)])))
    }
  }

  async #found(by: number): Promise<void> {
    const canary = `canary-${newId()}`
    const { status, body } = await this.people[by]!.in()('POST /teams', { body: { name: canary } })
    expect(status).toBe(201)
    this.teams.push({ id: body.id, canary, model: new TeamModel(by), roleIds: [], tokens: new Map() })
  }

  async #inTeam(team: Team, action: Exclude<Action, { kind: 'found' }>): Promise<void> {
    const { model } = team
    const members = `/teams/${team.id}/members` as const
    const by = byOf(team, action.by)
    if (action.kind === 'invite') {
      const given = this.#rolesOf(team, action.roles)
      const to = this.people[action.whom]!
      const answer = await this.#call(team, by, `POST /teams/${team.id}/invitations`, { email: to.email, roles: given })
      const outcome = this.#same(team, by, answer, () => model.invite(by, action.whom, given))
      if (outcome === 'done') {
        model.invited(answer!.body.id, by, action.whom, [...new Set(given)])
        team.tokens.set(answer!.body.id, world.tokenTo(to.email))
      }
    } else if (action.kind === 'accept') {
      const [id, token] = [...team.tokens][action.which % (team.tokens.size || 1)] ?? []
      if (id === undefined || token === undefined) return
      const who = 'anybody' in action.by ? action.by.anybody : model.invitations.get(id)!.to
      const answer = await this.people[who]!.in()('POST /invitations/accept', { body: { token } })
      this.#listen(answer, [team])
      expect(outcomeOf(answer)).toBe(model.accept(id, who))
    } else if (action.kind === 'revoke') {
      const [id] = [...team.tokens.keys()].slice(action.which % (team.tokens.size || 1))
      if (id === undefined) return
      const answer = await this.#call(team, by, `DELETE /teams/${team.id}/invitations/${id}`)
      this.#same(team, by, answer, () => model.revoke(by, id))
    } else if (action.kind === 'change') {
      const given = this.#rolesOf(team, action.roles)
      const answer = await this.#call(team, by, `PATCH ${members}/${this.people[action.whom]!.id}`, { roles: given })
      this.#same(team, by, answer, () => model.changeMember(by, action.whom, [...new Set(given)]))
    } else if (action.kind === 'remove') {
      const answer = await this.#call(team, by, `DELETE ${members}/${this.people[action.whom]!.id}`)
      this.#same(team, by, answer, () => model.remove(by, action.whom))
    } else if (action.kind === 'createRole') {
      const role = { name: `${team.canary} ${action.name}`, permissions: action.permissions }
      const answer = await this.#call(team, by, 'POST /roles', role)
      if (this.#same(team, by, answer, () => model.createRole(by, role)) === 'done') {
        model.roles.set(answer!.body.id, role)
        team.roleIds.push(answer!.body.id)
      }
    } else {
      const id = team.roleIds[action.which % (team.roleIds.length || 1)]
      if (id === undefined) return
      if (action.kind === 'deleteRole') {
        this.#same(team, by, await this.#call(team, by, `DELETE /roles/${id}`), () => model.deleteRole(by, id))
      } else {
        const answer = await this.#call(team, by, `PATCH /roles/${id}`, { permissions: action.permissions })
        this.#same(team, by, answer, () => model.changeRole(by, id, action.permissions))
      }
    }
  }

  /** Standard roles by name; a number is a role of the team, one that was deleted, or one of another team. */
  #rolesOf(team: Team, chosen: readonly (string | number)[]): string[] {
    const known = [...team.roleIds, ...this.teams.flatMap(({ roleIds }) => roleIds)]
    return chosen.map((one) => (typeof one === 'string' ? one : (known[one] ?? 'reader')))
  }

  /** Undefined when they are nobody in the team. */
  async #call(
    team: Team,
    by: number,
    call: Parameters<ReturnType<TestPerson['in']>>[0],
    body?: object,
  ): Promise<Answer | undefined> {
    const answer = await this.people[by]!.in(team.id)(call, { body }).catch((error) => {
      expect(error).toMatchObject({ code: 'TOKEN_REVOKED' })
      return undefined
    })
    if (answer) this.#listen(answer, [team])
    return answer
  }

  #same(team: Team, by: number, answer: Answer | undefined, expected: () => Outcome): Outcome | undefined {
    expect(answer !== undefined).toBe(team.model.members.has(by))
    if (!answer) return undefined
    const outcome = expected()
    expect(outcomeOf(answer)).toBe(outcome)
    return outcome
  }

  async #compare({ id, model }: Team): Promise<void> {
    for (const [at, somebody] of this.people.entries()) {
      const real = await world.permissionsIn(somebody, id).catch(() => null)
      expect(real && [...real].sort(), `person ${at}`).toEqual(model.members.has(at) ? [...model.permissionsOf(at)].sort() : null)
    }
  }

  #listen(answer: Answer, about: readonly Team[]): void {
    const text = answer.raw.toString() + JSON.stringify(answer.headers)
    const foreign = this.teams.filter((team) => !about.includes(team) && text.includes(team.canary))
    expect(foreign.map(({ canary }) => canary)).toEqual([])
  }
}

function byOf({ model }: Team, by: { member: number } | { anybody: number }): number {
  if ('anybody' in by) return by.anybody
  const members = [...model.members.keys()]
  return members[by.member % members.length]!
}

const everyOutcome: Outcome[] = [
  'done',
  'PERMISSION_DENIED',
  'VALIDATION_FAILED',
  'NOT_FOUND',
  'ALREADY_MEMBER',
  'INVITATION_ENDED',
  'LAST_OWNER',
  'ROLE_NAME_TAKEN',
  'ROLE_IN_USE',
]
const outcomes: Record<string, number> = {}

function outcomeOf({ status, body }: Answer): Outcome {
  const outcome: Outcome = status < 300 ? 'done' : body.code
  outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
  return outcome
}

test('[MEMBER-12] whatever people do in whatever order, all have what the model says, a team keeps an owner, and no answer tells of another team', {
  timeout: 240_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 30, maxLength: 60, size: 'max' }), async (actions) => {
      const play = new Play()
      await play.begin()
      for (const one of actions) await play.do(one)
      await play.end()
    }),
    { numRuns: 25, examples: [[opening]] },
  )
  // It is no proof when everything was refused at the door: each way out was taken.
  expect(Object.keys(outcomes).sort()).toEqual([...everyOutcome].sort())
})
