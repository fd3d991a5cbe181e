// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { h, nextTick, ref } from 'vue'
import { Refusal } from '../api/refusal.ts'
import ActionButton from './ActionButton.vue'
import CopyButton from './CopyButton.vue'
import ProblemNote from './ProblemNote.vue'
import SearchField from './SearchField.vue'
import SecretOnce from './SecretOnce.vue'
import TextField from './TextField.vue'
import TimeText from './TimeText.vue'
import { useForm } from './use-form.ts'
import { writeDistance } from './write-time.ts'

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('a time is never written without its zone', () => {
  const at = '2026-11-26T19:27:00Z'
  const text = (zone: string) => mount(TimeText, { props: { at, zone } }).text()
  expect(text('Europe/Paris')).toBe('26 Nov 2026, 20:27 CET')
  expect(text('UTC')).toBe('26 Nov 2026, 19:27 UTC')
  expect(text('Asia/Kathmandu')).toBe('27 Nov 2026, 01:12 GMT+5:45')
  expect(text('Nowhere/Land')).toBe('26 Nov 2026, 19:27 UTC')
})

test('a distance is in the largest unit that it fills', () => {
  expect([writeDistance(-59), writeDistance(-61), writeDistance(3 * 3_600 + 5)]).toEqual(['59 sec ago', '1 min ago', 'in 3 hr'])
})

test('a button that may not be used stays, says why, and does nothing', async () => {
  const act = vi.fn()
  const button = mount(ActionButton, { props: { act, because: 'It needs machine:operate.' }, slots: { default: 'Start' } })
  await button.find('button').trigger('click')
  expect(act).not.toHaveBeenCalled()
  expect(button.find('button').attributes('aria-disabled')).toBe('true')
  expect(button.text()).toContain('It needs machine:operate.')
})

test('a button is busy until its work is over, and shows a refusal beside it', async () => {
  let refuse = (_: unknown) => {}
  const act = vi.fn(
    () =>
      new Promise((_resolve, reject) => {
        refuse = reject
      }),
  )
  const button = mount(ActionButton, { props: { act }, slots: { default: 'Start' } })
  await button.find('button').trigger('click')
  await button.find('button').trigger('click')
  expect(act).toHaveBeenCalledOnce()
  expect(button.find('button').attributes('aria-busy')).toBe('true')
  refuse(new Refusal({ title: 'The connection is paused', detail: 'Resume it first.' }))
  await vi.waitFor(() => expect(button.find('[role=alert]').text()).toBe('The connection is paused. Resume it first.'))
})

test('a field that the server refused says why, and gets the focus', async () => {
  const name = ref('x')
  const faults = [{ pointer: '/name', detail: 'must be longer' }]
  const page = mount(
    {
      setup() {
        const form = useForm(async () => {
          throw new Refusal({ title: 'It does not fit', status: 400, code: 'VALIDATION_FAILED', errors: faults })
        })
        return () =>
          h('form', { onSubmit: (event: Event) => form.send(event) }, [
            h(TextField, {
              label: 'Name',
              name: 'name',
              form,
              modelValue: name.value,
              'onUpdate:modelValue': (text: string) => {
                name.value = text
              },
            }),
          ])
      },
    },
    { attachTo: document.body },
  )
  await page.find('form').trigger('submit')
  await nextTick()
  await vi.waitFor(() => expect(page.text()).toContain('must be longer'))
  expect(page.find('input').attributes('aria-invalid')).toBe('true')
  expect(document.activeElement).toBe(page.find('input').element)
  page.unmount()
})

test('what was refused and is shown at no field, the form says itself', async () => {
  let faults = [{ pointer: '#/name', detail: 'must be longer' }]
  const page = mount({
    setup() {
      const form = useForm(async () => {
        throw new Refusal({ title: 'It does not fit', status: 400, code: 'VALIDATION_FAILED', errors: faults })
      })
      return () =>
        h('form', { onSubmit: (event: Event) => form.send(event) }, [
          form.note.value && h(ProblemNote, { error: form.note.value }),
          h(TextField, { label: 'Name', name: 'name', form, modelValue: 'x' }),
        ])
    },
  })
  await page.find('form').trigger('submit')
  await vi.waitFor(() => expect(page.text()).toContain('must be longer'))
  expect(page.find('[role=alert]').exists()).toBe(false)
  faults = [...faults, { pointer: '#/order', detail: 'names a machine twice' }]
  await page.find('form').trigger('submit')
  await vi.waitFor(() => expect(page.find('[role=alert]').text()).toContain('names a machine twice'))
})

test('a button that cannot copy says so, and one whose text changed has copied nothing yet', async () => {
  vi.stubGlobal('navigator', {})
  const page = mount(CopyButton, { props: { text: 'secret' } })
  await page.find('button').trigger('click')
  await vi.waitFor(() => expect(page.text()).toContain('Not copied'))
  const written: string[] = []
  vi.stubGlobal('navigator', { clipboard: { writeText: async (text: string) => written.push(text) } })
  await page.find('button').trigger('click')
  await vi.waitFor(() => expect(page.text()).toBe('Copied'))
  await page.setProps({ text: 'another' })
  expect(page.text()).toBe('Copy')
  expect(written).toEqual(['secret'])
})

test('a secret that is shown once is closed by nothing but the word that it is stored', async () => {
  const page = mount(SecretOnce, { props: { modelValue: 'sk_1', title: 'Its secret' }, attachTo: document.body })
  await nextTick()
  const box = page.find('dialog')
  expect(page.find('[aria-label=Close]').exists()).toBe(false)
  const pressed = new Event('cancel', { cancelable: true })
  box.element.dispatchEvent(pressed)
  expect(pressed.defaultPrevented).toBe(true)
  box.element.close()
  await nextTick()
  expect(page.emitted('update:modelValue')).toBeUndefined()
  expect(box.element.open).toBe(true)
  await page.find('input[type=checkbox]').setValue(true)
  await page.find('footer button').trigger('click')
  await nextTick()
  expect(page.emitted('update:modelValue')).toEqual([[null]])
  page.unmount()
})

test('what is typed while the search before arrives is not taken away', async () => {
  vi.useFakeTimers()
  const page = mount(SearchField, { props: { label: 'Find', value: '' } })
  const input = page.find('input')
  await input.setValue('vm')
  vi.advanceTimersByTime(300)
  expect(page.emitted('search')).toEqual([['vm']])
  await input.setValue('vm-web')
  await page.setProps({ value: 'vm' })
  expect(input.element.value).toBe('vm-web')
  vi.advanceTimersByTime(300)
  expect(page.emitted('search')).toEqual([['vm'], ['vm-web']])
  await page.setProps({ value: '' })
  expect(input.element.value).toBe('')
})
