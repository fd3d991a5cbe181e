import type { SigningKeyRow, SigningKeyUse } from '@skykeep/keyring'
import type { AuditFact } from '../audit/fact.ts'

type Before = Pick<SigningKeyRow, 'kid' | 'state' | 'withdrawn'>

/** What became of signing keys between two sets of them, one fact for each step of each key. */
export function signingKeyFacts(kind: SigningKeyUse, before: readonly Before[], after: readonly SigningKeyRow[]): AuditFact[] {
  const former = new Map(before.map((key) => [key.kid, key]))
  return after.flatMap((key) =>
    stepsOf(former.get(key.kid), key).map((action) => ({
      ...{ action: `signing_key.${action}`, resource: { type: 'signing_key', id: key.kid }, details: { kind } },
    })),
  )
}

function stepsOf(before: Before | undefined, { state, withdrawn }: Before): string[] {
  const isNew = before === undefined
  const isOther = before?.state !== state
  return [
    ...(isNew ? ['announced'] : []),
    ...(isOther && state === 'active' ? ['activated'] : []),
    ...(isOther && state === 'retiring' ? ['retired'] : []),
    ...(withdrawn && !before?.withdrawn ? ['withdrawn'] : []),
    ...(isOther && state === 'destroyed' && !withdrawn ? ['destroyed'] : []),
  ]
}
