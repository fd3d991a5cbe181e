/** How far back a track goes, in hours. */
export const hours = [1, 6, 24, 168] as const

/** Out of an address; what it does not know is the last hour. */
export const rangeOf = (text: unknown): (typeof hours)[number] => hours.find((one) => String(one) === text) ?? 1
