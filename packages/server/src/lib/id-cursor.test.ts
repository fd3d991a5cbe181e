import type { Problem } from '@skykeep/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cursorAfter, idOfCursor, pageOf } from './id-cursor.ts'

test('a cursor gives back its id', () => {
  fc.assert(fc.property(fc.uuid(), (id) => idOfCursor(cursorAfter(id)) === id))
})

test('what is no cursor of ours is refused with its place in the request', () => {
  const refused = (text: string) => {
    try {
      return idOfCursor(text)
    } catch (error) {
      return (error as Problem).errors?.[0]?.pointer
    }
  }
  // The last has bits that no id could have put there: one position must not have two spellings.
  for (const text of ['', 'abc', 'A'.repeat(21), 'A'.repeat(23), `${'A'.repeat(21)}!`, `${'A'.repeat(21)}B`]) {
    expect([text, refused(text)]).toEqual([text, '#/query/cursor'])
  }
})

test('pages of any size hold all rows once and in their order', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.uuid(), { maxLength: 30 }), fc.integer({ min: 1, max: 10 }), (ids, limit) => {
      const rows = ids.toSorted()
      const seen: string[] = []
      let after = ''
      for (let page = 0; page <= rows.length; page++) {
        const read = rows.filter((id) => id > after).slice(0, limit + 1)
        const { items, next_cursor } = pageOf(
          read,
          limit,
          (id) => id,
          (id) => id,
        )
        seen.push(...items)
        if (next_cursor === null) break
        after = idOfCursor(next_cursor)
      }
      expect(seen).toEqual(rows)
    }),
  )
})
