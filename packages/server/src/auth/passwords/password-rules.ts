import { type BreachedList, breachedPasswords } from './breached-list.ts'
import { isMadeOfContext } from './made-of-context.ts'
import { lengthOf, preparedPassword } from './password-text.ts'

export const PASSWORD_LEAST = 10
export const PASSWORD_MOST = 256
/** From here on a password is sound without a second factor (NIST SP 800-63B-4, 3.1.1.2). */
const LONG_ENOUGH_ALONE = 15

/**
 * Why a password is not good enough, each reason a sentence about it; none when it is. `context`: address and name of the person, names
 * of their teams. There is no rule about kinds of characters, and none about age.
 */
export type PasswordFaults = (password: string, context: readonly string[]) => string[]

/** The rules with these lists: the one that comes with the program, and perhaps one of the operator's. */
export function passwordRules(lists: readonly BreachedList[]): PasswordFaults {
  return (password, context) => {
    if (!password.isWellFormed()) return ['It holds half of a character.']
    const prepared = preparedPassword(password)
    const length = lengthOf(prepared)
    if (length < PASSWORD_LEAST) return [`It has fewer than ${PASSWORD_LEAST} characters.`]
    if (length > PASSWORD_MOST) return [`It has more than ${PASSWORD_MOST} characters.`]
    const spellings = [...new Set([password, prepared, prepared.toLowerCase()])]
    const isBreached = lists.some((list) => spellings.some((spelling) => list.has(spelling)))
    return [
      ...(isBreached ? ['It is one of the passwords that attackers try first.'] : []),
      ...(isMadeOfContext(prepared, context)
        ? ['It is made of the name of the product, your address, your name or your team’s.']
        : []),
    ]
  }
}

export const passwordFaults: PasswordFaults = passwordRules([breachedPasswords])

export const isShortPassword = (password: string): boolean => lengthOf(preparedPassword(password)) < LONG_ENOUGH_ALONE
