import type { Schemas } from '../../api/client.ts'

export type Rule = Schemas['NotificationRule']
export const aboutKinds = ['machine_ids', 'schedule_ids', 'connection_ids'] as const
export type AboutKind = (typeof aboutKinds)[number]

/** A rule as it is typed. */
export interface RuleDraft {
  name: string
  events: string[]
  about: Record<AboutKind, string[]>
  type: 'email' | 'webhook'
  /** Addresses, one a line. */
  to: string
  url: string
  digest: string
}

export const blankDraft = (ownAddress: string): RuleDraft => ({
  ...{ name: '', events: ['machine.failed', 'machine.recovered'], digest: '0' },
  ...{ about: { machine_ids: [], schedule_ids: [], connection_ids: [] }, type: 'email', to: ownAddress, url: '' },
})

export const draftOf = ({ name, events, only_about, channel, digest_seconds }: Rule): RuleDraft => ({
  ...{ name, events: [...events], digest: String(digest_seconds), type: channel.type },
  about: {
    machine_ids: [...(only_about.machine_ids ?? [])],
    schedule_ids: [...(only_about.schedule_ids ?? [])],
    connection_ids: [...(only_about.connection_ids ?? [])],
  },
  to: channel.type === 'email' ? channel.to.join('\n') : '',
  url: channel.type === 'webhook' ? channel.url : '',
})

export const addressesIn = (text: string): string[] =>
  text
    .split(/[\n,;]/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** What is sent: kinds of which nothing is named are left out, since an empty list is refused. */
export function bodyOf({ name, events, about, type, to, url, digest }: RuleDraft) {
  const only_about = Object.fromEntries(aboutKinds.filter((kind) => about[kind].length > 0).map((kind) => [kind, about[kind]]))
  const channel =
    type === 'email' ? { type: 'email' as const, to: addressesIn(to) } : { type: 'webhook' as const, url: url.trim() }
  return { name: name.trim(), events: events as never[], only_about, channel, digest_seconds: Number(digest) }
}

const digests = [0, 300, 900, 3_600, 86_400] as const

/** Usual ones, and the one that is set if it is none of them. */
export const digestChoices = (present: string): readonly number[] =>
  [...new Set([...digests, Number(present)])].sort((one, other) => one - other)
