import { expect, test } from 'vitest'
import { auditEventsPage, referenceEvents } from './audit-events-page.ts'
import { auditActions, isAuditAction } from './catalogue.ts'
import { refusalActions } from './refusal-actions.ts'

test('every action is named `resource.happened` and says what it means', () => {
  for (const [name, { meaning }] of Object.entries(auditActions)) {
    expect(name).toMatch(/^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$/)
    expect(meaning).toMatch(/\.$/)
  }
  expect(isAuditAction('constructor')).toBe(false)
  expect(Object.values(refusalActions).every(isAuditAction)).toBe(true)
})

test('the page lists every action, and where each of the 24 events of the reference went', () => {
  const page = auditEventsPage()
  for (const name of Object.keys(auditActions)) expect(page).toContain(`| \`${name}\` |`)
  expect(Object.keys(referenceEvents)).toHaveLength(24)
  const named = Object.values(referenceEvents).flatMap((text) =>
    [...text.matchAll(/`([a-z_]+\.[a-z_]+)`/g)].map(([, name]) => name!),
  )
  expect(named.filter((name) => !isAuditAction(name))).toEqual([])
})
