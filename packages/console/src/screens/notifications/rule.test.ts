import { expect, test } from 'vitest'
import { addressesIn, blankDraft, bodyOf, digestChoices, draftOf, type Rule } from './rule-draft.ts'
import { eventsInWords, failureText, stateOf } from './rule-state.ts'

const at = '2026-11-26T12:00:00Z'
const rule = (more: Partial<Rule> = {}): Rule => ({
  ...{ id: 'r', name: 'Failures', enabled: true, disabled_because: null, events: ['machine.failed'], only_about: {} },
  ...{ channel: { type: 'email', to: ['ana@example.com', 'bo@example.com'] }, digest_seconds: 300, last_delivery: null },
  ...{ version: 1, created_at: at, updated_at: at },
  ...more,
})

test('a rule says first what hinders it, then what came of its last message', () => {
  const delivery = (status: 'waiting' | 'sent' | 'dead') => ({ status, at, failure: null })
  expect(stateOf(rule())).toBe('untried')
  expect(stateOf(rule({ last_delivery: delivery('sent') }))).toBe('working')
  expect(stateOf(rule({ last_delivery: delivery('waiting') }))).toBe('failing')
  expect(stateOf(rule({ last_delivery: delivery('dead') }))).toBe('failing')
  expect(stateOf(rule({ enabled: false, last_delivery: delivery('dead') }))).toBe('off')
  expect(stateOf(rule({ enabled: false, disabled_because: 'gone' }))).toBe('gone')
})

test('what is read, shown in a form and sent back is the same', () => {
  const only_about = { schedule_ids: ['s'], connection_ids: ['c'] }
  for (const one of [rule({ only_about }), rule({ channel: { type: 'webhook', url: 'https://hooks.example/x' } })]) {
    const { name, events, channel, digest_seconds } = one
    expect(bodyOf(draftOf(one))).toEqual({ name, events, only_about: one.only_about, channel, digest_seconds })
  }
})

test('a form that is changed does not change what was read', () => {
  const read = rule({ only_about: { machine_ids: ['m'] } })
  const draft = draftOf(read)
  draft.about.machine_ids.push('n')
  draft.events.push('run.finished')
  expect(read).toEqual(rule({ only_about: { machine_ids: ['m'] } }))
})

test('a new rule begins with a mail to oneself, and sends no empty lists', () => {
  expect(bodyOf({ ...blankDraft('me@example.com'), name: ' Mine ' })).toEqual({
    ...{ name: 'Mine', events: ['machine.failed', 'machine.recovered'], only_about: {}, digest_seconds: 0 },
    channel: { type: 'email', to: ['me@example.com'] },
  })
})

test('addresses may stand in lines or behind commas', () => {
  expect(addressesIn(' a@x.example, b@x.example;\n\nc@x.example ')).toEqual(['a@x.example', 'b@x.example', 'c@x.example'])
})

test('an unusual time to collect stays among the choices', () => {
  expect(digestChoices('0')).toEqual([0, 300, 900, 3_600, 86_400])
  expect(digestChoices('60')).toEqual([0, 60, 300, 900, 3_600, 86_400])
})

test('failures and events are told in words, those of a later server as they are', () => {
  expect(failureText({ class: 'refused', status: 503 })).toBe('it answered 503')
  expect(failureText({ class: 'timeout' })).toBe('no answer within ten seconds')
  expect(failureText({ class: 'eaten' as never })).toBe('eaten')
  expect(eventsInWords(['machine.failed', 'machine.exploded'])).toBe('Machine failed, machine.exploded')
  expect(eventsInWords(['machine.failed', 'machine.late', 'run.finished', 'connection.failing'])).toBe(
    'Machine failed, Change was late and 2 more',
  )
})
