import ts from 'typescript'
import type { SourceFile } from '../source-files.ts'

export interface Import {
  from: string
  specifier: string
  /** True when nothing of it remains at run time. */
  typeOnly: boolean
}

/** Every import and re-export of a TypeScript file, dynamic ones too. */
export function importsOf({ path, text }: SourceFile): Import[] {
  const found: Import[] = []
  const add = (specifier: ts.Node | undefined, typeOnly: boolean) => {
    if (specifier && ts.isStringLiteralLike(specifier)) found.push({ from: path, specifier: specifier.text, typeOnly })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node))
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly)
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0], false)
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest))
  return found
}

function isTypeOnly({ importClause }: ts.ImportDeclaration): boolean {
  if (!importClause) return false
  if (importClause.isTypeOnly) return true
  const { name, namedBindings } = importClause
  return name === undefined && namedBindings !== undefined && ts.isNamedImports(namedBindings) && allTypes(namedBindings)
}

const allTypes = ({ elements }: ts.NamedImports): boolean => elements.length > 0 && elements.every((one) => one.isTypeOnly)

export function hasDefaultExport({ path, text }: SourceFile): boolean {
  const { statements } = ts.createSourceFile(path, text, ts.ScriptTarget.Latest)
  return statements.some(
    (statement) =>
      ts.isExportAssignment(statement) ||
      (ts.canHaveModifiers(statement) &&
        ts.getModifiers(statement)?.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword)),
  )
}
