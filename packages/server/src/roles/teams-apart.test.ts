import { afterAll, beforeAll, expect } from 'vitest'
import { newId } from '../lib/new-id.ts'
import { control } from '../testing/control.ts'
import { describedCalls } from '../testing/described-calls.ts'
import { type FurnishedTeam, furnishedTeam, harmless } from '../testing/furnished-team.ts'
import { type RunningProgram, runningProgram } from '../testing/running-program.ts'

const calls = await describedCalls()
const guarded = calls.filter(({ isPublic }) => !isPublic)
const withObject = guarded.filter(({ body }) => body !== undefined && !Array.isArray(body))
const canary = newId()

let program: RunningProgram
let ours: FurnishedTeam
let theirs: FurnishedTeam
beforeAll(async () => {
  program = await runningProgram()
  ours = await furnishedTeam(program, 'ours')
  theirs = await furnishedTeam(program, `canary ${canary}`)
})
afterAll(() => program.close())

control('TENANCY-28', 'T-02 no list, search, count, export or refusal says anything of another team', async () => {
  const queries = ['', '?limit=200', `?registration=${canary.slice(0, 15)}`, `?actor=${theirs.accounts.owner}`, `?q=${canary}`]
  for (const call of calls.filter(({ method }) => method === 'GET')) {
    for (const query of queries) {
      await ours.ask(ours.tokens.owner, call, ours.ids, { query })
      await ours.ask(ours.everything, call, theirs.ids, { query })
    }
  }
  for (const call of calls) await ours.ask(ours.tokens.owner, call, theirs.ids, { body: call.body })
  expect(ours.heard.length).toBeGreaterThan(400)
  expect(ours.heard.filter((text) => text.includes(canary))).toEqual([])

  // The canary lives: the other team reads it everywhere.
  for (const call of guarded.filter(({ method }) => method === 'GET')) await theirs.ask(theirs.everything, call, theirs.ids)
  expect(theirs.heard.filter((text) => text.includes(canary)).length).toBeGreaterThan(8)
})

control('TENANCY-29', 'T-03 a team named in a body, a query or a header never changes whose things are reached', async () => {
  const strange = { 'if-match': '"999"', 'x-team-id': theirs.id, 'x-tenant-id': theirs.id, team: theirs.id }
  for (const call of guarded) {
    const ask = (more: object) => ours.ask(ours.tokens.owner, call, ours.ids, { ...harmless, ...more })
    await ask({}) // what can be done once is done now
    const plain = await ask({})
    const named = await ask({ headers: { 'skykeep-team': theirs.id } })
    expect([call.name, named.status, named.code]).toEqual([call.name, 409, 'TEAM_MISMATCH'])
    const ignored = await ask({ headers: strange })
    expect([call.name, ignored.status, ignored.code]).toEqual([call.name, plain.status, plain.code])
    const asked = await ask({ query: `?team_id=${theirs.id}` })
    expect([call.name, [400, plain.status].includes(asked.status)]).toEqual([call.name, true])
  }
  for (const call of withObject) {
    for (const name of ['team_id', 'team', 'tenant_id']) {
      const choosesTeam = call.name === 'PUT /sessions/current/team' && name === 'team_id'
      const body = { ...(call.body as object), [name]: theirs.id }
      const refused = await ours.ask(ours.tokens.owner, call, ours.ids, { ...harmless, body })
      // The one call that is there to name a team: one that is not the person’s own is not there.
      if (choosesTeam) expect([call.name, refused.status]).toEqual([call.name, 404])
      else expect([call.name, refused.status, refused.text.includes(`"#/${name}"`)]).toEqual([call.name, 400, true])
    }
  }
  expect(ours.heard.filter((text) => text.includes(canary))).toEqual([])
})

control(
  'ROLES-13',
  'R-05 a field that is not the caller’s to set is refused, and no answer has one that is nobody’s to see',
  async () => {
    const protectedFields = ['id', 'team_id', 'role', 'is_owner', 'version', 'created_at', 'token_hash', 'constructor']
    for (const call of withObject) {
      const body = { ...(call.body as object), ...Object.fromEntries(protectedFields.map((name) => [name, 'x'])) }
      const answer = await ours.ask(ours.tokens.owner, call, ours.ids, { ...harmless, body })
      const pointers = (JSON.parse(answer.text) as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer)
      expect([call.name, answer.status, pointers]).toEqual([
        call.name,
        400,
        expect.arrayContaining(protectedFields.map((name) => `#/${name}`)),
      ])
    }
    // What is shown once is shown by the call that makes it: a call that reads never shows it.
    const before = ours.heard.length
    for (const call of guarded.filter(({ method }) => method === 'GET')) await ours.ask(ours.tokens.owner, call, ours.ids)
    const hidden = /"(?!leaf_hash|root_hash)(\w*_hash|hash|sealed\w*|wrapped_key|password\w*|secret|private_key|d)":/
    expect(ours.heard.slice(before).filter((text) => hidden.test(text))).toEqual([])
  },
)
