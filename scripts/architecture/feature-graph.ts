import { posix } from 'node:path'
import type { Import } from './imports.ts'
import { isTest } from './package-graph.ts'

const features = 'packages/server/src/features/'
/** The rooms of the server that any feature may use. */
const rooms = ['http', 'db', 'audit', 'auth', 'lib', 'keys', 'config', 'operations', 'cloud']

const why =
  'a feature uses the rooms of the house and the types of another feature’s service, which is handed to it at wiring time; never another feature’s store or routes'

/** What is wrong with an import inside the server by the rule of features, or null. */
export function featureFault({ from, specifier, typeOnly }: Import): string | null {
  if (!specifier.startsWith('.') || isTest(from)) return null
  const target = posix.join(posix.dirname(from), specifier)
  const theirs = featureOf(target)
  const ours = featureOf(from)
  if (ours === undefined) return null
  if (theirs === ours) return null
  if (theirs !== undefined) {
    return typeOnly && target.endsWith('.service.ts') ? null : `${from} imports ${specifier}: ${why}`
  }
  const room = /^packages\/server\/src\/([^/]+)\//.exec(target)?.[1]
  return room !== undefined && rooms.includes(room) ? null : `${from} imports ${specifier}: ${why}`
}

const featureOf = (path: string): string | undefined =>
  path.startsWith(features) ? path.slice(features.length).split('/', 1)[0] : undefined
