import type { ScheduleTargets, TargetRank } from '@skykeep/contract'

/** What selects a machine. */
export interface TargetMachine {
  id: string
  connection_id: string
  resource_group: string | null
  tags: Readonly<Record<string, string>>
}

/** Highest first. */
export const ranks: readonly TargetRank[] = ['machine', 'tag', 'resource_group', 'connection']

/** The rank of what `connection_id`, `resource_group` and `tags` select together; null when none of them is there. */
export function selectorRank({ connection_id, resource_group, tags }: ScheduleTargets): TargetRank | null {
  if (tags) return 'tag'
  if (resource_group !== undefined) return 'resource_group'
  return connection_id === undefined ? null : 'connection'
}

/** By which of its targets something reaches a machine; null: it does not. */
export function rankFor(targets: ScheduleTargets, machine: TargetMachine): TargetRank | null {
  if (targets.machine_ids?.includes(machine.id)) return 'machine'
  const rank = selectorRank(targets)
  return rank !== null && isSelected(targets, machine) ? rank : null
}

function isSelected({ connection_id, resource_group, tags }: ScheduleTargets, machine: TargetMachine): boolean {
  if (connection_id !== undefined && machine.connection_id !== connection_id) return false
  // Azure takes names of resource groups and of tags in any case; values of tags it keeps letter by letter.
  if (resource_group !== undefined && machine.resource_group?.toLowerCase() !== resource_group.toLowerCase()) return false
  return tags === undefined || hasTags(machine.tags, tags)
}

/** Whether all of the wanted tags are there. */
export function hasTags(tags: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([name, value]) =>
    Object.entries(tags).some(([own, its]) => its === value && own.toLowerCase() === name.toLowerCase()),
  )
}

/** What the tag `owner` says, in any spelling of its name. */
export function ownerOf(tags: Readonly<Record<string, string>>): string | null {
  return Object.entries(tags).find(([name]) => name.toLowerCase() === 'owner')?.[1] ?? null
}

export interface Reaching<Item> {
  rank: TargetRank
  /** One: it counts. Several: none of them does. */
  items: Item[]
}

/** Finds for each machine what reaches it by the highest rank: by an index, since a team can have a thousand schedules and 100,000 machines. */
export class TargetIndex<Item extends { targets: ScheduleTargets }> {
  readonly #byKey = new Map<string, Item[]>()

  constructor(items: readonly Item[]) {
    for (const item of items) for (const key of keysOf(item.targets)) this.#add(key, item)
  }

  /** All that reach it, by any rank. */
  all(machine: TargetMachine): { item: Item; rank: TargetRank }[] {
    const found = new Map<Item, TargetRank>()
    for (const key of lookUps(machine)) {
      for (const item of this.#byKey.get(key) ?? []) {
        const rank = found.has(item) ? null : rankFor(item.targets, machine)
        if (rank !== null) found.set(item, rank)
      }
    }
    return [...found].map(([item, rank]) => ({ item, rank }))
  }

  of(machine: TargetMachine): Reaching<Item> | null {
    const found = this.all(machine)
    const rank = ranks.find((one) => found.some((reaching) => reaching.rank === one))
    return rank === undefined ? null : { rank, items: found.filter((one) => one.rank === rank).map(({ item }) => item) }
  }

  #add(key: string, item: Item): void {
    const there = this.#byKey.get(key)
    if (there) there.push(item)
    else this.#byKey.set(key, [item])
  }
}

/** Under what a schedule is found: each machine that it names, and of its selector the narrowest part. */
function keysOf({ machine_ids = [], connection_id, resource_group, tags }: ScheduleTargets): string[] {
  const keys = machine_ids.map((id) => `m${id}`)
  const [tag] = Object.entries(tags ?? {})
  if (tag) keys.push(`t${tag[0].toLowerCase()}=${tag[1]}`)
  else if (resource_group !== undefined) keys.push(`g${resource_group.toLowerCase()}`)
  else if (connection_id !== undefined) keys.push(`c${connection_id}`)
  return keys
}

function lookUps({ id, connection_id, resource_group, tags }: TargetMachine): string[] {
  const keys = [`m${id}`, `c${connection_id}`]
  if (resource_group !== null) keys.push(`g${resource_group.toLowerCase()}`)
  for (const [name, value] of Object.entries(tags)) keys.push(`t${name.toLowerCase()}=${value}`)
  return keys
}
