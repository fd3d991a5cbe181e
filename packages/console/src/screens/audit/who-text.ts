import { t } from '../../messages/messages.ts'

/** Who it was: what kind, and enough of the id to tell them apart. */
export function whoText({ type, id }: { type: string; id: string }): string {
  const kind = type in t.audit.actors ? t.audit.actors[type as keyof typeof t.audit.actors] : type
  return `${kind} ${id.length > 12 ? `…${id.slice(-6)}` : id}`
}
