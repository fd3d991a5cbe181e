import { type ProblemCode, problems } from '@skykeep/contract'
import { problemMarkdown } from '@skykeep/server/operations/problem-page'
import { problemTexts } from '@skykeep/server/operations/problem-texts'

/** `docs/problems/`: a page for each code, and an index. */
export function problemPages(): Map<string, string> {
  const codes = Object.keys(problems) as ProblemCode[]
  const missing = codes.filter((code) => !Object.hasOwn(problemTexts, code))
  if (missing.length > 0) throw new Error(`These problem codes have no text in problem-texts.ts: ${missing.join(', ')}`)
  const pages = codes.map((code): [string, string] => [`docs/problems/${code}.md`, problemMarkdown(code)])
  return new Map([...pages, ['docs/problems/README.md', index(codes)]])
}

const index = (codes: readonly ProblemCode[]): string => `# Problems

Made from \`packages/contract/src/problems.ts\` and \`packages/server/src/operations/problem-texts.ts\` by \`npm run gen\`. Every refusal is
an RFC 9457 problem document with one of these codes. A code is for ever; its text is not.

| code | status | title |
| --- | --- | --- |
${codes.map((code) => `| [${code}](${code}.md) | ${problems[code].status} | ${problems[code].title} |`).join('\n')}
`
