import { afterEach, beforeEach, expect, test } from 'vitest'
import { control } from '../../testing/control.ts'
import { CloudFailure, type CloudMachine, type CloudSession, type FailureClass } from '../cloud-provider.ts'
import { Pacer } from '../pacing.ts'
import { awsProvider } from './provider.ts'
import { PretendEc2 } from './testing/pretend-ec2.ts'

let ec2: PretendEc2
let session: CloudSession
const credentials = {
  provider: 'aws' as const,
  role_arn: 'arn:aws:iam::123456789012:role/skykeep',
  external_id: 'the-external-id',
}
const REGION = 'eu-central-1'
const arn = (id: string) => `arn:aws:ec2:${REGION}:123456789012:instance/${id}`
const soon = () => AbortSignal.timeout(10_000)
const ownKeys = { accessKeyId: 'AKIAOWN', secretAccessKey: 'own-secret' }

beforeEach(async () => {
  ec2 = new PretendEc2()
  session = open(await ec2.start())
})
afterEach(() => ec2.stop())

const open = (endpoint: string, more: object = {}) =>
  awsProvider({ pacer: new Pacer(() => performance.now()), now: Date.now, outside: { endpoint, ownKeys } }).open({
    ...credentials,
    ...more,
  })

const add = (id: string, more: object = {}) => ec2.instances.set(id, { id, state: 'running', type: 't3.small', ...more })
const failureOf = (work: Promise<unknown>): Promise<CloudFailure> =>
  work.then(
    () => expect.unreachable(),
    (error) => error,
  )

test('machines come over all pages, with what is to be known of each; those that are terminated do not', async () => {
  add('i-00000001', { tags: { Name: 'web', env: 'dev' }, hibernation: true })
  add('i-00000002', { state: 'stopped', platform: 'windows', lifecycle: 'spot' })
  add('i-00000003', {
    state: 'stopped',
    stateReason: 'Client.UserInitiatedHibernate',
    tags: { 'aws:autoscaling:groupName': 'asg' },
  })
  add('i-00000004', { state: 'terminated' })
  add('i-00000005', { state: 'something-new' })
  const machines: CloudMachine[] = []
  for await (const page of session.list(REGION, soon())) machines.push(...page)
  expect(ec2.done('DescribeInstances')).toHaveLength(3)
  expect(
    machines.map(({ name, power, os, is_spot, managed_by, can_hibernate }) => [
      name,
      power,
      os,
      is_spot,
      managed_by,
      can_hibernate,
    ]),
  ).toEqual([
    ['web', 'running', 'linux', false, null, true],
    ['i-00000002', 'deallocated', 'windows', true, null, false],
    ['i-00000003', 'hibernated', 'linux', false, 'asg', false],
    ['i-00000005', 'unknown', 'linux', false, null, false],
  ])
  expect(machines[0]).toMatchObject({
    provider_id: arn('i-00000001'),
    region: REGION,
    zone: `${REGION}a`,
    size: 't3.small',
    tags: { env: 'dev' },
  })
  expect(await session.states(REGION, soon())).toHaveLength(4)
  expect((await session.read(arn('i-00000002'), soon())).power).toBe('deallocated')
})

test('machines are started, stopped, hibernated, restarted and given another size', async () => {
  add('i-00000001')
  await session.act(arn('i-00000001'), 'deallocate', soon())
  expect((await session.read(arn('i-00000001'), soon())).power).toBe('deallocating')
  ec2.instances.get('i-00000001')!.state = 'stopped'
  expect((await failureOf(session.resize(arn('i-00000001'), 'x; y', soon()))).kind).toBe('defect')
  await session.resize(arn('i-00000001'), 'm5.large', soon())
  expect((await session.read(arn('i-00000001'), soon())).size).toBe('m5.large')
  expect(await session.act(arn('i-00000001'), 'start', soon())).toEqual({ operation: null, lookAfterMs: 10_000 })
  expect((await session.read(arn('i-00000001'), soon())).power).toBe('starting')
  ec2.instances.get('i-00000001')!.state = 'running'
  expect((await failureOf(session.resize(arn('i-00000001'), 'm5.large', soon()))).kind).toBe('conflict')
  await session.act(arn('i-00000001'), 'restart', soon())
  await session.act(arn('i-00000001'), 'hibernate', soon())
  ec2.instances.get('i-00000001')!.state = 'stopped'
  expect((await session.read(arn('i-00000001'), soon())).power).toBe('hibernated')
  expect((await failureOf(session.act(arn('i-00000001'), 'power_off', soon()))).code).toBe('NOT_OFFERED')
  expect(await session.follow('anything', soon())).toEqual({ status: 'unknown' })
  expect(ec2.done('StartInstances')).toHaveLength(1)
})

test('regions and who we are come from the account, and permissions are asked for without doing anything', async () => {
  add('i-00000001')
  expect(await session.identify(soon())).toEqual({ principal_id: 'AROAROLE' })
  expect(await session.scopes(soon())).toEqual([
    { id: REGION, name: null, state: 'enabled' },
    { id: 'af-south-1', name: null, state: 'disabled' },
  ])
  ec2.denied.add('StopInstances')
  const check = await session.permissions(REGION, { resize: false }, soon())
  expect(check.missing.map(({ action }) => action)).toEqual(['ec2:StopInstances'])
  expect(check.missing[0]!.grant_command).toContain('aws iam put-role-policy')
  expect([ec2.done('StartInstances'), ec2.done('StopInstances')]).toEqual([[], []])
})

const classes: [string, number, FailureClass][] = [
  ['UnauthorizedOperation', 403, 'authorization'],
  ['AuthFailure', 401, 'authorization'],
  ['InsufficientInstanceCapacity', 500, 'capacity'],
  ['VcpuLimitExceeded', 400, 'quota'],
  ['InstanceLimitExceeded', 400, 'quota'],
  ['IncorrectInstanceState', 400, 'conflict'],
  ['OperationNotPermitted', 400, 'lock'],
  ['InvalidInstanceID.NotFound', 400, 'gone'],
  ['UnsupportedHibernationConfiguration', 400, 'configuration'],
  ['RequestLimitExceeded', 503, 'throttled'],
  ['InternalError', 500, 'transient'],
  ['SomethingNew', 400, 'defect'],
  ['SomethingNew', 503, 'transient'],
]

test('each refusal has its class, is asked for once, and none of the words of the cloud', async () => {
  add('i-00000001')
  for (const [code, status, kind] of classes) {
    // A session of its own: a refusal closes the gate of the one that was refused.
    const own = open(await restarted())
    ec2.failing.push({ action: 'StartInstances', status, code })
    const failure = await failureOf(own.act(arn('i-00000001'), 'start', soon()))
    expect([code, failure.kind, failure.code]).toEqual([code, kind, code])
    expect(failure.correlationId).toBe('7a62c49f-347e-4fc4-9331-6e8e00000000')
    expect(ec2.done('StartInstances')).toHaveLength(1)
    expect(`${failure.message} ${failure.stack} ${JSON.stringify(failure)}`).not.toMatch(
      /CANARY|role-secret|role-token|own-secret/,
    )
  }
})

test('what is no answer of EC2 is a passing failure: pages of a proxy, nothing, half of one, and silence', async () => {
  add('i-00000001')
  for (const [status, body] of [
    [200, '<html>busy</html>'],
    [200, ''],
    [200, '<DescribeInstancesResponse><reservationSet>'],
    [502, '<html>bad gateway</html>'],
    [503, ''],
  ] as const) {
    const own = open(await restarted())
    ec2.failing.push({ action: 'DescribeInstances', status, body })
    const failure = await failureOf(own.read(arn('i-00000001'), soon()))
    expect([body, failure.kind]).toEqual([body, 'transient'])
    expect([body, (await failureOf(collect(own.list(REGION, soon())))).kind]).toEqual([body, 'transient'])
  }
  const page = '<DescribeInstancesResponse><reservationSet/></DescribeInstancesResponse>'
  const empty = open(await restarted())
  ec2.failing.unshift({ action: 'DescribeInstances', status: 200, body: page })
  expect(await empty.states(REGION, soon())).toEqual([])
  expect((await failureOf(empty.read(arn('i-00000001'), soon()))).kind).toBe('transient')
  const own = open(await restarted())
  ec2.failing.push({ action: 'DescribeInstances', status: 0, hangs: true })
  expect(await failureOf(own.read(arn('i-00000001'), AbortSignal.timeout(200)))).toMatchObject({
    kind: 'transient',
    code: 'TIMED_OUT',
  })
})

test('a throttled call closes its gate, and the next one waits for it', async () => {
  add('i-00000001')
  ec2.failing.push({ action: 'StartInstances', status: 503, code: 'RequestLimitExceeded', times: 1 })
  expect((await failureOf(session.act(arn('i-00000001'), 'start', soon()))).kind).toBe('throttled')
  const next = await failureOf(session.act(arn('i-00000001'), 'start', AbortSignal.timeout(100)))
  expect(next).toMatchObject({ kind: 'throttled', code: 'OWN_PACE' })
  expect(ec2.done('StartInstances')).toHaveLength(1)
})

control(
  'CLOUD-3',
  'the role of a team is assumed with its external id only, once for many calls, and its keys sign all of them',
  async () => {
    add('i-00000001')
    await Promise.all(Array.from({ length: 8 }, () => session.read(arn('i-00000001'), soon())))
    const assumed = ec2.done('AssumeRole')
    expect(assumed).toHaveLength(1)
    expect([assumed[0]!.accessKey, assumed[0]!.parameters.get('ExternalId')]).toEqual(['AKIAOWN', 'the-external-id'])
    expect(new Set(ec2.done('DescribeInstances').map(({ accessKey }) => accessKey))).toEqual(new Set(['ASIAROLE']))
    const other = open(await restarted(), { external_id: 'of-somebody-else' })
    expect(await failureOf(other.read(arn('i-00000001'), soon()))).toMatchObject({ kind: 'authorization', code: 'AccessDenied' })
  },
)

control('CLOUD-4', 'nothing that is not the name of a region, a role or a machine becomes part of an address', async () => {
  for (const region of ['eu-central-1.evil.test/', 'EU-CENTRAL-1', '..', '', 'localhost']) {
    expect((await failureOf(collect(session.list(region, soon())))).kind).toBe('configuration')
  }
  for (const id of ['i-1', arn('i-00000001').replace(REGION, 'evil.test'), `${arn('i-00000001')}&Action=TerminateInstances`]) {
    expect((await failureOf(session.act(id, 'start', soon()))).kind).toMatch(/defect|configuration/)
  }
  for (const role_arn of ['arn:aws:iam::1:role/x', 'arn:evil:iam::123456789012:role/x', 'x']) {
    expect(() => open('http://127.0.0.1:1', { role_arn })).toThrow(CloudFailure)
  }
  expect(ec2.calls).toEqual([])
})

async function collect(pages: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of pages);
}

/** The same machines, another server: without the calls and faults of before. */
async function restarted(): Promise<string> {
  const { instances } = ec2
  await ec2.stop()
  ec2 = new PretendEc2()
  for (const one of instances.values()) ec2.instances.set(one.id, one)
  return ec2.start()
}
