import type { ProblemCode } from '@skykeep/contract'
import { z } from 'zod'

/** Header schemas of calls. They admit whatever other headers there are, and leave the judgement to where the header is used. */
export const CreatingHeaders = z.looseObject({
  'idempotency-key': z
    .string()
    .optional()
    .describe('1–200 visible ASCII characters. The same key with the same request gets the first answer again, for 24 hours'),
})

/** What calls with `CreatingHeaders` may answer because of them. */
export const idempotencyRefusals = ['IDEMPOTENCY_KEY_INVALID', 'IDEMPOTENCY_KEY_REUSED'] as const satisfies ProblemCode[]

export const ChangingHeaders = z.looseObject({
  'if-match': z
    .string()
    .optional()
    .describe('The ETag that was read; the change is refused (412) when the resource has changed since'),
})
