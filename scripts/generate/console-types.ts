import openapiTS, { astToString } from 'openapi-typescript'

interface Operation {
  responses?: Record<string, unknown>
}
const methods = ['get', 'put', 'post', 'delete', 'patch'] as const

/**
 * The types of the API that the console is written against: what the document does not say does not compile. Refusals all look alike, so
 * each operation has one of them instead of eight; the pages that only browsers and OAuth clients ask for stay away.
 */
export async function consoleTypes(api: object): Promise<string> {
  const document = structuredClone(api) as { paths: Record<string, Record<string, Operation>> }
  const problem = {
    description: 'refused',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }
  for (const path of Object.values(document.paths)) {
    for (const method of methods) {
      const operation = path[method]
      if (!operation?.responses) continue
      const wanted = Object.entries(operation.responses).filter(([status]) => /^[123]/.test(status))
      operation.responses = { ...Object.fromEntries(wanted), default: problem }
    }
  }
  const nodes = await openapiTS(JSON.stringify(document), { alphabetize: true, defaultNonNullable: false })
  return `/* Made by npm run gen from openapi.json. */\n${astToString(nodes)}`
}
