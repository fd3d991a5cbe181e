import { Problem } from '@skykeep/contract'

/** Where a list by time goes on: before this instant. Opaque to callers. */
export const cursorBefore = (at: Date): string => Buffer.from(at.toISOString()).toString('base64url')

/** @throws Problem VALIDATION_FAILED for a cursor that is none of ours */
export function instantOfCursor(cursor: string): Date {
  const at = new Date(Buffer.from(cursor, 'base64url').toString())
  if (!Number.isNaN(at.getTime()) && cursorBefore(at) === cursor) return at
  throw new Problem('VALIDATION_FAILED', { errors: [{ pointer: '#/query/cursor', detail: 'is not a cursor of this list' }] })
}
