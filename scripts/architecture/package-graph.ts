import { posix } from 'node:path'
import type { Import } from './imports.ts'

interface PackageRule {
  /** Packages of ours that it may import. */
  ours: readonly string[]
  /** Packages of others that its source may import; absent: those of its package.json. */
  others?: readonly string[]
  /** Where Node's own modules may be used: nowhere, everywhere, or below one folder. */
  node: 'nowhere' | 'everywhere' | `src/${string}/`
  why: string
}

/** The graph of the house. Whoever changes it changes this table, in plain sight. */
export const packageGraph: Record<string, PackageRule> = {
  contract: {
    ours: [],
    others: ['zod'],
    node: 'nowhere',
    why: 'the contract is words shared with the outside: it knows its schema library and nothing else',
  },
  schedule: { ours: [], others: [], node: 'nowhere', why: 'the rules of time are pure: no clock, network, file or database' },
  proof: {
    ours: [],
    others: ['@noble/hashes'],
    node: 'src/bin/',
    why: 'an auditor runs the proof package alone, in a browser too: no Node module outside its command',
  },
  keyring: {
    ours: [],
    others: ['@peculiar/x509', 'jose', 'reflect-metadata'],
    node: 'everywhere',
    why: 'the key ring is audited alone: node:crypto, the X.509 library and jose, nothing else',
  },
  server: {
    ours: ['contract', 'proof', 'keyring', 'schedule'],
    node: 'everywhere',
    why: 'the program stands on contract, proof, keyring and schedule; the simulator is for its command line, demo and tests only',
  },
  simulator: { ours: [], node: 'everywhere', why: 'the simulator must not share our mistakes: it imports nothing of ours' },
  console: {
    ours: ['contract', 'proof'],
    node: 'nowhere',
    why: 'the console can do only what the public API can do; what it proves, it proves with the code that auditors run',
  },
  e2e: {
    ours: ['contract', 'simulator', 'proof', 'schedule'],
    node: 'everywhere',
    why: 'a journey looks at the program from outside: it may know the contract, the simulator, the verifier and the rules of time',
  },
}

/** What a part of a package may import beyond the rest of it. */
const beyond: readonly { part: RegExp; ours: string }[] = [
  { part: /^packages\/server\/src\/((cli|demo)\/|(.*\/)?testing\/|.*\.test\.ts$)/, ours: 'simulator' },
  // The bare server that the benchmark compares with shares the insert of the real one, or it would compare two things at once. And the proof of
  // a week starts the program with a clock of its own; that of reports has thousands of them decoded, which no provider would send.
  { part: /^e2e\/(bench\/|prove\/week\/|prove\/metar\.ts$)/, ours: 'server' },
]
/** Who talks to a cloud does so in one folder, behind `cloud-provider.ts`: there its tokens, texts and hosts are looked after. */
export function cloudFault({ from, specifier }: Import): string | null {
  const isClients = /^@(azure|aws-sdk|smithy)\//.test(specifier)
  const mayUse = !from.startsWith('packages/server/src/') || from.startsWith('packages/server/src/cloud/')
  return isClients && !mayUse ? `${from} imports ${specifier}: only packages/server/src/cloud talks to clouds` : null
}

/** What a test may use beside what its package may use. */
const forTests = ['vitest', 'fast-check', 'openid-client']

export const packageOf = (path: string): string | undefined =>
  /^packages\/([^/]+)\//.exec(path)?.[1] ?? (path.startsWith('e2e/') ? 'e2e' : undefined)

export const isTest = (path: string): boolean => /\.test\.ts$|\/testing\//.test(path)

/** What is wrong with an import by the graph of packages, or null. `declared` are the dependencies of its package.json. */
export function packageFault({ from, specifier }: Import, declared: ReadonlySet<string>): string | null {
  const name = packageOf(from)
  if (name === undefined) return null
  const rule = packageGraph[name]
  if (!rule) return `${from}: the package ${name} has no rule in the graph`
  const fault = (what: string) => `${from} imports ${specifier}: ${what} (${rule.why})`

  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(from), specifier)
    return packageOf(target) === name ? null : fault('a relative path must not leave its package')
  }
  if (specifier.startsWith('node:')) return nodeAllowed(rule, from) ? null : fault('Node modules are not allowed here')
  const theirs = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
  if (theirs.startsWith('@skykeep/')) {
    const ours = theirs.slice('@skykeep/'.length)
    const isBeyond = beyond.some((more) => more.ours === ours && more.part.test(from))
    return ours === name || rule.ours.includes(ours) || isBeyond ? null : fault(`${name} may not import ${ours}`)
  }
  if (isTest(from) && forTests.includes(theirs)) return null
  if (rule.others && !rule.others.includes(theirs)) return fault(`${name} may not use ${theirs}`)
  return declared.has(theirs) ? null : fault(`${theirs} is not in its package.json`)
}

function nodeAllowed({ node }: PackageRule, from: string): boolean {
  if (node === 'everywhere' || isTest(from)) return true
  return node !== 'nowhere' && from.includes(`/${node}`)
}
