import ts from 'typescript'
import type { SourceFile } from '../source-files.ts'

/** A test that proves a control. */
export interface Proof {
  control: string
  title: string
  path: string
}

const id = /^[A-Z]+-\d+$/
const idsInTitle = /\[([A-Z]+-\d+)\]/g

/** The tests that name a control: `control('AREA-1', 'title', …)`, or a test whose title begins with `[AREA-1]`. */
export function proofsIn(files: readonly SourceFile[]): Proof[] {
  return files.filter(({ path }) => path.endsWith('.test.ts')).flatMap(proofsOf)
}

function proofsOf({ path, text }: SourceFile): Proof[] {
  const proofs: Proof[] = []
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest)
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) proofs.push(...proofsOfCall(node, source).map((proof) => ({ ...proof, path })))
    ts.forEachChild(node, visit)
  }
  visit(source)
  return proofs
}

function proofsOfCall({ expression, arguments: given }: ts.CallExpression, source: ts.SourceFile): Omit<Proof, 'path'>[] {
  const name = expression.getText(source)
  const [first, second] = given.slice(0, 2).map((argument) => textOf(argument, source))
  if (name === 'control' && first !== undefined && id.test(first)) return [{ control: first, title: second ?? '' }]
  if (!/^(test|it)\b/.test(name) || first === undefined) return []
  const title = first.replaceAll(idsInTitle, '').trim()
  return [...first.matchAll(idsInTitle)].map(([, control]) => ({ control: control!, title }))
}

/** A text as it stands, with what is filled in later shown as an ellipsis. */
function textOf(node: ts.Expression, source: ts.SourceFile): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text
  if (!ts.isTemplateExpression(node)) return undefined
  return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('') || node.getText(source)
}
