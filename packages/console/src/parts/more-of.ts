import type { Ref } from 'vue'

interface Pages {
  hasNextPage: Readonly<Ref<boolean>>
  isFetchingNextPage: Readonly<Ref<boolean>>
  isFetchNextPageError: Readonly<Ref<boolean>>
  fetchNextPage(): Promise<unknown>
}

/** Asks for the next page when there is one. A page that was refused is not asked for again by itself: the list would ask without an end. */
export const moreOf =
  ({ hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage }: Pages) =>
  (): void => {
    if (hasNextPage.value && !isFetchingNextPage.value && !isFetchNextPageError.value) void fetchNextPage()
  }
