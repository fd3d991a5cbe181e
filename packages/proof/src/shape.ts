export type Shape = Record<string, (value: unknown) => boolean>

/** Whether a value is an object with these members and no other; those in `optional` may be absent. */
export function hasShape(value: unknown, shape: Shape, optional: Shape = {}): value is Record<string, unknown> {
  if (!isObject(value)) return false
  const hasAll = Object.keys(shape).every((name) => Object.hasOwn(value, name))
  return hasAll && Object.keys(value).every((name) => (own(shape, name) ?? own(optional, name))?.(value[name]) ?? false)
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
export const isString = (value: unknown): value is string => typeof value === 'string'
export const isStrings = (value: unknown): value is string[] => Array.isArray(value) && value.every(isString)
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
export const orNull = (check: (value: unknown) => boolean) => (value: unknown) => value === null || check(value)

// A member called `constructor` must not find one on the prototype.
const own = (shape: Shape, name: string) => (Object.hasOwn(shape, name) ? shape[name] : undefined)
