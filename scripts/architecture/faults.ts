import type { SourceFile } from '../source-files.ts'
import { declaredByPackage, pinFaults } from './dependencies.ts'
import { featureFault } from './feature-graph.ts'
import { type Import, importsOf } from './imports.ts'
import { defaultExportFault, environmentFault, nameFault } from './names.ts'
import { cloudFault, packageFault, packageOf } from './package-graph.ts'
import { wordFaults } from './words.ts'

/** Each rule of the architecture with what breaks it in these files. */
export function architectureFaults(files: readonly SourceFile[]): Record<string, string[]> {
  const imports = files.filter(({ path }) => path.endsWith('.ts')).flatMap(importsOf)
  const declared = declaredByPackage(files)
  const graph = (one: Import) => packageFault(one, declared.get(packageOf(one.from) ?? '') ?? new Set())
  return {
    'a package imports only what the graph of packages allows': present(imports.map(graph)),
    'a feature imports the rooms of the server and no other feature’s store or routes': present(imports.map(featureFault)),
    'only one folder talks to clouds': present(imports.map(cloudFault)),
    'files are named in kebab-case after what they hold': present(files.map(nameFault)),
    'packages have no default exports': present(files.map(defaultExportFault)),
    'the environment is read in one file': present(files.map(environmentFault)),
    'every dependency is pinned to one exact version': files.flatMap(pinFaults),
    'no file holds a forbidden word': files.flatMap(wordFaults),
  }
}

const present = (faults: readonly (string | null)[]): string[] => faults.filter((fault) => fault !== null)
