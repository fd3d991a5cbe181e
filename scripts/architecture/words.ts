import type { SourceFile } from '../source-files.ts'

/** Put together here so that this file does not hold what it looks for. */
const word = (...parts: string[]) => parts.join('')

const forbidden: readonly { form: RegExp; why: string; where: RegExp }[] = [
  { form: new RegExp(word('/wo', 'rk/|/ro', 'ot/')), why: 'a path of somebody’s machine', where: /./ },
  { form: new RegExp(word('registry\\.npm', 'js|registry\\.yarn', 'pkg')), why: 'the host of a package registry', where: /./ },
  { form: new RegExp(word('\\bTO', 'DO\\b|\\bFIX', 'ME\\b')), why: 'unfinished work without an issue', where: /./ },
  { form: new RegExp(word('\\.on', 'ly\\(|\\.sk', 'ip\\(')), why: 'a test that hides others or itself', where: /\.test\.ts$/ },
]

/** What must not stand in the repository: the line and why. */
export function wordFaults({ path, text }: SourceFile): string[] {
  const applying = forbidden.filter(({ where, form }) => where.test(path) && form.test(text))
  if (applying.length === 0) return []
  return text
    .split('\n')
    .flatMap((line, at) => applying.filter(({ form }) => form.test(line)).map(({ why }) => `${path}:${at + 1} holds ${why}`))
}
