import type { Call } from './call.ts'
import type { Cloud } from './cloud.ts'
import type { Answer } from './errors.ts'

/** A page of a list, with the link to the next one. A fault may put an empty page in the middle or point elsewhere. */
export function page<T>(cloud: Cloud, call: Call, all: readonly T[], view: (one: T) => unknown): Answer {
  const token = call.query.get('$skiptoken') ?? call.query.get('$skipToken') ?? '0'
  // `e` before the place: the empty page was shown.
  const start = Number(token.replace('e', '')) || 0
  const end = start + cloud.settings.page_size
  if (start > 0 && !token.startsWith('e') && cloud.faults.hit('empty_page', call.where))
    return { status: 200, body: { value: [], nextLink: linkTo(call, `e${start}`) } }
  const value = all.slice(start, end).map(view)
  const foreign = cloud.faults.hit('foreign_next_link', call.where)
  if (foreign)
    return { status: 200, body: { value, nextLink: foreign.url ?? 'https://management.azure.com.example.net/next?page=2' } }
  return { status: 200, body: end < all.length ? { value, nextLink: linkTo(call, String(end)) } : { value } }
}

function linkTo(call: Call, token: string): string {
  const query = new URLSearchParams(call.query)
  query.delete('$skipToken')
  query.set('$skiptoken', token)
  return `${call.base}${call.path}?${query}`
}
