import { onBeforeUnmount, type Ref, ref } from 'vue'
import { queryClient } from '../api/query-client.ts'

const LOST_AFTER = 3
const POLL_MS = 5_000
const GATHER_MS = 500
const REOPEN_MS = 10_000

/**
 * Server-sent events from the API. `tell` gets those of the last half second at once, however many came. The browser comes back by itself with
 * `Last-Event-ID`; after three failures `tell` is called with none every few seconds instead, and `live` says so. A stream that the browser has
 * given up, as it does after a refusal, is opened anew now and then. Streams are of the team that the session is in when they open: at each one
 * that is not the first the session is read anew, so that a window whose team was changed in another one notices.
 */
export function useEventStream(path: string, event: string, tell: (messages: readonly string[]) => void): { live: Ref<boolean> } {
  const live = ref(true)
  let failures = 0
  let wasOpen = false
  let messages: string[] = []
  let source: EventSource
  let gathering: ReturnType<typeof setTimeout> | undefined
  let polling: ReturnType<typeof setInterval> | undefined
  let reopening: ReturnType<typeof setTimeout> | undefined

  const gather = (message: Event) => {
    messages.push((message as MessageEvent<string>).data)
    gathering ??= setTimeout(() => {
      const gathered = messages
      gathering = undefined
      messages = []
      tell(gathered)
    }, GATHER_MS)
  }
  function open(): void {
    source = new EventSource(path)
    source.addEventListener('open', () => {
      if (wasOpen) void queryClient.invalidateQueries({ queryKey: ['session'] })
      wasOpen = true
      // What came in between may be lost to a stream that was opened anew.
      if (!live.value) tell([])
      failures = 0
      live.value = true
      clearInterval(polling)
      polling = undefined
    })
    source.addEventListener(event, gather)
    source.addEventListener('error', () => {
      failures++
      const isGivenUp = source.readyState === EventSource.CLOSED
      if (failures < LOST_AFTER && !isGivenUp) return
      live.value = false
      polling ??= setInterval(() => tell([]), POLL_MS)
      if (isGivenUp) reopening = setTimeout(open, REOPEN_MS)
    })
  }
  open()
  onBeforeUnmount(() => {
    source.close()
    clearTimeout(gathering)
    clearTimeout(reopening)
    clearInterval(polling)
  })
  return { live }
}
