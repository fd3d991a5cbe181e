// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { pretendApi, problem } from '../testing/pretend-api.ts'
import SignInForm from './SignInForm.vue'

afterEach(() => {
  vi.unstubAllGlobals()
})

async function signIn(page: ReturnType<typeof mount>): Promise<void> {
  await page.find('input[name=email]').setValue('ana@example.org')
  await page.find('input[name=password]').setValue('correct horse battery staple')
  await page.find('form').trigger('submit')
  await flushPromises()
}
const button = (page: ReturnType<typeof mount>, text: string) => page.findAll('button').find((one) => one.text() === text)!

test('password alone, when that is enough', async () => {
  const asked = pretendApi(() => ({ body: { status: 'authenticated' } }))
  const page = mount(SignInForm)
  await signIn(page)
  expect(asked).toMatchObject([
    { path: '/sessions', body: { email: 'ana@example.org', password: 'correct horse battery staple' } },
  ])
  expect(page.emitted('done')).toHaveLength(1)
})

test('then the code of the app, or a recovery code instead; the challenge goes with it', async () => {
  const asked = pretendApi(({ path, body }) => {
    if (path === '/sessions')
      return { body: { status: 'mfa_required', challenge: 'the-challenge', methods: ['totp', 'recovery_code'] } }
    return 'totp' in (body as object) ? problem(401, 'SECOND_FACTOR_REFUSED') : { body: { status: 'authenticated' } }
  })
  const page = mount(SignInForm)
  await signIn(page)
  expect(page.find('input[name=password]').exists()).toBe(false)
  await page.find('input[name=totp]').setValue('123 456')
  await page.find('form').trigger('submit')
  await flushPromises()
  expect(page.find('[role=alert]').text()).toContain('SECOND_FACTOR_REFUSED')
  await button(page, 'Use a recovery code instead').trigger('click')
  await flushPromises()
  await page.find('input[name=recovery_code]').setValue('aaaa-bbbb')
  await page.find('form').trigger('submit')
  await flushPromises()
  expect(asked.slice(1)).toMatchObject([
    { path: '/sessions/mfa', body: { challenge: 'the-challenge', totp: '123 456' } },
    { path: '/sessions/mfa', body: { challenge: 'the-challenge', recovery_code: 'aaaa-bbbb' } },
  ])
  expect(page.emitted('done')).toHaveLength(1)
})

test('a refused sign-in is one text, and the password is not lost', async () => {
  pretendApi(() => problem(401, 'SIGN_IN_REFUSED', { title: 'The sign-in is refused' }))
  const page = mount(SignInForm)
  await signIn(page)
  expect(page.find('[role=alert]').text()).toContain('The sign-in is refused')
  expect(page.emitted('done')).toBeUndefined()
})

test('an address that is none is told at its field', async () => {
  pretendApi(() => problem(400, 'VALIDATION_FAILED', { errors: [{ pointer: '#/email', detail: 'must be an e-mail address' }] }))
  const page = mount(SignInForm)
  await signIn(page)
  expect(page.find('input[name=email]').attributes('aria-invalid')).toBe('true')
  expect(page.text()).toContain('must be an e-mail address')
})
