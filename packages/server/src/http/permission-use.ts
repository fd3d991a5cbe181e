import { type Permission, permissionNames } from '@skykeep/contract'

/** Permissions that no route names, and why they are on the list all the same. */
export const namedByNoRoute: Partial<Record<Permission, string>> = {
  'telemetry:backfill': 'asked by the service that takes events, of those that are older than the accepted window',
  'config:write': 'of the reference; roles hold it already, settings of a team go by team:write until there are others',
  'machine:resize': 'asked by the service that acts on machines, of a change of size',
}

/**
 * A permission that nothing asks for protects nothing, and whoever gives it away believes that it does: the program does not start
 * with one. Nor with a reason that is no longer true. (That a route names no unknown one, `demandAccessRule` sees to.)
 *
 * @throws Error when the list of permissions and the routes do not fit
 */
export function mustBeUsed(named: ReadonlySet<string>, reasons: Partial<Record<string, string>> = namedByNoRoute): void {
  const faults = permissionNames.flatMap((name) => {
    const hasReason = reasons[name] !== undefined
    if (named.has(name) !== hasReason) return []
    return hasReason
      ? [`${name} is named by a route, and a reason says that it is not`]
      : [`no route asks for ${name}, and no reason says why`]
  })
  if (faults.length > 0) throw new Error(`The permissions and the routes do not fit:\n${faults.join('\n')}`)
}
