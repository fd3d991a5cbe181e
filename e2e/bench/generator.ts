import { connect, type Socket } from 'node:net'

/**
 * A small load generator on raw sockets: keep-alive, one request under way on each connection, answers read only as far as needed
 * (status and length). It shares the two cores with server and database, so what it does not do is left to them; a full HTTP client
 * costs about 40 µs a request, this one about 10.
 */
export interface Load {
  port: number
  connections: number
  /** The whole request (head and body) that is sent next. */
  next: () => Buffer
  seconds: number
  /** Requests a second over all connections, sent at their due time whatever the answers do (open loop); without it as fast as answered. */
  rate?: number
}

export interface LoadResult {
  requests: number
  seconds: number
  perSecond: number
  byStatus: Record<number, number>
  /** Milliseconds; in open loop counted from when the request was due, so that waiting for a connection is counted too. */
  p50: number
  p99: number
  max: number
}

export async function load(options: Load): Promise<LoadResult> {
  const latencies: number[] = []
  const byStatus: Record<number, number> = {}
  const start = performance.now()
  const end = start + options.seconds * 1_000
  const due = options.rate === undefined ? closedLoop(end) : openLoop(start, end, options.rate)
  const done = (status: number, began: number) => {
    byStatus[status] = (byStatus[status] ?? 0) + 1
    latencies.push(performance.now() - began)
  }
  await Promise.all(Array.from({ length: options.connections }, () => connection(options, due, done)))
  const seconds = (performance.now() - start) / 1_000
  latencies.sort((a, b) => a - b)
  const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0
  const requests = latencies.length
  return { requests, seconds, perSecond: requests / seconds, byStatus, p50: at(0.5), p99: at(0.99), max: at(1) }
}

/** When the next request of a free connection begins: an instant, or null when the run is over. */
type Due = () => number | null

const closedLoop =
  (end: number): Due =>
  () => {
    const now = performance.now()
    return now < end ? now : null
  }

function openLoop(start: number, end: number, rate: number): Due {
  let sent = 0
  return () => {
    const due = start + (sent++ * 1_000) / rate
    return due < end ? due : null
  }
}

function connection(options: Load, due: Due, done: (status: number, began: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: options.port, host: '127.0.0.1', noDelay: true })
    let began = 0
    const reader = answerReader((status) => {
      done(status, began)
      send()
    })
    const send = () => {
      const instant = due()
      if (instant === null) {
        socket.destroy()
        resolve()
        return
      }
      began = instant
      const wait = instant - performance.now()
      if (wait > 1) setTimeout(() => write(socket, options.next()), wait)
      else write(socket, options.next())
    }
    socket.on('connect', send)
    socket.on('data', reader)
    socket.on('error', reject)
    socket.on('close', () => resolve())
  })
}

const write = (socket: Socket, request: Buffer) => void (socket.destroyed || socket.write(request))

const HEAD_END = Buffer.from('\r\n\r\n')
const LENGTH = /content-length: (\d+)/i

function answerReader(onAnswer: (status: number) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0)
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const head = rest.indexOf(HEAD_END)
    if (head === -1) return
    const text = rest.toString('latin1', 0, head)
    const length = Number(LENGTH.exec(text)?.[1] ?? 0)
    if (rest.length < head + 4 + length) return
    rest = rest.subarray(head + 4 + length)
    onAnswer(Number(text.slice(9, 12)))
  }
}

export function request(method: string, path: string, headers: Record<string, string>, body: string): Buffer {
  const lines = Object.entries({ host: '127.0.0.1', ...headers, 'content-length': String(Buffer.byteLength(body)) })
  return Buffer.from(
    `${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n${body}`,
  )
}
