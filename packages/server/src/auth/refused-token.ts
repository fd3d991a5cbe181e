import { Problem } from '@skykeep/contract'
import type { AccessClaims } from './access-token.ts'

type RefusedToken = Pick<AccessClaims, 'sub' | 'team' | 'jti'>

const tokens = new WeakMap<Problem, RefusedToken>()

/** Notes that a genuine token was refused, so that the trail of its team can tell of it: it may have been stolen from them. */
export function noteRefusedToken(error: unknown, { sub, team, jti }: RefusedToken): void {
  if (error instanceof Problem) tokens.set(error, { sub, team, jti })
}

/** The token that a problem refuses, if its signature was found to be ours. */
export const refusedToken = (problem: Problem): RefusedToken | undefined => tokens.get(problem)
