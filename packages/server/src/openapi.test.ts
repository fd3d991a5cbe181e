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

const document = (await describeApi()) as { tags: { name: string }[]; paths: Record<string, Record<string, Operation>> }
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

test('refusals name codes of the registry only', () => {
  const told = operations.flatMap(({ responses }) =>
    Object.values(responses).flatMap(({ description }) => description.match(/`[A-Z_]{4,}`/g) ?? []),
  )
  expect(told.filter((code) => !Object.hasOwn(problems, code.slice(1, -1)))).toEqual([])
})
