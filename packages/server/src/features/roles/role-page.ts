import { Problem, type Role } from '@skykeep/contract'

/** One page of the roles of a team, of which there are few: they are cut here. */
export function pageOfRoles(roles: readonly Role[], { limit, cursor }: { limit: number; cursor?: string | undefined }) {
  const first = cursor === undefined ? 0 : roles.findIndex(({ id }) => cursorAt(id) === cursor) + 1
  if (cursor !== undefined && first === 0) {
    throw new Problem('VALIDATION_FAILED', { errors: [{ pointer: '#/query/cursor', detail: 'is not a cursor of this list' }] })
  }
  const items = roles.slice(first, first + limit)
  const last = items.at(-1)
  return { items, next_cursor: last && first + limit < roles.length ? cursorAt(last.id) : null }
}

const cursorAt = (id: string): string => Buffer.from(id).toString('base64url')
