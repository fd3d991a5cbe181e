import { readFileSync, statSync } from 'node:fs'

export interface ServerUser {
  uid: number
  gid: number
}

/**
 * PostgreSQL refuses to run as root. When we are root it runs as the user who owns the cluster already, else as `postgres`, else
 * as `nobody`; no user is ever made. Undefined: as ourselves.
 */
export function serverUser(clusterFolder: string): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const owner = statSync(clusterFolder, { throwIfNoEntry: false })
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  return knownUser('postgres') ?? knownUser('nobody') ?? { uid: 65534, gid: 65534 }
}

function knownUser(name: string): ServerUser | undefined {
  const line = passwd().find((entry) => entry.startsWith(`${name}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined
}

function passwd(): string[] {
  try {
    return readFileSync('/etc/passwd', 'utf8').split('\n')
  } catch {
    return [] // a minimal image without the file
  }
}
