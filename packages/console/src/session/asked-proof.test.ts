import { afterEach, expect, test } from 'vitest'
import { Refusal } from '../api/refusal.ts'
import { askedProof, noteSignedIn, proofFor } from './asked-proof.ts'

const refused = (code: string, status: number) => new Refusal({ title: code, code, status })
const [danger, over] = [refused('STEP_UP_REQUIRED', 403), refused('SESSION_ENDED', 401)]

afterEach(() => {
  askedProof.value?.answer(false)
  noteSignedIn(false)
})

test('a session that ends while a fresh proof is asked for is asked for first, and neither call waits for ever', async () => {
  noteSignedIn(true)
  const fresh = proofFor(danger)
  expect(askedProof.value?.kind).toBe('step_up')
  const session = proofFor(over)
  expect(askedProof.value?.kind).toBe('sign_in')
  askedProof.value?.answer(true)
  expect(await Promise.all([fresh, session])).toEqual([true, true])
  expect(askedProof.value).toBeNull()
})

test('several calls wait for one answer, and the next danger is asked about anew', async () => {
  const [one, other] = [proofFor(danger), proofFor(danger)]
  askedProof.value?.answer(false)
  expect(await Promise.all([one, other])).toEqual([false, false])
  const again = proofFor(danger)
  askedProof.value?.answer(true)
  expect(await again).toBe(true)
})
