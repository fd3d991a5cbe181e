import pg from 'pg'

/** How columns arrive in code, where the driver's own choice is a trap. Everything else is as the driver has it. */
export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => parsers.get(oid) ?? pg.types.getTypeParser(oid, format)) as never,
}

const int8 = 20
const int8Array = 1016
const date = 1082

const parsers = new Map<number, (text: string) => unknown>([
  [int8, exactNumber],
  [int8Array, (text) => itemsOf(text).map((item) => item && exactNumber(item))],
  // A day has no zone; the driver would make it midnight of the machine's zone.
  [date, (text) => text],
])

const itemsOf = pg.types.getTypeParser(int8Array as never) as (text: string) => (string | null)[]

/** @throws RangeError rather than give a number that is nearly right */
function exactNumber(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new RangeError('A bigint of the database does not fit into a number exactly.')
  return number
}
