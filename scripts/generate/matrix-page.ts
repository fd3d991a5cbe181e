import { roleNames } from '@skykeep/contract'
import { type Cell, type MatrixRow, matrixOf } from './matrix.ts'

/** `docs/security/matrix.md` for people, and `matrix.json`, with which the tests compare what the server does. */
export function matrixPages(document: object): Map<string, string> {
  const rows = matrixOf(document)
  return new Map([
    ['docs/security/matrix.md', page(rows)],
    ['docs/security/matrix.json', `${JSON.stringify(rows, null, 1)}\n`],
  ])
}

const signs: Record<Cell, string> = {
  allowed: '✔',
  'own account': '◐',
  refused: '–',
  'not found': '404',
  public: '○',
  'not authenticated': '401',
  '-': '',
}

const page = (rows: readonly MatrixRow[]): string => `# Who may call what

Made from the routes and \`packages/contract/src/permissions.ts\` by \`npm run gen\`. A test asks every operation of a running server as every
standard role, in the own team, about another team's things, in no team and without a token, and compares the answers with this table by
equality (\`packages/server/src/roles/matrix.test.ts\`).

✔ allowed · ◐ people, about their own account only · – refused (403) · 404 not there · 401 not authenticated · ○ public: no token is asked for
(the OAuth endpoints authenticate clients themselves). “Fresh”: a person must have proven who they are within ten minutes. “Other team”: what those
get who are ✔ in their own; the others are refused there too.

| operation | permission | fresh | ${roleNames.map((name) => `\`${name}\``).join(' | ')} | other team | no team | nobody |
| --- | --- | :-: | ${roleNames.map(() => ':-:').join(' | ')} | :-: | :-: | :-: |
${rows.map(line).join('\n')}
`

function line({ operation, permissions, fresh, own_team, other_team, no_team, nobody }: MatrixRow): string {
  const cells = [...roleNames.map((name) => own_team[name]), other_team.owner, no_team, nobody].map((cell) => signs[cell])
  return `| \`${operation}\` | ${permissions.map((name) => `\`${name}\``).join(' and ')} | ${fresh ? '✔' : ''} | ${cells.join(' | ')} |`
}
