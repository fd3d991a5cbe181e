// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { pretendApi, problem } from '../testing/pretend-api.ts'
import { passkeys } from '../testing/pretend-passkeys.ts'
import { makePasskey } from './passkey.ts'
import SignInForm from './SignInForm.vue'

afterEach(() => {
  mounted?.unmount()
  mounted = undefined
  Object.assign(passkeys, { asked: [], ended: 0, made: 0 })
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const options = (challenge: string) => ({
  body: { passkey_challenge: `of ${challenge}`, options: { challenge, allowCredentials: [] } },
})
let mounted: ReturnType<typeof mount> | undefined
function signInForm() {
  mounted = mount(SignInForm, { attachTo: document.body })
  return mounted
}
const button = (page: ReturnType<typeof mount>) => page.findAll('button').find((one) => one.text() === 'Sign in with a passkey')!

test('the browser offers passkeys at the address, and one that is chosen there signs in', async () => {
  const asked = pretendApi(({ path }) =>
    path === '/sessions/passkeys/options' ? options('AAAA') : { body: { status: 'authenticated' } },
  )
  const page = signInForm()
  await vi.waitFor(() => expect(passkeys.asked).toHaveLength(1))
  expect(passkeys.asked[0]!.mediation).toBe('conditional')
  expect(page.find('input[name=email]').attributes('autocomplete')).toBe('username webauthn')
  expect(asked.map(({ path }) => path)).toEqual(['/sessions/passkeys/options'])
  passkeys.asked[0]!.choose()
  await vi.waitFor(() => expect(page.emitted('done')).toHaveLength(1))
  expect(asked[1]).toMatchObject({
    path: '/sessions/passkeys',
    body: { passkey_challenge: 'of AAAA', response: { id: 'a-passkey', type: 'public-key' } },
  })
})

test('one that is chosen and refused is told, and the form is still there', async () => {
  pretendApi(({ path }) => (path === '/sessions/passkeys/options' ? options('AAAA') : problem(401, 'SIGN_IN_REFUSED')))
  const page = signInForm()
  await vi.waitFor(() => expect(passkeys.asked).toHaveLength(1))
  passkeys.asked[0]!.choose()
  await vi.waitFor(() => expect(page.find('[role=alert]').text()).toContain('SIGN_IN_REFUSED'))
  expect(page.emitted('done')).toBeUndefined()
})

test('the button asks by itself: what was offered ends, and its own answer signs in', async () => {
  let count = 0
  const asked = pretendApi(({ path }) =>
    path === '/sessions/passkeys/options' ? options(count++ === 0 ? 'AAAA' : 'BBBB') : { body: { status: 'authenticated' } },
  )
  const page = signInForm()
  await vi.waitFor(() => expect(passkeys.asked).toHaveLength(1))
  await button(page).trigger('click')
  await vi.waitFor(() => expect(passkeys.asked[0]?.mediation).toBeUndefined())
  expect([passkeys.asked.length, passkeys.ended]).toEqual([1, 1])
  passkeys.asked[0]!.choose()
  await vi.waitFor(() => expect(page.emitted('done')).toHaveLength(1))
  expect(asked.at(-1)).toMatchObject({ path: '/sessions/passkeys', body: { passkey_challenge: 'of BBBB' } })
})

test('whoever gives no passkey is told so beside the button, and the password is not lost', async () => {
  pretendApi(() => options('AAAA'))
  const page = signInForm()
  await page.find('input[name=password]').setValue('correct horse battery staple')
  await vi.waitFor(() => expect(passkeys.asked).toHaveLength(1))
  await button(page).trigger('click')
  await vi.waitFor(() => expect(passkeys.ended).toBe(1))
  await vi.waitFor(() => expect(passkeys.asked).toHaveLength(1))
  passkeys.asked[0]!.refuse()
  await vi.waitFor(() => expect(page.find('[role=alert]').text()).toContain('The passkey was not given'))
  // Then the browser offers them again.
  await vi.waitFor(() => expect(passkeys.asked[0]?.mediation).toBe('conditional'))
  expect((page.find('input[name=password]').element as HTMLInputElement).value).toBe('correct horse battery staple')
})

test('nobody is offered anything any more once the form is gone', async () => {
  const asked = pretendApi(() => options('AAAA'))
  const page = signInForm()
  await vi.waitFor(() => expect(passkeys.asked).toHaveLength(1))
  page.unmount()
  mounted = undefined
  await flushPromises()
  expect([passkeys.asked.length, passkeys.ended, asked.length]).toEqual([0, 1, 1])
})

test('an offer is made anew before the server forgets what it asked', async () => {
  vi.useFakeTimers()
  const asked = pretendApi(() => options('AAAA'))
  signInForm()
  await vi.advanceTimersByTimeAsync(10)
  expect(passkeys.asked).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(4.6 * 60_000)
  expect([passkeys.asked.length, passkeys.ended, asked.length]).toEqual([1, 1, 2])
})

test('a passkey is the second factor of a sign-in that waits for one, with its challenge', async () => {
  const asked = pretendApi(({ path }) => {
    if (path === '/sessions') return { body: { status: 'mfa_required', challenge: 'the-challenge', methods: ['passkey'] } }
    return path === '/sessions/passkeys/options' ? options('AAAA') : { body: { status: 'authenticated' } }
  })
  const page = signInForm()
  await vi.waitFor(() => expect(passkeys.asked).toHaveLength(1))
  await page.find('input[name=email]').setValue('ana@example.org')
  await page.find('input[name=password]').setValue('correct horse battery staple')
  await page.find('form').trigger('submit')
  await vi.waitFor(() => expect(page.text()).toContain('Second factor'))
  expect(page.find('input').exists()).toBe(false)
  await page.findAll('button')[0]!.trigger('click')
  await vi.waitFor(() => expect(passkeys.asked[0]?.mediation).toBeUndefined())
  passkeys.asked[0]!.choose()
  await vi.waitFor(() => expect(page.emitted('done')).toHaveLength(1))
  expect(asked.slice(-2)).toMatchObject([
    { path: '/sessions/passkeys/options', body: { challenge: 'the-challenge' } },
    { path: '/sessions/passkeys', body: { challenge: 'the-challenge', passkey_challenge: 'of AAAA' } },
  ])
})

test('a passkey that is made goes to the server as the browser gave it', async () => {
  const user = { id: 'AAAA', name: 'ana@example.org', displayName: 'Ana' }
  const asked = { challenge: 'AAAA', rp: { name: 'Skykeep' }, user, pubKeyCredParams: [], excludeCredentials: [] }
  const made = await makePasskey({ challenge: 'the-challenge', options: asked })
  expect(passkeys.made).toBe(1)
  expect(made).toMatchObject({
    challenge: 'the-challenge',
    response: { id: 'a-passkey', response: { transports: ['internal'], attestationObject: expect.any(String) } },
  })
})
