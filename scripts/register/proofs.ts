import type { SourceFile } from '../source-files.ts'
import { type TestTitle, testTitlesIn } from './titles.ts'

/** A test that proves a control. */
export interface Proof {
  control: string
  title: string
  path: string
}

const idsInTitle = /\[([A-Z]+-\d+)\]/g

/** The tests that name a control: `control('AREA-1', 'title', …)`, or a test whose title begins with `[AREA-1]`. */
export function proofsIn(files: readonly SourceFile[]): Proof[] {
  return testTitlesIn(files).flatMap(proofsOf)
}

function proofsOf({ control, title, path }: TestTitle): Proof[] {
  if (control !== undefined) return [{ control, title, path }]
  const said = withoutControls(title)
  return [...title.matchAll(idsInTitle)].map(([, id]) => ({ control: id!, title: said, path }))
}

/** The title without the controls it names in brackets. */
export const withoutControls = (title: string): string => title.replaceAll(idsInTitle, '').trim()
