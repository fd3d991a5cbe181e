import { afterEach, expect, test } from 'vitest'
import { control } from '../../testing/control.ts'
import type { CloudFailure } from '../cloud-provider.ts'
import { isAtOrigin } from './only-host.ts'
import { type LocalCloud, localCloud, machine, sessionAt, subscription, type Teller, type Told } from './testing/local-cloud.ts'

const opened: LocalCloud[] = []
const soon = () => AbortSignal.timeout(5_000)
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()))
})

async function cloudOf(tell: Teller, tellToken?: Teller): Promise<LocalCloud> {
  const cloud = await localCloud(tell, tellToken)
  opened.push(cloud)
  return cloud
}

/** Somebody else's server, who would like to be sent the token. */
const elsewhere = () => cloudOf(() => ({ body: { value: [], status: 'Succeeded' } }))

const failureOf = (work: Promise<unknown>): Promise<CloudFailure> =>
  work.then(
    () => expect.unreachable(),
    (error: CloudFailure) => error,
  )

async function all(session: Awaited<ReturnType<typeof sessionAt>>['session']) {
  const pages = []
  for await (const page of session.list(subscription, soon())) pages.push(page)
  return pages
}

control(
  'CLOUD-1',
  'the token goes to no other host, whatever address an answer names: pages, operations, redirects',
  async () => {
    const thief = await elsewhere()
    const tricks = [
      `${thief.origin}/next`,
      thief.origin.replace('localhost', '127.0.0.1'),
      'http://localhost/next',
      'file:///etc/passwd',
      '//localhost/next',
    ]
    for (const address of tricks) {
      const cloud = await cloudOf(({ target }): Told => {
        if (target.includes('/start')) return { status: 202, headers: { 'azure-asyncoperation': address, location: address } }
        if (target.startsWith('/subscriptions?')) return { status: 307, headers: { location: address } }
        return { body: { value: [], nextLink: address } }
      })
      const { session } = await sessionAt(cloud)
      expect(await failureOf(all(session))).toMatchObject({ kind: 'defect', code: 'FOREIGN_ADDRESS' })
      expect(await failureOf(session.states(subscription, soon()))).toMatchObject({ code: 'FOREIGN_ADDRESS' })
      expect(await failureOf(session.follow(address, soon()))).toMatchObject({ code: 'FOREIGN_ADDRESS' })
      expect(await failureOf(session.scopes(soon()))).toMatchObject({ kind: 'defect', code: 'HTTP_307' })
      expect(await session.act(machine, 'start', soon())).toMatchObject({ operation: null })
    }
    expect(thief.asked).toEqual([])
  },
)

test.each([
  ['https://management.azure.com/subscriptions', true],
  ['https://MANAGEMENT.azure.com:443/subscriptions', true],
  ['http://management.azure.com/subscriptions', false],
  ['https://management.azure.com:444/subscriptions', false],
  ['https://me@management.azure.com/subscriptions', false],
  ['https://management.azure.com@evil.example/subscriptions', false],
  ['https://management.azure.com.evil.example/', false],
  ['https://management.azure.com\\@evil.example/', true],
  ['//management.azure.com/', false],
  ['management.azure.com', false],
  ['', false],
])('the address %s is one of the resource manager: %s', (address, expected) => {
  expect(isAtOrigin(address, 'https://management.azure.com')).toBe(expected)
})

control('CLOUD-2', 'the proof of a connection goes to no other host, whatever the authority answers', async () => {
  const thief = await elsewhere()
  const cloud = await cloudOf(
    () => ({ body: {} }),
    () => ({ status: 307, headers: { location: `${thief.origin}/token` } }),
  )
  const { session } = await sessionAt(cloud)
  expect(await failureOf(session.identify(soon()))).toBeInstanceOf(Error)
  expect(cloud.tokensAsked()).toBe(1)
  expect(thief.asked).toEqual([])
})

test('a list that leads back to a page it had is ended, in Microsoft’s client and in ours', async () => {
  const cloud: LocalCloud = await cloudOf(({ target }) => ({ body: { value: [], nextLink: `${cloud.origin}${target}` } }))
  const { session } = await sessionAt(cloud)
  expect(await failureOf(session.states(subscription, soon()))).toMatchObject({ kind: 'defect', code: 'ENDLESS_LIST' })
  expect(await failureOf(session.scopes(soon()))).toMatchObject({ kind: 'defect', code: 'ENDLESS_LIST' })
})

test('a token is asked for once however many calls want it, and again when it is refused or near its end', async () => {
  let now = Date.now()
  let count = 0
  let refuse = ''
  const cloud = await cloudOf(
    ({ headers }) =>
      refuse !== '' && headers.authorization?.includes(refuse)
        ? { status: 401, body: { error: { code: 'ExpiredAuthenticationToken', message: 'x' } } }
        : { body: { value: [] } },
    () => {
      count += 1
      return { body: { token_type: 'Bearer', expires_in: 3_600, access_token: `token-${count}.e30.x` } }
    },
  )
  const { session } = await sessionAt(cloud, () => now)
  await Promise.all(Array.from({ length: 10 }, () => session.scopes(soon())))
  expect(count).toBe(1)
  refuse = 'token-1.'
  await session.scopes(soon())
  expect(count).toBe(2)
  now += 3_400_000
  await session.scopes(soon())
  expect(count).toBe(3)
  now -= 3_400_000
  refuse = 'token-'
  expect(await failureOf(session.scopes(soon()))).toMatchObject({ kind: 'authorization', code: 'ExpiredAuthenticationToken' })
  expect(count).toBe(4)
})
