// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { queryClient } from '../api/query-client.ts'
import { useEventStream } from './use-event-stream.ts'

/** The browser's stream in the hands of the test. */
class Stream extends EventTarget {
  static readonly CLOSED = 2
  static last: Stream
  readyState = 0
  closed = false
  readonly url: string
  constructor(url: string) {
    super()
    this.url = url
    Stream.last = this
  }
  close(): void {
    this.closed = true
  }
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('EventSource', Stream)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function reader() {
  const tell = vi.fn()
  let live = { value: true }
  const page = mount({
    setup() {
      live = useEventStream('/runs/stream', 'step', tell).live
      return () => null
    },
  })
  return { tell, page, isLive: () => live.value }
}

test('many events at once are told once', () => {
  const { tell, page } = reader()
  for (let at = 0; at < 50; at++) Stream.last.dispatchEvent(new MessageEvent('step', { data: `${at}` }))
  vi.advanceTimersByTime(500)
  expect(tell).toHaveBeenCalledOnce()
  expect(tell.mock.calls[0]![0]).toHaveLength(50)
  page.unmount()
  expect(Stream.last.closed).toBe(true)
})

test('a lost stream is said, and asked again for every few seconds until it is back', () => {
  const { tell, isLive } = reader()
  const lose = () => Stream.last.dispatchEvent(new Event('error'))
  lose()
  lose()
  expect(isLive()).toBe(true)
  lose()
  expect(isLive()).toBe(false)
  vi.advanceTimersByTime(10_000)
  expect(tell).toHaveBeenCalledTimes(2)
  Stream.last.dispatchEvent(new Event('open'))
  expect(isLive()).toBe(true)
  // Once more for what came in between, and then no more.
  expect(tell).toHaveBeenCalledTimes(3)
  vi.advanceTimersByTime(20_000)
  expect(tell).toHaveBeenCalledTimes(3)
})

test('a stream that the browser has given up is opened anew', () => {
  const { isLive, page } = reader()
  const first = Stream.last
  first.readyState = Stream.CLOSED
  first.dispatchEvent(new Event('error'))
  expect(isLive()).toBe(false)
  vi.advanceTimersByTime(10_000)
  expect(Stream.last).not.toBe(first)
  Stream.last.dispatchEvent(new Event('open'))
  expect(isLive()).toBe(true)
  page.unmount()
  expect(Stream.last.closed).toBe(true)
})

test('a stream that is opened again may be of another team: the session is read anew, and not at the first', () => {
  const ask = vi.spyOn(queryClient, 'invalidateQueries')
  const { page } = reader()
  Stream.last.dispatchEvent(new Event('open'))
  expect(ask).not.toHaveBeenCalled()
  Stream.last.dispatchEvent(new Event('error'))
  Stream.last.dispatchEvent(new Event('open'))
  expect(ask).toHaveBeenCalledExactlyOnceWith({ queryKey: ['session'] })
  page.unmount()
})
