export const labelChoices = ['names', 'all', 'none'] as const
/** Which names stand on the map: call signs, those with levels, or none. */
export type Labels = (typeof labelChoices)[number]
