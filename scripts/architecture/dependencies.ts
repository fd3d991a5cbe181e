import type { SourceFile } from '../source-files.ts'
import { packageOf } from './package-graph.ts'

interface Manifest {
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

const exact = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/

const versionsOf = ({ dependencies, devDependencies, optionalDependencies }: Manifest) =>
  Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })

/** A dependency is one exact version: a range would let a stranger choose what we run. */
export function pinFaults({ path, text }: SourceFile): string[] {
  if (!path.endsWith('package.json')) return []
  return versionsOf(JSON.parse(text) as Manifest)
    .filter(([, version]) => !exact.test(version))
    .map(([name, version]) => `${path}: ${name} is ${version}; pin one exact version`)
}

/** The declared dependencies of each package. */
export function declaredByPackage(files: readonly SourceFile[]): Map<string, ReadonlySet<string>> {
  const manifests = files.filter(({ path }) => /^(packages\/[^/]+|e2e)\/package\.json$/.test(path))
  return new Map(
    manifests.map(({ path, text }) => [
      packageOf(path)!,
      new Set(versionsOf(JSON.parse(text) as Manifest).map(([name]) => name)),
    ]),
  )
}
