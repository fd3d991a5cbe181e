import { isRedirectUri } from '@skykeep/contract'
import { certificateRequest } from '@skykeep/keyring/testing/certificate-requests'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { control } from '../../testing/control.ts'
import { type CrewWorld, crewWorld } from '../../testing/crew.ts'
import { expectProblem } from '../../testing/http.ts'

let world: CrewWorld
beforeAll(async () => {
  world = await crewWorld()
})
afterAll(() => world.close())

const callback = 'https://app.example/callback'

control(
  'CLIENT-9',
  'a client has the roles of its team, counted as they are now, and nobody gives one what they lack',
  async () => {
    const [crew, elsewhere] = [await world.crew(), await world.crew()]
    const role = await crew.role('Watch', 'aircraft:read', 'audit:read')
    const foreign = await elsewhere.role('Theirs', 'aircraft:read')
    const made = await crew.owner('POST /clients', { body: { name: 'Feed', roles: ['ground_control', role.id] } })
    expect(made.body.roles).toEqual(['ground_control', role.id])
    const permissions = async () => [...(await world.proofs.findPrincipal(made.body.id))!.permissions].sort()
    expect(await permissions()).toEqual(['aircraft:read', 'audit:read', 'contacts:read', 'telemetry:read', 'weather:read'])
    for (const unknown of [foreign.id, newId()]) {
      const answer = await crew.owner('POST /clients', { body: { name: newId(), roles: ['reader', unknown] } })
      expectProblem(answer, 'VALIDATION_FAILED')
      expect(answer.body.errors).toEqual([{ pointer: '#/roles/1', detail: 'is no role of this team' }])
      expectProblem(await crew.owner(`PATCH /clients/${made.body.id}`, { body: { roles: [unknown] } }), 'VALIDATION_FAILED')
    }
    const clerk = crew.may('client:read', 'client:write', 'aircraft:read')
    expectProblem(await clerk('POST /clients', { body: { name: 'Mine', roles: [role.id] } }), 'PERMISSION_DENIED')
    const { body: mine } = await clerk('POST /clients', { body: { name: 'Mine' } })
    expectProblem(await clerk(`PATCH /clients/${mine.id}`, { body: { roles: [role.id] } }), 'PERMISSION_DENIED')
    for (const call of [`PATCH /clients/${made.body.id}`, `POST /clients/${made.body.id}/secret`] as const) {
      expectProblem(await clerk(call, { body: call.startsWith('PATCH') ? { name: 'Taken' } : {} }), 'PERMISSION_DENIED')
    }
    await crew.owner(`PATCH /roles/${role.id}`, { body: { permissions: ['config:read'] } })
    expect(await permissions()).toEqual(['config:read', 'contacts:read', 'telemetry:read', 'weather:read'])
  },
)

control(
  'CLIENT-10',
  'a public client acts for people only: it has an address to come back to, and no credential of its own',
  async () => {
    const crew = await world.crew()
    const make = (more: object) => crew.owner('POST /clients', { body: { name: newId(), auth_method: 'none', ...more } })
    const made = await make({ redirect_uris: [callback, callback], permissions: ['aircraft:read'] })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ auth_method: 'none', redirect_uris: [callback] })
    expect(made.body).not.toHaveProperty('client_secret')
    expect((await make({ device_flow: true })).body).toMatchObject({ redirect_uris: [], device_flow: true })
    for (const more of [{}, { redirect_uris: [] }, { device_flow: false }]) {
      const answer = await make(more)
      expectProblem(answer, 'VALIDATION_FAILED')
      expect(answer.body.errors[0].pointer).toBe('#/redirect_uris')
    }
    const path = `/clients/${made.body.id}` as const
    expectProblem(await crew.owner(`PATCH ${path}`, { body: { redirect_uris: [] } }), 'VALIDATION_FAILED')
    expect((await crew.owner(`GET ${path}`)).body).toMatchObject({ redirect_uris: [callback], version: 1 })
    expectProblem(await crew.owner(`PATCH ${path}`, { body: { certificate_thumbprints: ['A'.repeat(43)] } }), 'VALIDATION_FAILED')
    expectProblem(await crew.owner(`POST ${path}/secret`), 'AUTH_METHOD_MISMATCH')
    const { csrPem } = await certificateRequest()
    expectProblem(await crew.owner(`POST ${path}/certificates`, { body: { csr: csrPem } }), 'AUTH_METHOD_MISMATCH')
    const other = ['http://127.0.0.1/done', 'http://[::1]:4711/done', 'http://localhost/done']
    expect((await crew.owner(`PATCH ${path}`, { body: { redirect_uris: other } })).body.redirect_uris).toEqual(other)
    expect((await world.entriesOf(crew.id)).at(-1)).toMatchObject({
      action: 'client.updated',
      details: { before: { redirect_uris: [callback] }, after: { redirect_uris: other } },
    })
  },
)

control(
  'CLIENT-11',
  'an address to come back to is exact: https, or http to this machine, in the one spelling that browsers keep',
  async () => {
    const good = [
      callback,
      'https://app.example',
      'https://app.example/',
      'https://app.example:8443/a/b?c=d',
      'http://127.0.0.1:1/cb',
      'http://[::1]/cb',
      'http://localhost/cb',
    ]
    const bad = [
      'http://app.example/callback',
      'https://app.example/callback#part',
      'https://app.example/callback#',
      'https://*.example/callback',
      'https://app.example/*',
      'https://user@app.example/callback',
      'https://user:word@app.example/callback',
      'https://app.example:443/callback',
      'https://APP.example/callback',
      'https://app.example/a/../callback',
      'https://app.example/%2e%2e/callback',
      'https://app.example\\callback',
      'https://app.example/call back',
      'https://äpp.example/callback',
      ' https://app.example/callback',
      'https://app.example/callback\n',
      'https:app.example',
      'http://127.0.0.1.example/cb',
      'http://127.1/cb',
      'http://0.0.0.0/cb',
      'http://localhost.example/cb',
      'javascript:alert(1)',
      'data:text/html,x',
      'myapp://callback',
      'callback',
      '',
    ]
    expect(good.filter((uri) => !isRedirectUri(uri))).toEqual([])
    expect(bad.filter(isRedirectUri)).toEqual([])
    const crew = await world.crew()
    for (const uri of bad) {
      const answer = await crew.owner('POST /clients', { body: { name: newId(), redirect_uris: [callback, uri] } })
      expectProblem(answer, 'VALIDATION_FAILED')
      expect(answer.body.errors[0].pointer).toBe('#/redirect_uris/1')
    }
  },
)

test('a client stands by itself: its creator loses everything, and it keeps what it was given', async () => {
  const crew = await world.crew()
  const author = await crew.add('Adam', 'admin')
  const { body } = await author.in(crew.id)('POST /clients', { body: { name: 'Feed', roles: ['auditor'] } })
  await crew.owner(`DELETE /teams/${crew.id}/members/${author.id}`)
  const found = await world.proofs.findPrincipal(body.id)
  expect(found).toMatchObject({ active: true })
  expect(found!.permissions.has('audit:read')).toBe(true)
  expect(world.proofs.secretMatches(found, body.client_secret)).toBe(true)
})
