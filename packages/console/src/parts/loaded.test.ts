// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { h, nextTick, shallowRef } from 'vue'
import { Refusal } from '../api/refusal.ts'
import Loaded from './Loaded.vue'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A query in the hands of the test. */
function query() {
  return {
    data: shallowRef<string[] | undefined>(undefined),
    error: shallowRef<unknown>(null),
    dataUpdatedAt: shallowRef(Date.UTC(2026, 10, 26, 20, 0)),
    refetch: vi.fn(),
  }
}

function shown(given: ReturnType<typeof query>) {
  return mount(Loaded<string[]>, {
    props: {
      query: given,
      isEmpty: (data: string[]) => data.length === 0,
      empty: 'No machine yet',
      emptyDetail: 'Connect a cloud.',
    },
    slots: { default: ({ data }: { data: string[] }) => h('p', data.join(' and ')) },
  })
}

test('waiting: nothing for a moment, then the shape of what comes, then that it takes long', async () => {
  const page = shown(query())
  expect(page.find('[role=status]').attributes('aria-label')).toBe('Loading')
  expect(page.findAll('.bone')).toHaveLength(0)
  vi.advanceTimersByTime(150)
  await nextTick()
  expect(page.findAll('.bone')).toHaveLength(4)
  vi.advanceTimersByTime(8_000)
  await nextTick()
  expect(page.text()).toContain('Still waiting')
})

test('empty: what it is for, and the first step', async () => {
  const given = query()
  given.data.value = []
  const page = shown(given)
  expect(page.text()).toContain('No machine yet')
  expect(page.text()).toContain('Connect a cloud.')
})

test('failed: what was refused, what to do, the trace, and try again', async () => {
  const given = query()
  given.error.value = new Refusal(
    { title: 'The database does not answer', status: 503, code: 'DATABASE_UNAVAILABLE', trace_id: 'f00d' },
    5,
  )
  const page = shown(given)
  const text = page.find('[role=alert]').text()
  expect(text).toContain('The database does not answer')
  expect(text).toContain('f00d')
  expect(text).toContain('Try again in 5 s.')
  await page
    .findAll('button')
    .find((one) => one.text() === 'Try again')!
    .trigger('click')
  expect(given.refetch).toHaveBeenCalledOnce()
})

test('failed with something older: it stays, with its age', async () => {
  const given = query()
  given.data.value = ['vm-1', 'vm-2']
  given.error.value = new Refusal({ title: 'The server cannot be reached' })
  const page = shown(given)
  expect(page.text()).toContain('vm-1 and vm-2')
  expect(page.find('[role=alert]').text()).toMatch(/of\s+26 Nov 2026/)
})

test('not allowed: which permission it needs, and who gives it', () => {
  const given = query()
  given.error.value = new Refusal({
    title: 'The principal lacks the permission',
    status: 403,
    code: 'PERMISSION_DENIED',
    detail: 'It needs machine:read.',
  })
  const page = shown(given)
  expect(page.text()).toContain('It needs the permission machine:read.')
  expect(page.text()).toContain('owner or admin')
  expect(page.find('[role=alert]').exists()).toBe(false)
})

test('a second factor that is missing is said as that', () => {
  const given = query()
  given.error.value = new Refusal({ title: 'A second factor is needed first', status: 403, code: 'SECOND_FACTOR_REQUIRED' })
  expect(shown(given).text()).toContain('Set one up in your account')
})

test('what no permission would change is not said to be one', () => {
  const given = query()
  given.data.value = ['vm-a']
  given.error.value = new Refusal({ title: 'The team does not admit this address', status: 403, code: 'ADDRESS_NOT_ALLOWED' })
  const page = shown(given)
  expect(page.text()).toContain('The team does not admit this address')
  expect(page.text()).not.toContain('owner or admin')
  expect(page.text()).not.toContain('vm-a')
  expect(page.text()).toContain('Try again')
})
