// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { type Body, changedMembers, contested, differences, mineOnTop } from './differences.ts'
import { bodyOf, emptyDraft } from './draft.ts'

const base: Body = { ...bodyOf(emptyDraft()), name: 'Office', time_zone: 'Europe/Paris', targets: { tags: { env: 'dev' } } }
const words = (change: Partial<Body>, from: Partial<Body> = {}) =>
  differences({ ...base, ...from }, { ...base, ...change }, (id) => `calendar ${id}`).map(({ text }) => text)

test('what changes in a week is told by day, those alike together', () => {
  expect(words({ weekly: [{ days: ['mon', 'tue', 'wed', 'thu'], start: '09:00', end: '18:00' }] })).toEqual([
    'Monday, Tuesday, Wednesday, Thursday: 08:00–18:00 → 09:00–18:00',
    'Friday: 08:00–18:00 → not on',
  ])
  const rule = { month_days: [1], start: '00:00', end: '24:00' }
  expect(words({ weekly: [...base.weekly, rule] })).toEqual(['Rule added: month_days:[1], start:00:00, end:24:00'])
})

test('dates, calendars and members are told with what they were', () => {
  expect(words({ exceptions: [{ date: '2026-12-25', state: 'off' }] })).toEqual(['Date added: 25 December 2026: off'])
  expect(words({}, { exceptions: [{ date: '2026-12-25', state: 'off' }] })).toEqual(['Date removed: 25 December 2026: off'])
  expect(words({ calendar_ids: ['a'] })).toEqual(['Calendar added: calendar a'])
  expect(words({ calendar_ids: ['b', 'a'] }, { calendar_ids: ['a', 'b'] })).toEqual(['The order of calendars is another'])
  expect(words({ name: 'Nights', enabled: false, time_zone: 'Asia/Tokyo' })).toEqual([
    'Name: “Office” → “Nights”',
    'In force: in force → not in force',
    'Time zone: Europe/Paris → Asia/Tokyo',
  ])
  expect(words({ targets: { tags: { env: 'test' } }, notify: { before_stop_minutes: 30 } })).toEqual([
    'Notice before a stop: none → 30 min',
    'For: env=dev → env=test',
  ])
  expect(words({ targets: { machine_ids: ['b'] } }, { targets: { machine_ids: ['a'] } })).toEqual(['For: changed'])
})

test('steps and sizes are told in their order', () => {
  const step = (tier: string, delay_seconds = 0, wait_for_running = true) => ({ tags: { tier }, delay_seconds, wait_for_running })
  expect(words({ order: [step('db', 60), step('web', 0, false)], other_sizes: ['B', 'C'] }, { order: [step('web')] })).toEqual([
    'Order: tier=web → tier=db, then 60 s; tier=web, not waited for',
    'Other sizes when there is no room: none → B, C',
  ])
})

test('the order in which members are written is no difference', () => {
  const weekly = [{ end: '18:00', start: '08:00', days: base.weekly[0]!.days! }]
  expect(changedMembers(base, { ...base, weekly })).toEqual([])
})

test('mine on top keeps what only they changed, and what both changed is named', () => {
  const theirs: Body = { ...base, name: 'Theirs', enabled: false }
  const mine: Body = { ...base, name: 'Mine', notify: { before_stop_minutes: 5 } }
  expect(mineOnTop(base, mine, theirs)).toEqual({ ...base, name: 'Mine', enabled: false, notify: { before_stop_minutes: 5 } })
  expect(contested(base, mine, theirs)).toEqual(['name'])
  expect(contested(base, mine, { ...mine, enabled: false })).toEqual([])
})
