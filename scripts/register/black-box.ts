import type { BlackBoxLine } from '../../docs/security/black-box.ts'
import type { SourceFile } from '../source-files.ts'
import { withoutControls } from './proofs.ts'
import { testTitlesIn } from './titles.ts'

/** A test that names a line of the black-box list. */
export interface LineProof {
  line: string
  title: string
  path: string
}

/** One letter and two digits that stand alone: `M-06`, but not the end of `OAUTH-11`, nor `A-320`. */
const idInTitle = /(?<![\w-])[A-Z]-\d{2}(?![\w-])/g

/** The tests that name lines of the list, once for each line they name. */
export function lineProofsIn(files: readonly SourceFile[]): LineProof[] {
  return testTitlesIn(files).flatMap(({ title, path }) => {
    const said = withoutControls(title)
    return [...new Set(said.match(idInTitle))].map((line) => ({ line, title: said, path }))
  })
}

/** What is wrong between the list and the tests. */
export function blackBoxFaults(lines: Readonly<Record<string, BlackBoxLine>>, proofs: readonly LineProof[]): string[] {
  const tested = new Set(proofs.map(({ line }) => line))
  const unknown = proofs.filter(({ line }) => !Object.hasOwn(lines, line))
  return [
    ...Object.entries(lines).flatMap(([id, { status }]) => {
      if (status === undefined) return tested.has(id) ? [] : [`${id} has neither a test that names it nor a status`]
      return tested.has(id) ? [`${id} is called “${status}”, but a test names it; remove the status`] : []
    }),
    ...new Set(unknown.map(({ line, path }) => `${path} names ${line}, which the black-box list does not have`)),
  ]
}
