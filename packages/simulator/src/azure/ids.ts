import { createHash } from 'node:crypto'

/** A GUID that depends on nothing but the words: the same seed makes the same cloud. */
export function guidFrom(...words: readonly (string | number)[]): string {
  const hex = createHash('sha256').update(words.join('|')).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** A number in [0, 1) that depends on nothing but the words. */
export function shareFrom(...words: readonly (string | number)[]): number {
  return createHash('sha256').update(words.join('|')).digest().readUInt32BE(0) / 2 ** 32
}

/** Resource ids are compared without regard to case: this is what they are kept under. */
export const keyOf = (id: string): string => id.toLowerCase()

export const groupId = (subscription: string, group: string): string => `/subscriptions/${subscription}/resourceGroups/${group}`

export const machineId = (subscription: string, group: string, name: string): string =>
  `${groupId(subscription, group)}/providers/Microsoft.Compute/virtualMachines/${name}`
