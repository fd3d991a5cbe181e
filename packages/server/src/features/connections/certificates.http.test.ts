import { createPrivateKey, X509Certificate } from 'node:crypto'
import { KeyRing } from '@skykeep/keyring'
import { memoryRootKey } from '@skykeep/keyring/testing/memory-root-key'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dataKeyStore } from '../../keys/data-key-store.ts'
import { newId } from '../../lib/new-id.ts'
import { type AutomationWorld, anAzureConnection, automationWorld } from '../../testing/automation-world.ts'
import { control } from '../../testing/control.ts'
import { expectProblem } from '../../testing/http.ts'
import { type ConnectionKeyRow, connectionKeysStore } from './connection-keys.store.ts'
import { openConnectionKey } from './connection-keys.ts'

let world: AutomationWorld
beforeAll(async () => {
  world = await automationWorld()
})
afterAll(() => world.close())

const DAY_MS = 86_400_000

async function aReadyConnection() {
  const team = await world.team()
  const scope = newId()
  world.cloud.add(scope, 'vm-1')
  const made = await team.owner('POST /connections', { body: anAzureConnection({}, { subscription_ids: [scope] }) })
  const id = made.body.id as string
  await team.owner(`POST /connections/${id}/check`)
  const keys = () => world.db.asTeam(team.id, (tx) => connectionKeysStore(tx).of(id), { readOnly: true })
  const certificates = async () => (await team.owner(`GET /connections/${id}`)).body.certificates
  return { ...team, connection: id, keys, certificates, made }
}

/** The certificate and the key with which the pretended cloud was asked last. */
function lastCredentials(): { certificate_pem: string; private_key_pem: string } {
  return world.cloud.opened.at(-1) as never
}

test('the certificate is self-signed X.509 v3 with SHA-512, over an RSA key of 3072 bits unless another length is asked for', async () => {
  const { owner } = await world.team()
  const { body } = await owner('POST /connections', { body: anAzureConnection({ certificate: undefined }) })
  expect(body.certificates).toMatchObject([{ bits: 3_072 }])
  const pem = (await owner(`GET /connections/${body.id}/certificate`)).raw.toString()
  const certificate = new X509Certificate(pem)
  expect(certificate.verify(certificate.publicKey)).toBe(true)
  expect(certificate.signatureAlgorithm).toMatch(/sha512/i)
  expect(certificate.publicKey.asymmetricKeyDetails?.modulusLength).toBe(3_072)
  expect(certificate.fingerprint.replaceAll(':', '')).toBe(body.certificates[0].thumbprint_sha1)
  expect(Date.parse(certificate.validTo) - Date.now()).toBeGreaterThan(364 * DAY_MS)
})

control('CONN-5', 'the private key and its passphrase are in no answer, log line, audit entry, error or column', async () => {
  const { owner, connection, id: team, keys, made } = await aReadyConnection()
  const answers = [
    made,
    await owner(`GET /connections/${connection}`),
    await owner('GET /connections'),
    await owner(`POST /connections/${connection}/check`),
    await owner(`POST /connections/${connection}/certificate`, { body: { bits: 2_048 } }),
    await owner(`POST /connections/${connection}/certificate`, { body: { bits: 2_048 } }),
    await owner(`GET /connections/${connection}/certificate?state=next`),
    await owner(`POST /connections/${connection}/certificate/activate`),
  ]
  const rows = await keys()
  const secrets = await Promise.all(rows.map((row) => secretsOf(row)))
  expect(secrets.flat().length).toBe(rows.length * 5)
  const dump = await everyRow()
  const said = [
    ...answers.map(({ raw, headers }) => raw.toString() + JSON.stringify(headers)),
    ...world.lines.map((line) => JSON.stringify(line)),
    ...(await world.entriesOf(team)).map((entry) => JSON.stringify(entry)),
    dump,
  ]
  for (const text of said) {
    expect(text.includes('PRIVATE KEY')).toBe(false)
    for (const secret of secrets.flat()) expect(text.includes(secret)).toBe(false)
  }
  // Sealed they are in the database alone.
  const sealed = rows.flatMap((row) => [row.sealed_key!, row.sealed_passphrase!])
  expect(said.slice(0, -1).filter((text) => sealed.some((envelope) => text.includes(envelope)))).toEqual([])
  // The search finds what is there.
  expect(dump).toContain(rows[0]!.thumbprint)
})

/** The key and its passphrase, in the forms in which they could show. */
async function secretsOf(row: ConnectionKeyRow): Promise<string[]> {
  const pem = await openConnectionKey(world.keyRing, row)
  const passphrase = await world.keyRing.openText(row.sealed_passphrase!, {
    ...{ team_id: row.team_id, purpose: 'connection-keys', row: row.id },
    ...{ table: 'automation.connection_keys', column: 'sealed_passphrase' },
  })
  const { d, p } = createPrivateKey(pem).export({ format: 'jwk' }) as { d: string; p: string }
  return [pem.split('\n')[1]!, pem.split('\n')[5]!, d, p, passphrase]
}

async function everyRow(): Promise<string> {
  const { rows: tables } = await world.admin.query(
    `select c.oid::regclass::text as name from pg_class c where c.relkind = 'r' and c.relnamespace in
      ('automation'::regnamespace, 'identity'::regnamespace, 'directory'::regnamespace, 'audit'::regnamespace, 'skykeep'::regnamespace)`,
  )
  const texts: string[] = []
  for (const { name } of tables) {
    const { rows } = await world.admin.query(`select to_jsonb(t)::text as row from ${name} t`)
    texts.push(...rows.map(({ row }) => row as string))
  }
  return texts.join('\n')
}

control('CONN-6', 'a stolen copy of the database signs nothing: without the root key no private key opens', async () => {
  const { keys } = await aReadyConnection()
  const [row] = await keys()
  expect(await openConnectionKey(world.keyRing, row!)).toContain('PRIVATE KEY')
  const thief = new KeyRing({ root: memoryRootKey(), store: dataKeyStore(world.db), clock: world.clock })
  await expect(openConnectionKey(thief, row!)).rejects.toThrow()
  // Nor with one of the two columns in clear: each alone is nothing.
  expect(row!.sealed_key).toMatch(/^sk1\./)
  expect(row!.sealed_passphrase).toMatch(/^sk1\./)
})

control(
  'CONN-7',
  'a sealed key that was moved to another row, column or team is refused, and its connection is not used',
  async () => {
    const [ours, theirs] = [await aReadyConnection(), await aReadyConnection()]
    const [[mine], [other]] = [await ours.keys(), await theirs.keys()]
    const swaps: Partial<ConnectionKeyRow>[] = [
      { sealed_key: other!.sealed_key, sealed_passphrase: other!.sealed_passphrase },
      { sealed_key: other!.sealed_key },
      { sealed_key: mine!.sealed_passphrase, sealed_passphrase: mine!.sealed_key },
    ]
    for (const swap of swaps) {
      await expect(openConnectionKey(world.keyRing, { ...mine!, ...swap })).rejects.toThrow(
        expect.objectContaining({ code: 'ENVELOPE_REFUSED' }),
      )
    }
    const columns = 'update automation.connection_keys set sealed_key = $2, sealed_passphrase = $3 where id = $1'
    await world.admin.query(columns, [mine!.id, other!.sealed_key, other!.sealed_passphrase])
    const opened = world.cloud.opened.length
    await expect(world.connections.session(ours.id, ours.connection)).rejects.toThrow(
      expect.objectContaining({ code: 'CONNECTION_NOT_READY' }),
    )
    const { body: check } = await ours.owner(`POST /connections/${ours.connection}/check`)
    expect(check).toMatchObject({ ok: false, identity: { refusal: { reason: 'KEY_UNREADABLE' } } })
    expect(world.cloud.opened.length).toBe(opened)
  },
)

test('a rotation stops nothing: the next key signs once its certificate is registered, and the former stays until it is removed', async () => {
  const { owner, connection, id: team, certificates } = await aReadyConnection()
  const before = (await owner(`GET /connections/${connection}/certificate`)).raw.toString()
  world.cloud.registered = new Set([before])
  try {
    expectProblem(await owner(`POST /connections/${connection}/certificate/activate`), 'CONNECTION_WITHOUT_CERTIFICATE')
    const made = await owner(`POST /connections/${connection}/certificate`, { body: { bits: 2_048, days: 90 } })
    expect(made.body.state).toBe('next')
    expectProblem(await owner(`POST /connections/${connection}/certificate`, { body: {} }), 'CERTIFICATE_ROTATION_OPEN')

    // Not registered yet: the active one goes on.
    expectProblem(await owner(`POST /connections/${connection}/certificate/activate`), 'CERTIFICATE_NOT_REGISTERED')
    expect((await owner(`POST /connections/${connection}/check`)).body).toMatchObject({ ok: true, rotation: 'waiting' })
    await world.connections.session(team, connection)
    expect(lastCredentials().certificate_pem).toBe(before)

    world.cloud.registered.add(made.body.certificate)
    expect((await owner(`POST /connections/${connection}/check`)).body).toMatchObject({ ok: true, rotation: 'switched' })
    await world.connections.session(team, connection)
    expect(lastCredentials().certificate_pem).toBe(made.body.certificate)
    expect((await owner(`GET /connections/${connection}`)).body.certificate_not_after).toBe(made.body.not_after)
    const [next, former] = await certificates()
    expect([next.state, former.state]).toEqual(['active', 'former'])

    world.cloud.registered.delete(before)
    expect((await owner(`POST /connections/${connection}/check`)).body.ok).toBe(true)
    expectProblem(await owner(`DELETE /connections/${connection}/certificates/${next.id}`), 'CERTIFICATE_IN_USE')
    expectProblem(await owner(`DELETE /connections/${connection}/certificates/${newId()}`), 'NOT_FOUND')
    expect((await owner(`DELETE /connections/${connection}/certificates/${former.id}`)).status).toBe(204)
    const actions = (await world.entriesOf(team)).map(({ action }) => action)
    expect(actions).toEqual(
      expect.arrayContaining([
        'connection.certificate_made',
        'connection.certificate_activated',
        'connection.certificate_destroyed',
      ]),
    )
  } finally {
    world.cloud.registered = null
  }
})

control('CONN-8', 'a destroyed key is gone: from its row, from the next rotation, and for whoever kept its place', async () => {
  const { owner, connection, keys } = await aReadyConnection()
  await owner(`POST /connections/${connection}/certificate`, { body: { bits: 2_048 } })
  const next = (await keys()).find(({ state }) => state === 'next')!
  expect((await owner(`DELETE /connections/${connection}/certificates/${next.id}`)).status).toBe(204)
  const destroyed = (await keys()).find(({ id }) => id === next.id)!
  expect(destroyed).toMatchObject({ state: 'destroyed', sealed_key: null, sealed_passphrase: null })
  await expect(openConnectionKey(world.keyRing, destroyed)).rejects.toThrow()
  expectProblem(await owner(`POST /connections/${connection}/certificate/activate`), 'CONNECTION_WITHOUT_CERTIFICATE')
  const put = 'update automation.connection_keys set sealed_key = $2 where id = $1'
  await expect(world.admin.query(put, [next.id, next.sealed_key])).rejects.toThrow(/check constraint/)
})

control('CONN-9', 'the end of a certificate is told 30, 14, 7 and 1 days before, once each, and by a metric', async () => {
  const { connection, id: team } = await aReadyConnection()
  const warned = () => world.told.filter((event) => event.connection_id === connection && event.event === 'certificate.expiring')
  const { rows } = await world.admin.query('select not_after from automation.connection_keys where connection_id = $1', [
    connection,
  ])
  const end = (rows[0].not_after as Date).getTime()
  try {
    for (const [days, told] of [
      [31, 0],
      [29, 1],
      [28, 1],
      [13, 2],
      [6, 3],
      [0.5, 4],
      [-1, 4],
    ] as const) {
      world.clock.aheadMs = end - days * DAY_MS - Date.now()
      await takeCareOf(connection)
      expect([days, warned().length]).toEqual([days, told])
    }
  } finally {
    world.clock.aheadMs = 0
  }
  expect(warned().map(({ detail }) => detail.days_left)).toEqual([29, 13, 6, 1])
  expect((await world.entriesOf(team)).filter(({ action }) => action === 'connection.certificate_expiring')).toHaveLength(4)
})

test('the end of the certificate of a paused connection is told, too, and nothing is asked of its cloud', async () => {
  const { connection, owner } = await aReadyConnection()
  await owner(`PATCH /connections/${connection}`, { body: { paused: true } })
  const { rows } = await world.admin.query('select not_after from automation.connection_keys where connection_id = $1', [
    connection,
  ])
  const calls = world.cloud.calls.length
  try {
    world.clock.aheadMs = rows[0].not_after.getTime() - 6 * DAY_MS - Date.now()
    await takeCareOf(connection)
  } finally {
    world.clock.aheadMs = 0
  }
  const told = world.told.filter((event) => event.connection_id === connection && event.event === 'certificate.expiring')
  expect([told.length, world.cloud.calls.length]).toEqual([1, calls])
})

test('a next certificate that was registered, and a connection that works again, are found without being asked', async () => {
  const { owner, connection } = await aReadyConnection()
  await owner(`POST /connections/${connection}/certificate`, { body: { bits: 2_048 } })
  await takeCareOf(connection)
  expect((await owner(`GET /connections/${connection}`)).body.last_check.rotation).toBe('switched')

  const lift = world.cloud.fail({ call: 'identify', kind: 'authorization', code: 'AADSTS7000112' })
  await owner(`POST /connections/${connection}/check`)
  lift()
  await takeCareOf(connection)
  expect((await owner(`GET /connections/${connection}`)).body.status).toBe('ready')
})

/** Has it looked after, and no other one. */
async function takeCareOf(connection: string): Promise<void> {
  const now = world.clock.now()
  const due = `update automation.connections set care_due_at = case when id = $1 then $2::timestamptz else 'infinity' end`
  await world.admin.query(due, [connection, now])
  expect(await world.care.round()).toBe(1)
}
