/** What happened, as a service tells it to the audit trail. Secrets never belong in here: say `'changed'` in their place. */
export interface AuditFact {
  /** `resource.happened`, such as `aircraft.registered`; the catalogue (`catalogue.ts`) lists them all. */
  action: string
  outcome?: 'success' | 'failure' | 'denied' | 'error'
  resource?: { type: string; id: string }
  reason?: string
  before?: Record<string, unknown>
  after?: Record<string, unknown>
  details?: Record<string, unknown>
  /** What names or locates a person (e-mail, name …): the entry commits to it, the value stands beside it and can be erased. */
  personal?: Record<string, string>
}

/** Who did it when it was no authenticated caller: a part of the program (`system`) or nobody known (`anonymous`). */
export interface AuditActor {
  kind: 'system' | 'anonymous' | 'aircraft' | 'client' | 'account' | 'operator'
  id: string
  token_id: string | null
  trace_id: string | null
  address: string | null
}

/** A part of the program as the one who did it. */
export const systemActor = (part: string, trace_id: string | null = null): AuditActor => ({
  kind: 'system',
  id: part,
  token_id: null,
  trace_id,
  address: null,
})
