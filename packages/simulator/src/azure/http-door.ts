import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Answer } from './errors.ts'
import { type Request, readRequest } from './request.ts'
import type { Outcome } from './respond.ts'

export type Door = { url: string; close(): Promise<void> }
export type Tls = { key: string; cert: string }
type Open = { port: number; host: string; tls?: Tls | undefined; serve(request: Request): Outcome }

/** Listens, and lets answers come to grief when they are to. */
export async function openDoor({ port, host, tls, serve }: Open): Promise<Door> {
  let url = ''
  const listener = (incoming: IncomingMessage, response: ServerResponse) => {
    // Who hangs up while a body is read has no use for an answer.
    answer(incoming, response).catch(() => response.destroy())
  }
  const answer = async (incoming: IncomingMessage, response: ServerResponse) => {
    const { headers } = incoming
    const base = headers.host ? `${tls ? 'https' : 'http'}://${headers.host}` : url
    const request = await readRequest(incoming, base)
    send(response, served(serve, request))
  }
  const server = tls ? createSecureServer(tls, listener) : createServer(listener)
  // A client keeps its connections for long: closing them is a fault that is switched on, not one that happens.
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const { port: opened } = server.address() as AddressInfo
  url = `${tls ? 'https' : 'http'}://${host === '0.0.0.0' ? '127.0.0.1' : host}:${opened}`
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A defect of this cloud is told as one: it must not look like a fault that somebody ordered. */
function served(serve: Open['serve'], request: Request): Outcome {
  try {
    return serve(request)
  } catch (error) {
    const body = {
      error: { code: 'DefectOfTheSimulator', message: error instanceof Error ? (error.stack ?? error.message) : String(error) },
    }
    return { answer: { status: 500, body }, fate: 'arrives', dateMs: Date.now() }
  }
}

function send(response: ServerResponse, { answer, fate, dateMs }: Outcome): void {
  // The connection stays open and silent until the client gives up, or the cloud closes.
  if (fate === 'timeout') return
  if (fate === 'reset') return void response.socket?.resetAndDestroy()
  const body = bytesOf(answer)
  response.sendDate = false
  response.writeHead(answer.status, {
    date: new Date(dateMs).toUTCString(),
    ...(body.length > 0 ? { 'content-type': answer.type ?? 'application/json; charset=utf-8' } : {}),
    'content-length': body.length,
    ...answer.headers,
  })
  if (fate !== 'truncated') return void response.end(body)
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.destroy())
}

function bytesOf({ body, text }: Answer): Buffer {
  return Buffer.from(text ?? (body === undefined ? '' : JSON.stringify(body)))
}
