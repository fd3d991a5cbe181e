// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { lettersOn, shortcutReader } from './shortcuts.ts'

let clock = 0
const acts = { go: vi.fn(), filter: vi.fn(), list: vi.fn(), find: vi.fn() }
let stop = () => {}
beforeEach(() => {
  vi.clearAllMocks()
  clock = 0
  lettersOn.value = true
  document.body.innerHTML = '<main><input><dialog><button>in it</button></dialog></main>'
  const read = shortcutReader(acts, () => clock)
  addEventListener('keydown', read)
  stop = () => removeEventListener('keydown', read)
})
afterEach(() => stop())
const press = (key: string, more: KeyboardEventInit = {}, on: string = 'main') =>
  document.querySelector(on)!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }))

test('g and a letter go to a place, within a moment', () => {
  press('g')
  press('m')
  expect(acts.go).toHaveBeenCalledExactlyOnceWith('machines')
  press('m')
  press('g')
  clock = 1_500
  press('m')
  expect(acts.go).toHaveBeenCalledOnce()
})

test('letters do nothing in a field, with another key held, or when they are turned off', () => {
  press('?', {}, 'input')
  press('?', { ctrlKey: true })
  lettersOn.value = false
  press('?')
  expect(acts.list).not.toHaveBeenCalled()
  // The one that is no single letter works everywhere.
  press('k', { ctrlKey: true }, 'input')
  expect(acts.find).toHaveBeenCalledOnce()
  lettersOn.value = true
  press('?')
  press('/')
  expect([acts.list.mock.calls.length, acts.filter.mock.calls.length]).toEqual([1, 1])
})

test('no key leads away from under a dialog', () => {
  document.querySelector('dialog')!.show()
  press('?')
  press('?', {}, 'dialog button')
  press('k', { ctrlKey: true })
  press('g')
  press('m')
  expect([acts.list, acts.find, acts.go].map(({ mock }) => mock.calls.length)).toEqual([0, 0, 0])
})
