// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { queryClient } from '../../api/query-client.ts'
import { forget } from '../../session/session.ts'
import { mountScreen } from '../../testing/mount-screen.ts'
import { type Answer, type Asked, pretendApi, problem } from '../../testing/pretend-api.ts'
import Register from './Register.vue'
import ResetPassword from './ResetPassword.vue'

let mounted: Awaited<ReturnType<typeof mountScreen>> | undefined
afterEach(() => {
  mounted?.page.unmount()
  forget()
  vi.unstubAllGlobals()
})

const names = ['sign-in', 'register', 'reset-password', 'account', 'home', 'invited']
async function open(screen: typeof Register, at: string, answer: (asked: Asked) => Answer) {
  const asked = pretendApi(answer)
  mounted = await mountScreen(screen, { path: '/door', at, names })
  const { page } = mounted
  const send = async (values: Record<string, string>) => {
    for (const [name, value] of Object.entries(values)) await page.find(`input[name=${name}]`).setValue(value)
    await page.find('form').trigger('submit')
    await flushPromises()
  }
  return { ...mounted, asked, send }
}
const typed = { code: 'abcd-2345', name: 'Ana Ortiz', password: 'lamp river nine oaks' }
const session = { body: { id: 's', account: { id: 'a', email: 'ana@example.org', name: 'Ana' }, team: null, permissions: [] } }

test('the code, the name and the password make the account, and it goes on where somebody was going', async () => {
  const { send, asked, router } = await open(Register, '/door?next=/at/invited', ({ path }) =>
    path === '/accounts/confirm'
      ? { status: 201, body: { second_factor_needed: false } }
      : path === '/accounts'
        ? { status: 202, body: {} }
        : session,
  )
  queryClient.setQueryData(['teams'], { items: ['of somebody before'] })
  await send({ email: 'ana@example.org' })
  await send(typed)
  expect(asked).toMatchObject([
    { path: '/accounts', body: { email: 'ana@example.org' } },
    { path: '/accounts/confirm', body: { email: 'ana@example.org', ...typed } },
    { path: '/sessions/current' },
  ])
  expect(router.currentRoute.value.fullPath).toBe('/at/invited')
  expect(queryClient.getQueryData(['teams'])).toBeUndefined()
})

test('with a short password the way leads to the account, where a second factor is set up', async () => {
  const { send, router } = await open(Register, '/door', ({ path }) =>
    path === '/accounts/confirm'
      ? { status: 201, body: { second_factor_needed: true } }
      : path === '/accounts'
        ? { status: 202, body: {} }
        : session,
  )
  await send({ email: 'ana@example.org' })
  await send({ ...typed, password: 'bk7 Vq-2mz' })
  expect(router.currentRoute.value.name).toBe('account')
})

test('a refused password stands at its field, a refused code above the form, and nothing typed is lost', async () => {
  let answer: Answer = problem(400, 'PASSWORD_REFUSED', { errors: [{ pointer: '#/password', detail: 'It is known.' }] })
  const { send, page } = await open(Register, '/door', ({ path }) => (path === '/accounts' ? { status: 202, body: {} } : answer))
  await send({ email: 'ana@example.org' })
  await send(typed)
  expect(page.find('input[name=password]').attributes('aria-invalid')).toBe('true')
  expect(page.text()).toContain('It is known.')
  answer = problem(400, 'CODE_REFUSED')
  await send({})
  expect(page.find('[role=alert]').text()).toContain('CODE_REFUSED')
  expect((page.find('input[name=name]').element as HTMLInputElement).value).toBe('Ana Ortiz')
})

test('another code can be asked for, and another address', async () => {
  const { send, asked, page, button } = await open(Register, '/door', () => ({ status: 202, body: {} }))
  await send({ email: 'ana@example.org' })
  await button('Send another code').trigger('click')
  await flushPromises()
  expect(asked.map(({ body }) => body)).toEqual([{ email: 'ana@example.org' }, { email: 'ana@example.org' }])
  expect(page.text()).toContain('Another code is on its way')
  await button('Use another address').trigger('click')
  await flushPromises()
  expect(page.find('input[name=email]').exists()).toBe(true)
})

test('a new password is set with the code from the mail, and the way leads to the sign-in', async () => {
  const { send, asked, page } = await open(ResetPassword, '/door', ({ path }) =>
    path === '/password-resets' ? { status: 202, body: {} } : { status: 204 },
  )
  await send({ email: 'ana@example.org' })
  await send({ code: 'abcd-2345', password: 'lamp river nine oaks' })
  expect(asked.at(-1)).toMatchObject({
    path: '/password-resets/confirm',
    body: { email: 'ana@example.org', code: 'abcd-2345', password: 'lamp river nine oaks' },
  })
  expect(page.text()).toContain('The new password is set')
  expect(page.find('a').attributes('href')).toBe('/at/sign-in')
})
