import type { Where } from './faults.ts'
import type { Application } from './world.ts'

/** A request to Resource Manager, once its token is known to be good. */
export type Call = {
  method: string
  /** Path with query, as it came. */
  target: string
  /** Scheme, host and port under which it came: links in answers begin with it. */
  base: string
  path: string
  query: URLSearchParams
  headers: Record<string, string>
  body: string
  params: Record<string, string>
  route: string
  who: Application
  correlation_id: string
  client_request_id?: string
  where: Where
  /** Answer headers that are added on the way. */
  extra: Record<string, string>
}
