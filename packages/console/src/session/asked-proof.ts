import { shallowRef } from 'vue'
import { Refusal } from '../api/refusal.ts'

interface AskedProof {
  /** `sign_in`: the session has ended; `step_up`: it is there, and something dangerous is to be done. */
  kind: 'sign_in' | 'step_up'
  /** With true the call is made again. */
  answer(given: boolean): void
}

/** What the person is asked for just now; the dialog shows it. */
export const askedProof = shallowRef<AskedProof | null>(null)

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
  waiting[kind] ??= new Promise<boolean>((resolve) => {
    const answer = (given: boolean) => {
      waiting[kind] = undefined
      askedProof.value = null
      resolve(given)
    }
    askedProof.value = { kind, answer }
  })
  return waiting[kind]
}

/** Asks for a fresh proof before anything was refused. False: it was not given. */
export const askForProof = (): Promise<boolean> => proofFor(new Refusal({ title: '', code: 'STEP_UP_REQUIRED', status: 403 }))

const waiting: Partial<Record<AskedProof['kind'], Promise<boolean> | undefined>> = {}

function kindOf(error: unknown): AskedProof['kind'] | null {
  if (!(error instanceof Refusal)) return null
  if (error.code === 'STEP_UP_REQUIRED') return 'step_up'
  return wasSignedIn && ended.has(error.code) ? 'sign_in' : null
}
