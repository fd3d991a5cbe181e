import { type CalendarDay, type FieldFault, Problem, ruleNames } from '@skykeep/contract'
import { ruleFaults } from '@skykeep/schedule'
import type { FastifySchemaCompiler } from 'fastify'
import type { z } from 'zod'
import { validatorCompiler } from '../../http/validate.ts'

type Members = Record<string, unknown>

/** Faults that are told in one answer. */
const FAULTS_MAX = 50

/**
 * Checks a body against its schema and what it says of time against the rules, and tells the faults of both together. Where both find one,
 * the rules say it better.
 */
const withRules =
  (faultsIn: (body: Members) => FieldFault[]): FastifySchemaCompiler<z.ZodType> =>
  (route) => {
    const check = validatorCompiler(route)
    if (route.httpPart !== 'body') return check
    return (data) => {
      const checked = check(data) as { value?: unknown; error?: Problem }
      const shape = checked.error?.errors ?? []
      const meaning = isMembers(data) ? faultsIn(data) : []
      if (checked.error && !isMembers(data)) return checked
      const errors = [...meaning, ...shape.filter(({ pointer }) => !meaning.some((fault) => fault.pointer === pointer))]
      if (errors.length === 0) return checked
      return { error: new Problem('VALIDATION_FAILED', { errors: errors.slice(0, FAULTS_MAX) }) }
    }
  }

/** Of a schedule: its rule lies flat in it. */
export const scheduleValidator = withRules((body) => ruleFaults(ruleIn(body)))

/** Of a preview: the rule is in `schedule`, the overrides stand beside it. */
export const previewValidator = withRules(({ schedule, overrides }) => {
  if (!isMembers(schedule)) return []
  return ruleFaults(ruleIn(schedule), overrides).map(({ pointer, detail }) => ({
    pointer: pointer.startsWith('#/overrides') ? pointer : `#/schedule${pointer.slice(1)}`,
    detail,
  }))
})

export const calendarValidator = withRules(({ exceptions }) => (Array.isArray(exceptions) ? calendarFaults(exceptions) : []))

/** What is wrong with the days of a calendar, whatever it is called. */
export function calendarFaults(exceptions: readonly (CalendarDay | unknown)[]): FieldFault[] {
  const unnamed = exceptions.map((one) => {
    if (!isMembers(one)) return one
    const { name: _, ...exception } = one
    return exception
  })
  return ruleFaults({ time_zone: 'UTC', exceptions: unnamed })
}

const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value)

/** What is no part of the rule is for the schema to judge. */
const ruleIn = (body: Members): Members =>
  Object.fromEntries(ruleNames.filter((name) => Object.hasOwn(body, name)).map((name) => [name, body[name]]))
