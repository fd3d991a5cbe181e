import { expect, test } from 'vitest'
import { choicesWith, idleChoices, secondsOf, writeSpan } from './session-lives.ts'

test('a span is told in the largest unit of which it is a whole number', () => {
  expect([90, 5_400, 3_600, 86_400, 172_800].map(writeSpan)).toEqual(['90 seconds', '90 minutes', '1 hour', '1 day', '2 days'])
})

test('what is set is among the choices, in its place, also when it is not a usual one', () => {
  expect(
    choicesWith(idleChoices, 600)
      .map(({ text }) => text)
      .slice(0, 4),
  ).toEqual(['as the installation has it', '5 minutes', '10 minutes', '15 minutes'])
  expect(choicesWith(idleChoices, null)).toHaveLength(idleChoices.length + 1)
  expect([secondsOf(''), secondsOf('900')]).toEqual([null, 900])
})
