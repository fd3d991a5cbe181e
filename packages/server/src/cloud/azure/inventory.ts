import type { CloudMachine, PowerReading } from '../cloud-provider.ts'
import { CloudFailure } from '../cloud-provider.ts'
import type { Arm } from './arm.ts'
import { computeOf, pagesOf } from './compute.ts'
import { machineOf, type Statuses, statusesOf } from './machine.ts'
import { readMachineId } from './machine-id.ts'

// At most so many machines are asked one by one at a time; the pace does the rest.
const AT_ONCE = 8

/**
 * All machines of a subscription. Models and states come from two lists, joined here; the few whose state is missing are asked alone.
 * Whoever holds a role on resource groups only gets an empty list of the subscription, not a refusal: then the groups are read.
 */
export async function* listMachines(arm: Arm, subscription: string, signal: AbortSignal): AsyncGenerator<CloudMachine[]> {
  const statuses = await statusList(arm, subscription, signal)
  for await (const models of modelPages(arm, subscription, signal)) {
    const machines = models.map((model) => machineOf(model, statuses.get(model.id?.toLowerCase() ?? '') ?? null))
    yield await completed(
      arm,
      machines.filter((one) => one !== null),
      (id) => statuses.has(id),
      signal,
    )
  }
}

/** The power states of a subscription, in one list where that is allowed. */
export async function readStates(arm: Arm, subscription: string, signal: AbortSignal): Promise<PowerReading[]> {
  const statuses = await statusList(arm, subscription, signal)
  if (statuses.size > 0) return [...statuses].map(([provider_id, state]) => ({ provider_id, ...state }))
  const readings: PowerReading[] = []
  for await (const models of groupPages(arm, subscription, signal)) {
    const ids = models.map(({ id }) => id?.toLowerCase()).filter((id) => id !== undefined)
    for (const [provider_id, state] of await askedAlone(arm, ids, signal)) readings.push({ provider_id, ...state })
  }
  return readings
}

/** The state of one machine; null when Azure has none at hand, or the machine is not to be read at present. */
async function stateAlone(arm: Arm, id: string, signal: AbortSignal): Promise<Statuses | null> {
  const { subscription, group, name } = readMachineId(id)
  try {
    return statusesOf(await computeOf(arm, subscription, signal).instanceView(group, name))
  } catch (error) {
    // One machine that goes, or may not be read, must not end the inventory of the others.
    if (
      error instanceof CloudFailure &&
      (error.kind === 'gone' || error.kind === 'conflict' || error.code === 'AuthorizationFailed')
    )
      return null
    throw error
  }
}

async function statusList(arm: Arm, subscription: string, signal: AbortSignal): Promise<Map<string, Statuses>> {
  const found = new Map<string, Statuses>()
  for await (const page of pagesOf(arm, computeOf(arm, subscription, signal).listAll({ statusOnly: 'true' }))) {
    for (const { id, instanceView } of page) {
      const statuses = statusesOf(instanceView)
      if (typeof id === 'string' && statuses !== null) found.set(id.toLowerCase(), statuses)
    }
  }
  return found
}

async function* modelPages(arm: Arm, subscription: string, signal: AbortSignal) {
  let isEmpty = true
  for await (const page of pagesOf(arm, computeOf(arm, subscription, signal).listAll())) {
    isEmpty &&= page.length === 0
    if (page.length > 0) yield page
  }
  if (isEmpty) yield* groupPages(arm, subscription, signal)
}

/** The machines of each resource group that we see. */
async function* groupPages(arm: Arm, subscription: string, signal: AbortSignal) {
  for (const group of await visibleGroups(arm, subscription, signal)) {
    for await (const page of pagesOf(arm, computeOf(arm, subscription, signal).list(group))) if (page.length > 0) yield page
  }
}

export async function visibleGroups(arm: Arm, subscription: string, signal: AbortSignal): Promise<string[]> {
  const names: string[] = []
  for await (const page of arm.pages(`/subscriptions/${subscription}/resourcegroups?api-version=2021-04-01`, signal)) {
    for (const group of page as { name?: unknown }[]) if (typeof group?.name === 'string') names.push(group.name)
  }
  return names
}

async function completed(arm: Arm, machines: CloudMachine[], isKnown: (id: string) => boolean, signal: AbortSignal) {
  const missing = machines.map(({ provider_id }) => provider_id).filter((id) => !isKnown(id))
  const states = await askedAlone(arm, missing, signal)
  return machines.map((machine) => ({ ...machine, ...states.get(machine.provider_id) }))
}

async function askedAlone(arm: Arm, ids: readonly string[], signal: AbortSignal): Promise<Map<string, Statuses>> {
  const found = new Map<string, Statuses>()
  const queue = ids.values()
  const worker = async () => {
    for (const id of queue) {
      const state = await stateAlone(arm, id, signal)
      if (state !== null) found.set(id, state)
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, ids.length) }, worker))
  return found
}
