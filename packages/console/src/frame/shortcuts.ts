import { ref, watch } from 'vue'
import type { t } from '../messages/messages.ts'

const KEY = 'skykeep-shortcuts'

/** Single letters can be in somebody's way, such as those who speak to their computer: they can be turned off (WCAG 2.1.4). */
export const lettersOn = ref(localStorage.getItem(KEY) !== 'off')
watch(lettersOn, (on) => localStorage.setItem(KEY, on ? 'on' : 'off'))

type Place = keyof typeof t.frame.places

/** `g` and then one of these goes there. */
export const goTo: Record<string, Place> = {
  ...{ o: 'overview', m: 'machines', s: 'schedules', c: 'calendar', r: 'runs', v: 'savings', k: 'connections' },
  ...{ p: 'map', a: 'aircraft', w: 'weather', b: 'contacts' },
  ...{ t: 'members', l: 'roles', i: 'clients', n: 'notifications', u: 'audit', e: 'settings' },
} as const

export interface Acts {
  go(place: Place): void
  filter(): void
  list(): void
  find(): void
}

const CHORD_MS = 1_500
/** Where letters are typed, or mean something else. */
const taken = 'input, textarea, select, [contenteditable], [role="application"], [role="grid"], [role="menu"], dialog[open]'

/** What a key does that was pressed on the page, if anything. Give it every `keydown`; it keeps the `g` of a chord for a moment. */
export function shortcutReader(acts: Acts, now: () => number = Date.now) {
  let chordAt = Number.NEGATIVE_INFINITY
  return (event: KeyboardEvent): void => {
    // What is asked in a dialog is about the page under it: nobody is led away from there unawares.
    const isAsked = document.querySelector('dialog[open]') !== null
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault()
      if (!isAsked) acts.find()
      return
    }
    const isElsewhere = isAsked || (event.target instanceof Element && event.target.closest(taken) !== null)
    if (!lettersOn.value || isElsewhere || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
    const isSecond = now() - chordAt < CHORD_MS
    chordAt = Number.NEGATIVE_INFINITY
    const place = goTo[event.key]
    const act = isSecond && place !== undefined ? () => acts.go(place) : single[event.key]
    if (event.key === 'g' && !isSecond) chordAt = now()
    if (!act) return
    event.preventDefault()
    act(acts)
  }
}
const single: Record<string, ((acts: Acts) => void) | undefined> = {
  '/': (acts) => acts.filter(),
  '?': (acts) => acts.list(),
}
