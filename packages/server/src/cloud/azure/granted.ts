/** One element of the list of permissions: what one assignment grants. */
export interface Grant {
  actions: readonly string[]
  notActions: readonly string[]
  dataActions: readonly string[]
}

/** An action is granted when some grant allows it and does not except it itself: an exception in one takes nothing from another. */
export function isGranted(action: string, grants: readonly Grant[]): boolean {
  return grants.some(
    ({ actions, notActions }) =>
      actions.some((pattern) => matches(pattern, action)) && !notActions.some((pattern) => matches(pattern, action)),
  )
}

/** `*` stands for any run of characters; case does not matter. Without a regular expression: patterns come from outside. */
export function matches(pattern: string, action: string): boolean {
  const [first = '', ...rest] = pattern.toLowerCase().split('*')
  const text = action.toLowerCase()
  if (rest.length === 0) return text === first
  if (!text.startsWith(first)) return false
  const last = rest.pop()!
  let at = first.length
  for (const part of rest) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}

/** Reads an element of the answer; whatever is no list of texts counts as nothing. */
export function readGrant(value: unknown): Grant {
  const { actions, notActions, dataActions } = (value ?? {}) as Record<string, unknown>
  return { actions: texts(actions), notActions: texts(notActions), dataActions: texts(dataActions) }
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [])
