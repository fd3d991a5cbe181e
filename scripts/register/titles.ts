import ts from 'typescript'
import type { SourceFile } from '../source-files.ts'

/** A test by its title, which is where it says what it proves. */
export interface TestTitle {
  title: string
  path: string
  /** The control that it names by calling `control`. */
  control?: string
}

const controlId = /^[A-Z]+-\d+$/

/** The titles of all tests: `control('AREA-1', 'title', …)`, `test('title', …)`, `test.each(…)('title', …)`, and `journey('title', …)`. */
export function testTitlesIn(files: readonly SourceFile[]): TestTitle[] {
  return files.filter(({ path }) => /\.(test|journey)\.ts$/.test(path)).flatMap(titlesOf)
}

function titlesOf({ path, text }: SourceFile): TestTitle[] {
  const titles: TestTitle[] = []
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest)
  const visit = (node: ts.Node): void => {
    const named = ts.isCallExpression(node) ? titleOf(node, source) : undefined
    if (named) titles.push({ ...named, path })
    ts.forEachChild(node, visit)
  }
  visit(source)
  return titles
}

function titleOf(
  { expression, arguments: given }: ts.CallExpression,
  source: ts.SourceFile,
): Omit<TestTitle, 'path'> | undefined {
  const name = expression.getText(source)
  const [first, second] = given.slice(0, 2).map((argument) => textOf(argument, source))
  if (name === 'control' && first !== undefined && controlId.test(first)) return { control: first, title: second ?? '' }
  return /^(test|it|journey)\b/.test(name) && first !== undefined ? { title: first } : undefined
}

/** A text as it stands, with what is filled in later shown as an ellipsis. */
function textOf(node: ts.Expression, source: ts.SourceFile): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text
  if (!ts.isTemplateExpression(node)) return undefined
  return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('') || node.getText(source)
}
