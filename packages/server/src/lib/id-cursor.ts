import { Problem } from '@skykeep/contract'

const FORM = /^[A-Za-z0-9_-]{22}$/

/** Where a list goes on: after this id. Opaque to callers, so that what it holds may change. */
export const cursorAfter = (id: string): string => Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url')

/** @throws Problem VALIDATION_FAILED for a cursor that is none of ours */
export function idOfCursor(cursor: string): string {
  const hex = FORM.test(cursor) ? Buffer.from(cursor, 'base64url').toString('hex') : ''
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  if (hex === '' || cursorAfter(id) !== cursor) {
    throw new Problem('VALIDATION_FAILED', { errors: [{ pointer: '#/query/cursor', detail: 'is not a cursor of this list' }] })
  }
  return id
}

/** One page out of rows in the order of their ids, of which one more than `limit` was read: the one too many says that there is more. */
export function pageOf<Row, Item>(rows: readonly Row[], limit: number, idOf: (row: Row) => string, show: (row: Row) => Item) {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const next_cursor = last !== undefined && rows.length > limit ? cursorAfter(idOf(last)) : null
  return { items: shown.map(show), next_cursor }
}
