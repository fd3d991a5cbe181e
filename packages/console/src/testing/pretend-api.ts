import { vi } from 'vitest'

export interface Asked {
  method: string
  path: string
  query: string
  team: string | null
  body: unknown
}
export interface Answer {
  status?: number
  body?: unknown
}

/** Answers in place of the server, and remembers what it was asked. */
export function pretendApi(answer: (asked: Asked) => Answer | Promise<Answer>): Asked[] {
  const asked: Asked[] = []
  vi.stubGlobal('fetch', async (request: Request) => {
    const url = new URL(request.url)
    const text = await request.text()
    const one: Asked = {
      method: request.method,
      path: url.pathname,
      query: url.search,
      team: request.headers.get('skykeep-team'),
      body: text === '' ? undefined : JSON.parse(text),
    }
    asked.push(one)
    const { status = 200, body } = await answer(one)
    const type = status < 400 ? 'application/json' : 'application/problem+json'
    return new Response(body === undefined ? null : JSON.stringify(body), { status, headers: { 'content-type': type } })
  })
  return asked
}

export const problem = (status: number, code: string, more: object = {}): Answer => ({
  status,
  body: { type: `/docs/problems/${code}`, title: code, status, code, trace_id: 'trace', ...more },
})
