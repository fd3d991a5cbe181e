import type { Control } from './control.ts'
import type { Answer } from './errors.ts'
import type { Request } from './request.ts'

const reading = new Set(['journal', 'tally', 'tallies', 'state', 'powers', 'look', 'clock'])

/** `POST /_control/{name}` with JSON; what only looks can be got too. */
export function controlAnswer(control: Control, { method, path, query, body, headers }: Request): Answer {
  // A page from elsewhere whose name was made to point here cannot change what Host says.
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(headers.host ?? ''))
    return { status: 421, body: { error: 'Only on this machine.' } }
  const [, , name = '', ...rest] = path.split('/')
  try {
    if (method === 'GET' && name === 'machines')
      return { status: 200, body: control.look({ machine: `/${decodeURIComponent(rest.join('/'))}` }) }
    if (method === 'GET' && name === 'faults') return { status: 200, body: control.state().faults }
    if (method === 'DELETE' && name === 'faults')
      return { status: 200, body: control.clear_faults(rest[0] ? { id: Number(rest[0]) } : {}) }
    const isKnown = Object.hasOwn(control, name) && (method === 'POST' || (method === 'GET' && reading.has(name)))
    if (!isKnown)
      return { status: 404, body: { error: `There is no ${method} of ${name}; there are ${Object.keys(control).join(', ')}.` } }
    const argument: unknown = method === 'GET' ? Object.fromEntries(query) : JSON.parse(body || '{}')
    const act = control[name as keyof Control] as (argument: unknown) => unknown
    return { status: 200, body: act(argument) }
  } catch (error) {
    // Whoever orders something odd is told so: control calls are made by people and tests.
    return { status: 400, body: { error: error instanceof Error ? error.message : String(error) } }
  }
}
