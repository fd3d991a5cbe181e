import { type BlackBoxLine, blackBox, blackBoxGroups } from '../../docs/security/black-box.ts'
import { type LineProof, lineProofsIn } from '../register/black-box.ts'
import { sourceFiles } from '../source-files.ts'

type Entry = [id: string, line: BlackBoxLine]

const outcomes = ['passed', 'not applicable', 'not yet'] as const
type Outcome = (typeof outcomes)[number]

/** `docs/security/black-box.md`: the list, and for each line the tests that prove it. */
export function blackBoxPage(): string {
  const proofs = Map.groupBy(lineProofsIn(sourceFiles()), ({ line }) => line)
  const all = Object.entries(blackBox)
  const groups = Object.entries(blackBoxGroups).map(
    ([letter, title]) => [title, all.filter(([id]) => id.startsWith(`${letter}-`))] as const,
  )
  return `# Black-box list

Made from \`docs/security/black-box.ts\` and the titles of all tests by \`npm run gen\`. What somebody outside would try against identity,
teams, audit and keys, and what must come of it. A line is passed when a test names it: all tests must pass for a change to be taken, and
\`npm run check\` refuses a line that has neither a test nor a reason, and an id in a title that is not on the list.

**${count(all, 'passed')} passed, ${count(all, 'not applicable')} not applicable, ${count(all, 'not yet')} not yet, of ${all.length} lines.**

| group | lines | ${outcomes.join(' | ')} |
| --- | --: | --: | --: | --: |
${groups.map(([title, lines]) => `| ${title} | ${[lines.length, ...outcomes.map((one) => count(lines, one))].join(' | ')} |`).join('\n')}

${groups.map(([title, lines]) => section(title, lines, proofs)).join('\n')}`
}

const section = (title: string, lines: readonly Entry[], proofs: ReadonlyMap<string, LineProof[]>): string => `## ${title}

| id | what is tried | what must come of it | ASVS | status | proven by |
| --- | --- | --- | --- | --- | --- |
${lines.map((line) => row(line, proofs)).join('\n')}
`

function row([id, { tried, expected, asvs, status }]: Entry, proofs: ReadonlyMap<string, LineProof[]>): string {
  const tests = (proofs.get(id) ?? []).map(({ title, path }) => `${title} (\`${path}\`)`)
  return `| ${[id, tried, expected, asvs ?? '', status ?? 'passed', tests.join('<br>')].map(cell).join(' | ')} |`
}

const outcomeOf = ({ status }: BlackBoxLine): Outcome => outcomes.find((one) => status?.startsWith(one)) ?? 'passed'

const count = (lines: readonly Entry[], outcome: Outcome): number =>
  lines.filter(([, line]) => outcomeOf(line) === outcome).length

const cell = (text: string): string => text.replaceAll('|', '\\|')
