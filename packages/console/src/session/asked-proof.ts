import { computed, shallowReactive } from 'vue'
import { Refusal } from '../api/refusal.ts'

interface AskedProof {
  /** `sign_in`: the session has ended; `step_up`: it is there, and something dangerous is to be done. */
  kind: 'sign_in' | 'step_up'
  /** With true the call is made again. */
  answer(given: boolean): void
}

type Kind = AskedProof['kind']
const waiting = shallowReactive<Partial<Record<Kind, AskedProof & { given: Promise<boolean> }>>>({})

/** What the person is asked for just now; the dialog shows it. One thing at a time: who they are comes before what they are about to do. */
export const askedProof = computed<AskedProof | null>(() => waiting.sign_in ?? waiting.step_up ?? null)

let wasSignedIn = false
/** Whoever was never signed in is led to the sign-in page instead. */
export const noteSignedIn = (is: boolean): void => {
  wasSignedIn = is
}

const ended = new Set(['SESSION_ENDED', 'NOT_AUTHENTICATED', 'TOKEN_REVOKED', 'TOKEN_EXPIRED'])

/** Asks the person for what the refusal says is missing; several calls wait for the same answer. False: it was not given, or nothing helps. */
export function proofFor(error: unknown): Promise<boolean> {
  const kind = kindOf(error)
  if (kind === null) return Promise.resolve(false)
  waiting[kind] ??= asking(kind)
  return waiting[kind].given
}

function asking(kind: Kind) {
  const { promise: given, resolve } = Promise.withResolvers<boolean>()
  const answer = (is: boolean) => {
    delete waiting[kind]
    resolve(is)
    // Whoever has just signed in has proven who they are, and whoever has not can prove nothing.
    if (kind === 'sign_in') waiting.step_up?.answer(is)
  }
  return { kind, given, answer }
}

/** Asks for a fresh proof before anything was refused. False: it was not given. */
export const askForProof = (): Promise<boolean> => proofFor(new Refusal({ title: '', code: 'STEP_UP_REQUIRED', status: 403 }))

function kindOf(error: unknown): Kind | null {
  if (!(error instanceof Refusal)) return null
  if (error.code === 'STEP_UP_REQUIRED') return 'step_up'
  return wasSignedIn && ended.has(error.code) ? 'sign_in' : null
}
