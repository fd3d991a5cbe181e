import { problems } from '@skykeep/contract'
import type { SourceFile } from '../source-files.ts'

/** Codes that nothing in the server answers: a promise in the registry that no call keeps. */
export function unusedProblemCodes(files: readonly SourceFile[]): string[] {
  const texts = 'packages/server/src/operations/problem-texts.ts'
  const program = files
    .filter(({ path }) => /^packages\/server\/src\/.*\.ts$/.test(path) && !path.endsWith('.test.ts') && path !== texts)
    .map(({ text }) => text)
    .join('\n')
  return Object.keys(problems)
    .filter((code) => !program.includes(`'${code}'`))
    .map((code) => `${code} is in packages/contract/src/problems.ts and nothing answers it`)
}
