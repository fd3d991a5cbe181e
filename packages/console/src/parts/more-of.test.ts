import { expect, test, vi } from 'vitest'
import { ref } from 'vue'
import { moreOf } from './more-of.ts'

test('the next page is asked for once, and not again by itself after it was refused', () => {
  const [hasNextPage, isFetchingNextPage, isFetchNextPageError] = [ref(true), ref(false), ref(false)]
  const fetchNextPage = vi.fn(async () => {
    isFetchingNextPage.value = true
  })
  const more = moreOf({ hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage })
  more()
  more()
  expect(fetchNextPage).toHaveBeenCalledOnce()
  isFetchingNextPage.value = false
  isFetchNextPageError.value = true
  for (let draw = 0; draw < 100; draw++) more()
  expect(fetchNextPage).toHaveBeenCalledOnce()
  isFetchNextPageError.value = false
  hasNextPage.value = false
  more()
  expect(fetchNextPage).toHaveBeenCalledOnce()
})
