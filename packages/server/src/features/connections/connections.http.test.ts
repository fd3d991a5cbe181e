import { permissionNames } from '@skykeep/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../lib/new-id.ts'
import { type AutomationWorld, anAzureConnection, automationWorld } from '../../testing/automation-world.ts'
import { control } from '../../testing/control.ts'
import { expectProblem, withoutTrace } from '../../testing/http.ts'

let world: AutomationWorld
beforeAll(async () => {
  world = await automationWorld()
})
afterAll(() => world.close())

const aRefusal = { call: 'identify', kind: 'authorization', code: 'AADSTS700027' } as const

test('a connection to Azure is saved with its ids, and its certificate is there as PEM and as DER', async () => {
  const { owner, id: team } = await world.team()
  const body = anAzureConnection({ name: ' Production ' }, { subscription_ids: [newId().toUpperCase()] })
  const made = await owner('POST /connections', { body })
  expect(made.status).toBe(201)
  expect(made.body).toMatchObject({ name: 'Production', status: 'unchecked', last_check: null, aws: null, lanes: [] })
  expect(made.body.azure.subscription_ids[0]).toMatch(/^[0-9a-f-]{36}$/)
  expect(made.body.certificates).toMatchObject([{ state: 'active', bits: 2_048 }])
  const { body: read, headers } = await owner(`GET /connections/${made.body.id}`)
  expect([read, headers.etag]).toEqual([made.body, '"1"'])
  const pem = await owner(`GET /connections/${made.body.id}/certificate`)
  const cer = await owner(`GET /connections/${made.body.id}/certificate?format=cer`)
  expect(pem.raw.toString()).toMatch(/^-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n$/)
  expect(cer.raw.equals(Buffer.from(pem.raw.toString().replace(/-----[^-]+-----/g, ''), 'base64'))).toBe(true)
  expect(cer.headers['content-type']).toBe('application/pkix-cert')
  const actions = (await world.entriesOf(team)).map(({ action }) => action)
  expect(actions).toContain('connection.created')
})

test('a connection to AWS gets an external id of ours, keeps it through changes, and has no certificate', async () => {
  const { owner } = await world.team()
  const aws = { role_arn: 'arn:aws:iam::123456789012:role/skykeep', regions: ['eu-central-1'] }
  const { body } = await owner('POST /connections', { body: { name: 'Amazon', provider: 'aws', aws } })
  expect(body.aws).toEqual({ ...aws, external_id: expect.stringMatching(/^[0-9a-f-]{36}$/) })
  expect([body.azure, body.certificates]).toEqual([null, []])
  const moved = await owner(`PATCH /connections/${body.id}`, { body: { aws: { ...aws, regions: ['eu-west-1'] } } })
  expect(moved.body.aws).toEqual({ ...body.aws, regions: ['eu-west-1'] })
  expectProblem(await owner(`GET /connections/${body.id}/certificate`), 'CONNECTION_WITHOUT_CERTIFICATE')
  expectProblem(await owner(`POST /connections/${body.id}/certificate`, { body: {} }), 'CONNECTION_WITHOUT_CERTIFICATE')
})

test('what does not fit is refused with a pointer to it, and nothing is saved', async () => {
  const { owner } = await world.team()
  const good = anAzureConnection()
  const refusals: [object, string][] = [
    [{ ...good, azure: undefined }, '#/azure'],
    [{ ...good, aws: { role_arn: 'arn:aws:iam::123456789012:role/x', regions: ['eu-west-1'] } }, '#/aws'],
    [anAzureConnection({}, { tenant_id: 'contoso.com' }), '#/azure/tenant_id'],
    [anAzureConnection({}, { cloud: 'somewhere' }), '#/azure/cloud'],
    [anAzureConnection({}, { client_secret: 'x' }), '#/azure/client_secret'],
    [anAzureConnection({}, { subscription_ids: ['x'] }), '#/azure/subscription_ids/0'],
    [{ ...good, certificate: { bits: 1_024 } }, '#/certificate/bits'],
    [{ ...good, private_key: 'x' }, '#/private_key'],
    [{ name: 'A', provider: 'aws', aws: { role_arn: 'arn:aws:s3:::x', regions: ['eu-west-1'] } }, '#/aws/role_arn'],
  ]
  for (const [body, pointer] of refusals) {
    const answer = await owner('POST /connections', { body })
    expectProblem(answer, 'VALIDATION_FAILED')
    expect(answer.body.errors.map((fault: { pointer: string }) => fault.pointer)).toContain(pointer)
  }
  expect((await owner('GET /connections')).body.items).toEqual([])
})

test('a check that passes makes a connection ready, with a lane for each subscription, and shows the role to paste', async () => {
  const { owner } = await world.team()
  const [first, second] = [newId(), newId()]
  for (const scope of [first, second]) world.cloud.add(scope, 'vm-1')
  const { id } = (await owner('POST /connections', { body: anAzureConnection({}, { subscription_ids: [first, second] }) })).body
  const { body: check, status } = await owner(`POST /connections/${id}/check`)
  expect([status, check.ok, check.identity.ok, check.rotation]).toEqual([200, true, true, 'none'])
  expect(check.custom_role).toMatchObject({ AssignableScopes: [first, second] })
  const { body } = await owner(`GET /connections/${id}`)
  expect(body).toMatchObject({ status: 'ready', last_check: check })
  expect(body.lanes.map(({ scope }: { scope: string }) => scope).sort()).toEqual([first, second].sort())
  expect((await world.lanesOf(id)).every(({ sync_due_at }) => sync_due_at !== null)).toBe(true)
})

control('CONN-1', 'a connection that was not checked, failed, is paused or was changed is never used', async () => {
  const { owner, id: team } = await world.team()
  const scope = newId()
  world.cloud.add(scope, 'vm-1')
  const { id } = (await owner('POST /connections', { body: anAzureConnection({}, { subscription_ids: [scope] }) })).body
  const session = () => world.connections.session(team, id)
  const refused = async (code: string) => {
    const before = world.cloud.opened.length
    await expect(session()).rejects.toThrow(expect.objectContaining({ code }))
    expect(world.cloud.opened.length).toBe(before)
    expectProblem(await owner(`POST /connections/${id}/sync`), code as never)
  }
  await refused('CONNECTION_NOT_READY')
  const lift = world.cloud.fail(aRefusal)
  expect((await owner(`POST /connections/${id}/check`)).body).toMatchObject({
    ok: false,
    identity: { refusal: { reason: 'AADSTS700027' } },
  })
  expect((await owner(`GET /connections/${id}`)).body.status).toBe('failing')
  await refused('CONNECTION_NOT_READY')
  lift()

  await owner(`POST /connections/${id}/check`)
  expect(await session()).toBe(await session())
  expect((await owner(`POST /connections/${id}/sync`)).body).toMatchObject({ lanes: 1 })

  expect((await owner(`PATCH /connections/${id}`, { body: { paused: true } })).body.paused_at).not.toBeNull()
  await refused('CONNECTION_PAUSED')
  expect((await world.lanesOf(id))[0]!.sync_due_at).toBeNull()
  await owner(`PATCH /connections/${id}`, { body: { paused: false } })
  expect((await world.lanesOf(id))[0]!.sync_due_at).not.toBeNull()
  await session()

  await owner(`PATCH /connections/${id}`, {
    body: { azure: { tenant_id: newId(), client_id: newId(), subscription_ids: [scope] } },
  })
  await refused('CONNECTION_NOT_READY')
  expect((await world.lanesOf(id))[0]!.sync_due_at).toBeNull()
  expect(world.told.filter((event) => event.connection_id === id).map(({ event }) => event)).toEqual([
    'connection.failing',
    'connection.recovered',
  ])
})

control('CONN-2', 'a check shows what is missing with the command that grants it, and calls out what is too much', async () => {
  const { owner } = await world.team()
  const scope = newId()
  world.cloud.add(scope, 'vm-1')
  const { id } = (await owner('POST /connections', { body: anAzureConnection({}, { subscription_ids: [scope] }) })).body
  world.cloud.missing = [{ action: 'start/action', needed_for: 'start', grant_command: 'az role assignment create' }]
  world.cloud.excess = [{ what: 'everything (*), as Owner', why: 'could do all' }]
  try {
    const { body: check } = await owner(`POST /connections/${id}/check`)
    expect(check.ok).toBe(false)
    expect(check.scopes).toMatchObject([{ scope, ok: false, missing: world.cloud.missing, excess: world.cloud.excess }])
    expect((await owner(`GET /connections/${id}`)).body).toMatchObject({ status: 'failing', last_check: check })
    world.cloud.missing = []
    const { body: better } = await owner(`POST /connections/${id}/check`)
    expect([better.ok, better.scopes[0].excess]).toEqual([true, world.cloud.excess])
  } finally {
    Object.assign(world.cloud, { missing: [], excess: [] })
  }
})

test('a part that is refused is left out and told; the others go on, and a cloud that is away changes nothing', async () => {
  const { owner } = await world.team()
  const [good, bad] = [newId(), newId()]
  for (const scope of [good, bad]) world.cloud.add(scope, 'vm-1')
  const { id } = (await owner('POST /connections', { body: anAzureConnection({}, { subscription_ids: [good, bad] }) })).body
  const status = async () => (await owner(`GET /connections/${id}`)).body.status
  const lift = world.cloud.fail({ call: 'permissions', kind: 'authorization', code: 'AuthorizationFailed', about: bad })
  await owner(`POST /connections/${id}/check`)
  lift()
  expect(await status()).toBe('ready')
  const [lanes] = [await world.lanesOf(id)]
  expect(lanes.map(({ scope }) => scope)).toEqual([good])

  const away = world.cloud.fail({ call: 'identify', kind: 'transient', code: 'UNREACHABLE' })
  expect((await owner(`POST /connections/${id}/check`)).body.ok).toBe(false)
  away()
  expect(await status()).toBe('ready')
  expect((await world.lanesOf(id))[0]!.sync_due_at).not.toBeNull()
})

test('a refused credential ends the use of a connection at once; a missing permission has it checked', async () => {
  const { owner, id: team } = await world.team()
  const scope = newId()
  world.cloud.add(scope, 'vm-1')
  const { id } = (await owner('POST /connections', { body: anAzureConnection({}, { subscription_ids: [scope] }) })).body
  await owner(`POST /connections/${id}/check`)
  const session = await world.connections.session(team, id)
  const signal = AbortSignal.timeout(10_000)
  const failing = async (call: string, code: string, now: Date) => {
    const lift = world.cloud.fail({ call, kind: 'authorization', code })
    const failure = await session.identify(signal).catch((error) => error)
    lift()
    await world.db.asTeam(team, (tx) => world.connections.noteFailure(tx, id, failure, now))
    return (await owner(`GET /connections/${id}`)).body.status
  }
  const careDue = async () =>
    (await world.admin.query('select care_due_at from automation.connections where id = $1', [id])).rows[0].care_due_at as Date
  const [now, later] = [world.clock.now(), new Date(world.clock.now().getTime() + 600_000)]
  expect(await failing('identify', 'AuthorizationFailed', now)).toBe('ready')
  expect((await careDue()).getTime()).toBeGreaterThan(now.getTime() + 240_000)
  expect(await failing('identify', 'AuthorizationFailed', later)).toBe('ready')
  expect(await careDue()).toEqual(later)
  expect(await failing('identify', 'AADSTS700027', later)).toBe('failing')
  await expect(world.connections.session(team, id)).rejects.toThrow(expect.objectContaining({ code: 'CONNECTION_NOT_READY' }))
})

control('CONN-3', 'the connection of another team is not there, whatever is asked of it', async () => {
  const [ours, theirs] = [await world.team(), await world.team()]
  const { id, certificates } = (await theirs.owner('POST /connections', { body: anAzureConnection() })).body
  const calls = [
    ['GET', ''],
    ['PATCH', '', { name: 'Mine' }],
    ['DELETE', ''],
    ['GET', '/dependents'],
    ['POST', '/check'],
    ['POST', '/sync'],
    ['GET', '/certificate'],
    ['POST', '/certificate', {}],
    ['POST', '/certificate/activate'],
    ['DELETE', `/certificates/${certificates[0].id}`],
  ] as const
  for (const [method, path, body] of calls) {
    const other = await ours.owner(`${method} /connections/${id}${path}`, { body })
    const nothing = await ours.owner(`${method} /connections/${newId()}${path}`, { body })
    expectProblem(other, 'NOT_FOUND')
    expect(withoutTrace(other)).toEqual(withoutTrace(nothing))
  }
  await expect(world.connections.session(ours.id, id)).rejects.toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  expect((await ours.owner('GET /connections')).body.items).toEqual([])
  expect((await theirs.owner(`GET /connections/${id}`)).body.version).toBe(1)
})

control('CONN-4', 'every call needs its permission, and nobody is let in without a token', async () => {
  const team = await world.team()
  const { id } = (await team.owner('POST /connections', { body: anAzureConnection() })).body
  const reading = team.may('connection:read')
  const others = team.may(...permissionNames.filter((name) => !name.startsWith('connection:')))
  const reads = [
    `GET /connections`,
    `GET /connections/${id}`,
    `GET /connections/${id}/dependents`,
    `GET /connections/${id}/certificate`,
  ] as const
  const writes = [`POST /connections/${id}/check`, `POST /connections/${id}/sync`, `DELETE /connections/${id}`] as const
  for (const call of reads) expect((await reading(call)).status).toBe(200)
  for (const call of writes) expectProblem(await reading(call), 'PERMISSION_DENIED')
  for (const call of [...reads, ...writes]) expectProblem(await others(call), 'PERMISSION_DENIED')
  for (const call of [...reads, ...writes]) expectProblem(await world.nobody(call), 'NOT_AUTHENTICATED')
})

test('names are unique, versions are compared, and a repeated call makes one connection', async () => {
  const { owner } = await world.team()
  const body = anAzureConnection({ name: 'One' })
  const headers = { 'idempotency-key': newId() }
  const first = await owner('POST /connections', { body, headers })
  const again = await owner('POST /connections', { body, headers })
  expect(again.body).toEqual(first.body)
  expectProblem(await owner('POST /connections', { body }), 'CONNECTION_NAME_TAKEN')
  const { id } = first.body
  const stale = { body: { name: 'Two' }, headers: { 'if-match': '"7"' } }
  expectProblem(await owner(`PATCH /connections/${id}`, stale), 'PRECONDITION_FAILED')
  expectProblem(await owner(`PATCH /connections/${id}`, { body: {} }), 'VALIDATION_FAILED')
  const wrong = { aws: { role_arn: 'arn:aws:iam::123456789012:role/x', regions: ['eu-west-1'] } }
  expectProblem(await owner(`PATCH /connections/${id}`, { body: wrong }), 'VALIDATION_FAILED')
  expect((await owner(`PATCH /connections/${id}`, { body: { name: 'Two' }, headers: { 'if-match': '"1"' } })).body).toMatchObject(
    { name: 'Two', version: 2 },
  )
  expect((await owner('GET /connections?limit=1')).body).toMatchObject({ items: [{ id, name: 'Two' }], next_cursor: null })
})

test('before a deletion is told what stops with it; afterwards keys, lanes and machines are gone', async () => {
  const { owner, id: team } = await world.team()
  const scope = newId()
  world.cloud.add(scope, 'vm-1')
  const { id } = (await owner('POST /connections', { body: anAzureConnection({}, { subscription_ids: [scope] }) })).body
  await owner(`POST /connections/${id}/check`)
  const [lane] = await world.lanesOf(id)
  await world.machines.sync(team, lane!, await world.connections.session(team, id), AbortSignal.timeout(10_000))
  const { body } = await owner(`GET /connections/${id}/dependents`)
  expect(body).toMatchObject({
    connection_id: id,
    machines: 1,
    schedules: [],
    overrides: 0,
    open_transitions: 0,
    certificates: 1,
  })
  expect((await owner(`DELETE /connections/${id}`)).status).toBe(204)
  for (const table of ['connection_keys', 'lanes', 'machines']) {
    const { rows } = await world.admin.query(`select from automation.${table} where connection_id = $1`, [id])
    expect([table, rows.length]).toEqual([table, 0])
  }
  expectProblem(await owner(`GET /connections/${id}`), 'NOT_FOUND')
  const entry = (await world.entriesOf(team)).find(({ action }) => action === 'connection.deleted')
  expect(entry?.details).toMatchObject({ machines: 1, certificates: 1 })
})
