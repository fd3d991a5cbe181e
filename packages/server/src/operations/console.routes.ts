import { Problem } from '@skykeep/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../http/app.ts'
import { consolePolicy } from '../http/security-headers.ts'
import type { ConsoleFile } from './console-files.ts'
import { htmlPage } from './html-page.ts'

const config = {
  public: 'the console is the same for everybody; what it shows comes through the API',
  quiet: 'one page asks for many',
}
const schema = { hide: true }

const forEver = 'public, max-age=31536000, immutable'
const unbuilt = htmlPage(
  'The console is not built',
  '<h1>The console is not built</h1>\n<p><code>npm run build</code> builds it, and <code>npm start</code> does so by itself. The <a href="/docs">API reference</a> is there.</p>',
)

/**
 * The console: files of a closed list, and its one page for every other address below /console/, because there the browser keeps the
 * address of a screen. An address with a dot names a file; what is not on the list is then not found.
 */
export function consoleRoutes(app: App, files: ReadonlyMap<string, ConsoleFile>): void {
  const index = files.get('index.html')

  app.get('/console', { config, schema }, async (_request, reply) => reply.redirect('/console/', 302))

  app.get('/console/*', { config, schema }, async (request, reply) => {
    const path = (request.params as { '*': string })['*']
    const file = files.get(path)
    if (file !== undefined && path !== 'index.html') return sendFile(request, reply, file)
    if (path.includes('.')) throw new Problem('NOT_FOUND')
    if (index === undefined) return sendUnbuilt(reply)
    return sendFile(request, reply, index)
  })
}

function sendFile(request: FastifyRequest, reply: FastifyReply, file: ConsoleFile): FastifyReply {
  reply.type(file.type).header('content-security-policy', consolePolicy)
  // Hashed names are kept for ever. The page itself is asked for each time: it names the files of the installed version.
  if (file.isForEver) {
    reply.header('cache-control', forEver).removeHeader('pragma')
  }
  const [encoding, content] = encodedFor(request.headers['accept-encoding'], file)
  reply.header('vary', 'accept-encoding')
  if (encoding !== null) reply.header('content-encoding', encoding)
  return reply.send(content)
}

function encodedFor(accepted: string | undefined, { br, gzip, content }: ConsoleFile): ['br' | 'gzip' | null, Buffer] {
  if (br !== null && accepts(accepted, 'br')) return ['br', br]
  if (gzip !== null && accepts(accepted, 'gzip')) return ['gzip', gzip]
  return [null, content]
}

/** Named, and not with the weight nought. */
const accepts = (accepted: string | undefined, coding: string): boolean =>
  (accepted ?? '').split(',').some((one) => {
    const [name, weight = ''] = one.split(';').map((part) => part.trim())
    return name === coding && !/^q=0(\.0*)?$/.test(weight)
  })

const sendUnbuilt = (reply: FastifyReply): FastifyReply =>
  reply.code(503).type('text/html; charset=utf-8').header('content-security-policy', consolePolicy).send(unbuilt)
