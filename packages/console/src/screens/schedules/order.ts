import type { Schemas } from '../../api/client.ts'

type ApiStep = Schemas['Schedule']['order'][number]

/** A step of the order in the hands of its author. `kept` is whom it names when that is more than one tag: shown in words, and sent as it came. */
export interface DraftStep {
  tag: string
  value: string
  kept: Pick<ApiStep, 'machine_ids' | 'tags'> | null
  delay: string
  wait: boolean
}

export const newStep = (): DraftStep => ({ tag: '', value: '', kept: null, delay: '0', wait: true })

export function draftStep({ machine_ids, tags, delay_seconds, wait_for_running }: ApiStep): DraftStep {
  const pairs = Object.entries(tags ?? {})
  const [tag = '', value = ''] = pairs[0] ?? []
  const isSimple = machine_ids === undefined && pairs.length === 1
  const whom = { ...(machine_ids && { machine_ids: [...machine_ids] }), ...(tags && { tags: { ...tags } }) }
  return {
    ...(isSimple ? { tag, value, kept: null } : { tag: '', value: '', kept: whom }),
    delay: String(delay_seconds),
    wait: wait_for_running,
  }
}

/** A step that names nobody yet is left out, as a tag without a name is. */
export const isNamed = ({ tag, kept }: DraftStep): boolean => kept !== null || tag.trim() !== ''

export const stepOf = ({ tag, value, kept, delay, wait }: DraftStep): ApiStep => ({
  ...(kept ?? { tags: { [tag.trim()]: value } }),
  delay_seconds: Number(delay),
  wait_for_running: wait,
})

/** Moves one step up (-1) or down (1), where there is room. */
export function moved(steps: readonly DraftStep[], at: number, by: -1 | 1): DraftStep[] {
  const next = [...steps]
  const [step] = next.splice(at, 1)
  if (step) next.splice(Math.max(0, at + by), 0, step)
  return next
}
