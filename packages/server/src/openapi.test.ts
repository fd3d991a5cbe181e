import { isPermission, problems } from '@skykeep/contract'
import { expect, test } from 'vitest'
import { describeApi } from './openapi.ts'

interface Operation {
  operationId?: string
  summary?: string
  tags?: string[]
  security: Record<string, string[]>[]
  parameters?: { name: string; in: string }[]
  responses: Record<string, { description: string; content?: Record<string, unknown> }>
}

interface Document {
  tags: { name: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, unknown> }
}

const document = (await describeApi()) as unknown as Document
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, path, ...operation })),
)

test('every call has a name of its own, a summary, and a tag that is explained', () => {
  const tags = document.tags.map(({ name }) => name)
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
  for (const { name, operationId, summary, tags: own = [] } of operations) {
    expect(operationId, name).toMatch(/^[a-z][A-Za-z]+$/)
    expect(summary, name).toMatch(/\S/)
    expect(own.length > 0 && own.every((tag) => tags.includes(tag)), `${name} ${own}`).toBe(true)
  }
})

test('every call is public or names permissions that exist, and says how it refuses', () => {
  for (const { name, security, responses } of operations) {
    expect(security.flatMap(({ bearer = [] }) => bearer).every(isPermission), name).toBe(true)
    expect(Object.keys(responses), name).toEqual(expect.arrayContaining(['400', '500', '503']))
    if (security.length > 0) expect(Object.keys(responses), name).toEqual(expect.arrayContaining(['401', '403', '429']))
  }
})

test('every parameter in a path is declared', () => {
  for (const { name, path, parameters = [] } of operations) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter)
    expect(
      parameters
        .filter((one) => one.in === 'path')
        .map((one) => one.name)
        .sort(),
      name,
    ).toEqual(inPath.sort())
  }
})

test('R-05 no call that reads has a secret in its answer: what is shown once is shown by the call that made it', () => {
  const reading = operations.filter(({ name }) => name.startsWith('get '))
  expect(reading.length).toBeGreaterThan(20)
  const making = operations.find(({ name }) => name === 'post /clients')
  expect(membersOf(making?.responses['201']?.content).filter((member) => secretMembers.test(member))).toEqual(['client_secret'])
  // The one exception is the number of a condition of the weather, which the reference calls so.
  for (const { name, responses } of reading) {
    const members = membersOf(responses['200']?.content)
    expect(
      members.filter((member) => secretMembers.test(member)),
      name,
    ).toEqual(name === 'get /weather/current' ? ['code'] : [])
  }
})

/** By the word itself; `has_secret`, the code that the asker typed, `secret_expires_at` and the hashes of the audit tree tell none. */
const secretMembers =
  /^(?!has_|user_code$)(?:.*_)?(secret|password|passphrase|private_key|seed|pepper|otp|code|recovery_codes|token|cookie|sealed\w*|wrapped\w*)$/

/** The names of all members below a schema, through references. */
function membersOf(schema: unknown, seen = new Set<unknown>()): string[] {
  if (typeof schema !== 'object' || schema === null || seen.has(schema)) return []
  seen.add(schema)
  const { $ref, properties = {}, ...rest } = schema as { $ref?: string; properties?: Record<string, unknown> }
  const own = Object.keys(properties)
  const referred = $ref === undefined ? undefined : document.components.schemas[$ref.split('/').at(-1)!]
  return [...own, ...[referred, ...Object.values(properties), ...Object.values(rest)].flatMap((one) => membersOf(one, seen))]
}

test('refusals name codes of the registry only', () => {
  const told = operations.flatMap(({ responses }) =>
    Object.values(responses).flatMap(({ description }) => description.match(/`[A-Z_]{4,}`/g) ?? []),
  )
  expect(told.filter((code) => !Object.hasOwn(problems, code.slice(1, -1)))).toEqual([])
})
