// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import type { Schemas } from '../../api/client.ts'
import { askedProof } from '../../session/asked-proof.ts'
import { forget, renewSession } from '../../session/session.ts'
import { mountScreen } from '../../testing/mount-screen.ts'
import { type Answer, type Asked, pretendApi, problem } from '../../testing/pretend-api.ts'
import { passkeys } from '../../testing/pretend-passkeys.ts'
import AccountPage from './AccountPage.vue'

let mounted: Awaited<ReturnType<typeof mountScreen>> | undefined
afterEach(() => {
  mounted?.page.unmount()
  passkeys.made = 0
  forget()
  vi.unstubAllGlobals()
})

const at = '2026-11-26T12:00:00Z'
const laptop = { id: 'p1', name: 'Laptop', is_backed_up: false, transports: ['internal'], created_at: at, last_used_at: null }
const creation = {
  challenge: 'the-challenge',
  options: { challenge: 'AAAA', rp: {}, user: { id: 'AAAA' }, pubKeyCredParams: [], excludeCredentials: [] },
}

/** An account that the pretended server keeps; `more` answers what it does not know. */
async function open(
  second_factors: Schemas['Account']['second_factors'],
  more: (asked: Asked) => Answer = () => ({ status: 204 }),
) {
  const account = {
    ...{ id: 'a', email: 'ana@example.org', name: 'Ana', has_password: true, second_factor_needed: false },
    ...{ second_factors, version: 3, created_at: at, updated_at: at },
  }
  let assurance = second_factors.totp || second_factors.passkeys > 0 ? 'multi' : 'single'
  let kept = second_factors.passkeys > 0 ? [laptop] : []
  const asked = pretendApi((one) => {
    const call = `${one.method} ${one.path}`
    if (call === 'GET /account') return { body: account }
    if (call === 'GET /account/passkeys') return { body: { items: kept, next_cursor: null } }
    if (call === 'GET /sessions/current')
      return {
        body: { id: 's', account: { id: 'a', email: account.email, name: account.name }, team: null, permissions: [], assurance },
      }
    const answer = more(one)
    if (call === 'POST /account/passkeys' && (answer.status ?? 200) < 300) {
      kept = [...kept, { ...laptop, id: 'p2', name: (one.body as { name: string }).name }]
      account.second_factors = { ...account.second_factors, passkeys: kept.length }
    }
    return answer
  })
  mounted = await mountScreen(AccountPage, {
    path: '/account',
    at: '/account',
    names: ['account', 'account.sessions', 'account.activity', 'sign-in'],
  })
  const { page } = mounted
  const dialog = () => page.find('dialog[open]')
  const press = async (text: string, within = page.find('main, div')) => {
    await within
      .findAll('button')
      .find((one) => one.text().startsWith(text))!
      .trigger('click')
    await flushPromises()
  }
  const isOnly = async (now: string) => {
    assurance = now
    await renewSession()
    await flushPromises()
  }
  return { ...mounted, asked, dialog, press, isOnly }
}
const calls = (asked: readonly Asked[]) =>
  asked.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`)

test('a passkey is made in the browser, named, and stands among the others', async () => {
  const { page, asked, dialog, press } = await open({ totp: false, passkeys: 0, recovery_codes_left: 0 }, ({ path }) =>
    path === '/account/passkeys/options' ? { body: creation } : { status: 201, body: {} },
  )
  await press('Add a passkey')
  await dialog().find('input[name=name]').setValue('Phone')
  await dialog().find('form').trigger('submit')
  await vi.waitFor(() => expect(page.text()).toContain('Phone'))
  expect(passkeys.made).toBe(1)
  expect(asked.find(({ method, path }) => method === 'POST' && path === '/account/passkeys')).toMatchObject({
    body: { challenge: 'the-challenge', name: 'Phone', response: { id: 'a-passkey' } },
  })
  // Now that there is a factor, there can be recovery codes for it.
  await vi.waitFor(() => expect(page.text()).toContain('Recovery codes'))
})

test('the last second factor asks twice before it goes, another one once', async () => {
  const { asked, dialog, press } = await open({ totp: false, passkeys: 1, recovery_codes_left: 10 })
  await press('Remove')
  expect(dialog().text()).toContain('It is your last second factor.')
  await press('Remove', dialog())
  expect(calls(asked)).toEqual([])
  await dialog().find('input[type=checkbox]').setValue(true)
  await press('Remove', dialog())
  expect(calls(asked)).toEqual(['DELETE /account/passkeys/p1'])
  mounted!.page.unmount()
  forget()
  const other = await open({ totp: true, passkeys: 1, recovery_codes_left: 10 })
  await other.press('Remove')
  expect(other.dialog().find('input[type=checkbox]').exists()).toBe(false)
})

test('where a team demands a second factor, the refusal stands in the dialog', async () => {
  const { asked, dialog, press } = await open({ totp: false, passkeys: 1, recovery_codes_left: 0 }, () =>
    problem(409, 'LAST_FACTOR', { title: 'It is the last factor', detail: 'A team that you belong to demands a second factor.' }),
  )
  await press('Remove')
  await dialog().find('input[type=checkbox]').setValue(true)
  await press('Remove', dialog())
  expect(dialog().find('.fault').text()).toContain('A team that you belong to demands a second factor.')
  expect(calls(asked)).toHaveLength(1)
})

test('an app is set up by a picture that is no markup of the page, and its recovery codes are shown once', async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'
  const { page, asked, dialog, press } = await open({ totp: false, passkeys: 1, recovery_codes_left: 0 }, ({ path }) =>
    path === '/account/totp'
      ? { status: 201, body: { secret: 'ABCDEFGH23456777', uri: 'otpauth://totp/x', qr_svg: svg } }
      : { body: { recovery_codes: ['aaaa-bbbb', 'cccc-dddd'] } },
  )
  await press('Set it up')
  expect(dialog().find('img').attributes('src')).toBe(`data:image/svg+xml,${encodeURIComponent(svg)}`)
  expect(dialog().text()).toContain('ABCD EFGH 2345 6777')
  await dialog().find('input[name=code]').setValue('123 456')
  await dialog().find('form').trigger('submit')
  await vi.waitFor(() => expect(page.text()).toContain('aaaa-bbbb'))
  expect(asked.find(({ path }) => path === '/account/totp/confirm')?.body).toEqual({ code: '123 456' })
  const file = decodeURIComponent(page.find('a[download]').attributes('href')!)
  expect(file).toContain('aaaa-bbbb\ncccc-dddd')
  await press('I have kept them')
  expect(page.text()).not.toContain('aaaa-bbbb')
})

test('a wrong current password is told at its field', async () => {
  const { page } = await open({ totp: false, passkeys: 0, recovery_codes_left: 0 }, () => problem(401, 'SIGN_IN_REFUSED'))
  await page.find('input[name=current_password]').setValue('not it')
  await page.find('input[name=new_password]').setValue('lamp river nine oaks')
  await page
    .find('input[name=new_password]')
    .element.closest('form')!
    .dispatchEvent(new Event('submit', { cancelable: true }))
  await flushPromises()
  expect(page.text()).toContain('This is not the current password.')
  expect(page.find('input[name=current_password]').attributes('aria-invalid')).toBe('true')
})

test('another address counts once the code from its mailbox was typed', async () => {
  const { asked, dialog, press } = await open({ totp: false, passkeys: 0, recovery_codes_left: 0 }, ({ path }) =>
    path === '/account/email' ? { status: 202, body: {} } : { body: {} },
  )
  await press('Change the address')
  await dialog().find('input[name=email]').setValue('new@example.org')
  await dialog().find('form').trigger('submit')
  await flushPromises()
  await dialog().find('input[name=code]').setValue('abcd-2345')
  await dialog().find('form').trigger('submit')
  await flushPromises()
  expect(asked.filter(({ path }) => path.startsWith('/account/email'))).toMatchObject([
    { path: '/account/email', body: { email: 'new@example.org' } },
    { path: '/account/email/confirm', body: { email: 'new@example.org', code: 'abcd-2345' } },
  ])
})

test('whoever signed in without their second factor is asked to prove it first', async () => {
  const { page, press, isOnly } = await open({ totp: true, passkeys: 0, recovery_codes_left: 10 })
  expect(page.text()).not.toContain('Prove it now')
  await isOnly('single')
  await press('Prove it now')
  expect(askedProof.value?.kind).toBe('step_up')
  await isOnly('multi')
  askedProof.value?.answer(true)
  await flushPromises()
  expect(page.text()).not.toContain('Prove it now')
})
