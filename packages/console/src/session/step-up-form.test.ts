// @vitest-environment happy-dom
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { type Asked, pretendApi, problem } from '../testing/pretend-api.ts'
import { passkeys } from '../testing/pretend-passkeys.ts'
import StepUpForm from './StepUpForm.vue'

afterEach(() => {
  Object.assign(passkeys, { asked: [], ended: 0 })
  vi.unstubAllGlobals()
})

async function stepUp(second_factors: { totp: boolean; passkeys: number }, answer: (asked: Asked) => ReturnType<typeof problem>) {
  const asked = pretendApi((one) =>
    one.path === '/account' ? { body: { second_factors: { recovery_codes_left: 0, ...second_factors } } } : answer(one),
  )
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const page = mount(StepUpForm, { global: { plugins: [[VueQueryPlugin, { queryClient }]] } })
  await flushPromises()
  await vi.waitFor(() => expect(page.find('button').exists()).toBe(true))
  return { page, asked }
}
const done = { status: 204 }

test('without a second factor the password is asked for, and nothing else', async () => {
  const { page, asked } = await stepUp({ totp: false, passkeys: 0 }, () => done)
  expect(page.findAll('input').map((one) => one.attributes('name'))).toEqual(['password'])
  expect(page.findAll('button').map((one) => one.text())).toEqual(['Confirm'])
  await page.find('input').setValue('correct horse battery staple')
  await page.find('form').trigger('submit')
  await flushPromises()
  expect(asked.at(-1)).toMatchObject({ path: '/sessions/step-up', body: { password: 'correct horse battery staple' } })
  expect(page.emitted('done')).toHaveLength(1)
})

test('with an authenticator app its code is asked for, and never the password alone', async () => {
  const { page, asked } = await stepUp({ totp: true, passkeys: 0 }, ({ body }) =>
    (body as { totp: string }).totp === '111111' ? problem(401, 'SECOND_FACTOR_REFUSED') : done,
  )
  expect(page.findAll('input').map((one) => one.attributes('name'))).toEqual(['totp'])
  await page.find('input').setValue('111111')
  await page.find('form').trigger('submit')
  await flushPromises()
  expect(page.find('[role=alert]').text()).toContain('SECOND_FACTOR_REFUSED')
  expect(page.emitted('done')).toBeUndefined()
  await page.find('input').setValue('222222')
  await page.find('form').trigger('submit')
  await flushPromises()
  expect(asked.at(-1)).toMatchObject({ path: '/sessions/step-up', body: { totp: '222222' } })
  expect(page.emitted('done')).toHaveLength(1)
})

test('with a passkey alone there is nothing to type', async () => {
  const options = { body: { passkey_challenge: 'of AAAA', options: { challenge: 'AAAA', allowCredentials: [] } } }
  const { page, asked } = await stepUp({ totp: false, passkeys: 1 }, ({ path }) =>
    path === '/sessions/step-up/options' ? options : done,
  )
  expect(page.findAll('input')).toEqual([])
  await page.find('button').trigger('click')
  await vi.waitFor(() => expect(passkeys.asked).toHaveLength(1))
  passkeys.asked[0]!.choose()
  await vi.waitFor(() => expect(page.emitted('done')).toHaveLength(1))
  expect(asked.at(-1)).toMatchObject({
    path: '/sessions/step-up',
    body: { passkey_challenge: 'of AAAA', response: { id: 'a-passkey' } },
  })
})
