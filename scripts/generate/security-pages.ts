import { register } from '../../docs/security/register.ts'
import { type Proof, proofsIn } from '../register/proofs.ts'
import { sourceFiles } from '../source-files.ts'

const made = 'Made by `npm run gen`; edit `threats.ts` and `controls.ts` instead.'

/** `docs/security/threats.md` and `docs/security/controls.md`. */
export function securityPages(): Map<string, string> {
  const proofs = Map.groupBy(proofsIn(sourceFiles()), ({ control }) => control)
  return new Map([
    ['docs/security/threats.md', threatsPage()],
    ['docs/security/controls.md', controlsPage(proofs)],
  ])
}

function threatsPage(): string {
  const all = Object.entries(register.threats)
  const count = (word: string) => all.filter(([, { status }]) => status.startsWith(word)).length
  const rows = all.map(([id, { category, threat, impact, likelihood, controls, status }]) => {
    const links = controls.map((control) => `[${control}](controls.md#${control.toLowerCase()})`).join(' ')
    return `| ${id} | ${category} | ${cell(threat)} | ${impact} | ${likelihood} | ${links} | ${cell(status)} |`
  })
  return `# Threats

${made}

What could go wrong, by STRIDE, and which controls stand against it. Each control is proven by tests that fail without it
([controls](controls.md)). The status is the truth of today: ${count('done')} done, ${count('partly')} partly, ${count('later')} later.
S1 to E5 carry the numbers of the public reference (SkyLink) so that both can be compared; the others are ours.

| id | category | threat | impact | likelihood | controls | status |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`
}

function controlsPage(proofs: Map<string, Proof[]>): string {
  const sections = Object.entries(register.controls).map(([id, { promise, seen }]) => {
    const threats = Object.entries(register.threats).filter(([, { controls }]) => controls.includes(id))
    const tests = (proofs.get(id) ?? []).map(({ title, path }) => `- ${title} (\`${path}\`)`)
    return `## ${id}

${promise}

Against: ${threats.map(([threat]) => threat).join(', ')}.${seen === undefined ? '' : ` Seen by: ${seen}.`}

${tests.join('\n')}
`
  })
  return `# Controls

${made}

Each control, the threats it stands against ([threats](threats.md)), and the tests that fail when it is taken away.

${sections.join('\n')}`
}

const cell = (text: string): string => text.replaceAll('|', '\\|')
