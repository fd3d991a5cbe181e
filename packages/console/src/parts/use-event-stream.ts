import { onBeforeUnmount, type Ref, ref } from 'vue'

const LOST_AFTER = 3
const POLL_MS = 5_000
const GATHER_MS = 500

/**
 * Server-sent events from the API. `tell` is called at most twice a second, however many come. The browser comes back by itself with
 * `Last-Event-ID`; after three failures `tell` is called every few seconds instead, and `live` says so.
 */
export function useEventStream(path: string, event: string, tell: () => void): { live: Ref<boolean> } {
  const live = ref(true)
  let failures = 0
  let gathering: ReturnType<typeof setTimeout> | undefined
  let polling: ReturnType<typeof setInterval> | undefined

  const gather = () => {
    gathering ??= setTimeout(() => {
      gathering = undefined
      tell()
    }, GATHER_MS)
  }
  const source = new EventSource(path)
  source.addEventListener('open', () => {
    failures = 0
    live.value = true
    clearInterval(polling)
    polling = undefined
  })
  source.addEventListener(event, gather)
  source.addEventListener('error', () => {
    failures++
    if (failures < LOST_AFTER && source.readyState !== EventSource.CLOSED) return
    live.value = false
    polling ??= setInterval(tell, POLL_MS)
  })
  onBeforeUnmount(() => {
    source.close()
    clearTimeout(gathering)
    clearInterval(polling)
  })
  return { live }
}
