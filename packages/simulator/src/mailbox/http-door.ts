import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mailboxPage } from './mailbox-page.ts'
import type { ReceivedMail } from './received-mail.ts'

export type HttpDoor = { url: string; close(): Promise<void> }
type Box = { mails(): readonly ReceivedMail[]; empty(): void }
type Answer = { status: number; type?: string; body?: string }

const headers = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}

/** Shows the box to people and programs on this machine. */
export async function openHttpDoor(port: number, box: Box): Promise<HttpDoor> {
  const server = createServer((request, response) => {
    const { status, type = 'text/plain; charset=utf-8', body = '' } = answerTo(request, box)
    response.writeHead(status, { ...headers, 'content-type': type, 'content-length': Buffer.byteLength(body) })
    response.end(request.method === 'HEAD' ? undefined : body)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function answerTo({ method = '', url = '', headers: { host = '' } }: IncomingMessage, box: Box): Answer {
  // A page from elsewhere whose name was made to point here would read codes out of the mails: it cannot change what Host says.
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host))
    return { status: 421, body: 'This is a mailbox of this machine.\n' }
  const path = url.split('?', 1)[0]!
  const reads = method === 'GET' || method === 'HEAD'
  if (reads && path === '/') return { status: 200, type: 'text/html; charset=utf-8', body: mailboxPage(box.mails()) }
  if (reads && path === '/messages') return json(box.mails())
  if (method === 'DELETE' && path === '/messages') {
    box.empty()
    return { status: 204 }
  }
  const id = /^\/messages\/([0-9a-f-]{36})$/.exec(path)?.[1]
  const mail = reads && box.mails().find((one) => one.id === id)
  return mail ? json(mail) : { status: 404, body: 'There is nothing here.\n' }
}

const json = (value: unknown): Answer => ({ status: 200, type: 'application/json; charset=utf-8', body: JSON.stringify(value) })
