import { CloudFailure, type CloudNeeds, type PermissionCheck } from '../cloud-provider.ts'
import type { Arm } from './arm.ts'
import { grantCommand } from './custom-role.ts'
import { type Grant, isGranted, readGrant } from './granted.ts'
import { visibleGroups } from './inventory.ts'
import { dangerousActions, neededActions } from './role-actions.ts'

// Enough to find where a role was given; a subscription holds up to 980 groups.
const GROUPS_MAX = 100

export interface Asker {
  object_id: string | null
  client_id: string
}

/**
 * Compares what we hold in a subscription with what we need. A role may have been given for the subscription or for some of its resource groups,
 * so that what is held anywhere counts; whether it is held for one machine shows when that is used.
 */
export async function checkPermissions(
  arm: Arm,
  subscription: string,
  { needs, asker, signal }: { needs: CloudNeeds; asker: Asker; signal: AbortSignal },
): Promise<PermissionCheck> {
  const seen = await allGrants(arm, subscription, signal)
  const grants = seen.flat()
  const command = grantCommand(needs, subscription, asker)
  return {
    scope: subscription,
    missing: neededActions(needs)
      .filter(({ action }) => !isGranted(action, grants))
      .map((needed) => ({ ...needed, grant_command: command })),
    excess: excessOf(grants, needs),
    is_complete: seen.length > 0,
  }
}

/** Whether we may read machines in a group, by its list of permissions: only then is a machine that is not found certainly gone. */
export async function mayReadMachines(arm: Arm, subscription: string, group: string, signal: AbortSignal): Promise<boolean> {
  const grants = await grantsAt(arm, `/subscriptions/${subscription}/resourceGroups/${encodeURIComponent(group)}`, signal)
  return grants !== null && isGranted('Microsoft.Compute/virtualMachines/read', grants)
}

export function excessOf(grants: readonly Grant[], needs: CloudNeeds): { what: string; why: string }[] {
  const needed = new Set(neededActions(needs).map(({ action }) => action))
  const found: { what: string; why: string }[] = []
  if (isGranted('Microsoft.Skykeep/anything/action', grants)) {
    const isOwner = isGranted('Microsoft.Authorization/roleAssignments/write', grants)
    const what = isOwner ? 'everything (*), as Owner' : 'everything (*), as Contributor'
    found.push({ what, why: 'could do all that can be done in the scope, to every resource in it' })
  } else if (isGranted('Microsoft.Compute/virtualMachines/anything/action', grants)) {
    found.push({
      what: 'everything with machines, as Virtual Machine Contributor',
      why: 'could run programs inside every machine, and delete it',
    })
  }
  for (const { action, what, why } of dangerousActions) {
    if (!needed.has(action) && isGranted(action, grants)) found.push({ what, why: `${why} (${action})` })
  }
  if (grants.some(({ dataActions }) => dataActions.length > 0)) {
    found.push({ what: 'data of resources', why: 'could sign in to machines, or read what services store' })
  }
  return found
}

/** What each place grants that lets us see it: the subscription, and if needed its groups. Empty: no place does. */
async function allGrants(arm: Arm, subscription: string, signal: AbortSignal): Promise<Grant[][]> {
  const whole = await grantsAt(arm, `/subscriptions/${subscription}`, signal)
  if (whole !== null && whole.length > 0) return [whole]
  const groups = await unlessRefused(() => visibleGroups(arm, subscription, signal), [])
  const seen: Grant[][] = whole === null ? [] : [whole]
  for (const group of groups.slice(0, GROUPS_MAX)) {
    const grants = await grantsAt(arm, `/subscriptions/${subscription}/resourceGroups/${encodeURIComponent(group)}`, signal)
    if (grants !== null) seen.push(grants)
  }
  return seen
}

/** Null: we may not see them there. */
function grantsAt(arm: Arm, scope: string, signal: AbortSignal): Promise<Grant[] | null> {
  return unlessRefused(async () => {
    const grants: Grant[] = []
    const path = `${scope}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`
    for await (const page of arm.pages(path, signal)) grants.push(...page.map(readGrant))
    return grants
  }, null)
}

async function unlessRefused<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work()
  } catch (error) {
    // A bad credential or a wrong tenant concerns all of the connection and is told; only a missing permission is what this is about.
    if (error instanceof CloudFailure && hides.has(error.code)) return otherwise
    throw error
  }
}

const hides = new Set(['AuthorizationFailed', 'HTTP_403', 'HTTP_404', 'ResourceGroupNotFound', 'ResourceNotFound', 'NotFound'])
