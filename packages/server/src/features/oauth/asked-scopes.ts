import { Problem } from '@skykeep/contract'

/** What a request names, in its order and once. */
export const askedScopes = (params: Record<string, unknown>): string[] => [
  ...new Set(
    String(params.scope ?? '')
      .split(' ')
      .filter(Boolean),
  ),
]

/**
 * What the person agrees to: everything that was asked for, or what they chose of it.
 *
 * @throws Problem VALIDATION_FAILED for a scope that nobody asked for, or none at all
 */
export function chosenScopes(asked: readonly string[], chosen: readonly string[] | undefined): readonly string[] {
  if (chosen === undefined) return asked
  const faults = chosen
    .map((name, at) => ({ pointer: `#/scopes/${at}`, detail: 'was not asked for', isAsked: asked.includes(name) }))
    .filter(({ isAsked }) => !isAsked)
    .map(({ pointer, detail }) => ({ pointer, detail }))
  if (chosen.length === 0) faults.push({ pointer: '#/scopes', detail: 'must name something; deny the request instead' })
  if (faults.length > 0) throw new Problem('VALIDATION_FAILED', { errors: faults })
  return asked.filter((name) => chosen.includes(name))
}
