/** From here on a password is enough without a second factor; the server decides, this only tells before. */
export const LONG_ENOUGH_ALONE = 15
const LEAST = 10
const MOST = 256

export type PasswordHint = 'short' | 'long' | 'personal' | 'known' | 'second_factor'
export interface PasswordStrength {
  /** As people count it. */
  length: number
  /** 0: refused; 1 to 4: weak to strong. An estimate for the eye. */
  level: 0 | 1 | 2 | 3 | 4
  hints: readonly PasswordHint[]
}

/** Beginnings of what attackers try first; the server has the whole list. */
const known =
  /password|passw0rd|p@ssw|qwert|azert|asdf|yxcv|zxcv|letmein|welcome|admin|login|iloveyou|monkey|dragon|football|baseball|sunshine|princess|master|shadow|superman|batman|trustno|secret|summer|winter|spring|autumn|michael|charlie|freedom|whatever|starwars|abc123|1q2w3e|changeme|hello/g

/**
 * What can be said of a password before it leaves the browser: length, words that everybody tries, words about the person.
 *
 * @param about address and name of the person
 */
export function passwordStrength(password: string, about: readonly string[] = []): PasswordStrength {
  const prepared = password.normalize('NFKC')
  const length = [...prepared].length
  const folded = fold(prepared)
  const words = wordsOf(['Skykeep', ...about])
  const withoutPerson = words.reduce((text, word) => text.replaceAll(word, ''), folded)
  const rest = withoutPerson.replaceAll(known, '')
  const isPersonal = withoutPerson !== folded && lettersIn(withoutPerson) < 4
  const isKnown = rest !== withoutPerson && lettersIn(rest) < 4
  const hints: PasswordHint[] = [
    ...(length < LEAST ? (['short'] as const) : []),
    ...(length > MOST ? (['long'] as const) : []),
    ...(isPersonal ? (['personal'] as const) : []),
    ...(isKnown ? (['known'] as const) : []),
    ...(length >= LEAST && length < LONG_ENOUGH_ALONE ? (['second_factor'] as const) : []),
  ]
  return { length, level: levelOf(length, isPersonal || isKnown, worthOf(rest, folded.length, length)), hints }
}

function levelOf(length: number, isBad: boolean, worth: number): PasswordStrength['level'] {
  if (length < LEAST || length > MOST) return 0
  if (isBad || worth < 8) return 1
  if (worth < 11) return 2
  return worth < LONG_ENOUGH_ALONE ? 3 : 4
}

/** How many characters say something: one that repeats the one before, or is its neighbour, says nothing. Signs count in full. */
function worthOf(rest: string, folded: number, length: number): number {
  const signs = length - folded
  const told = [...rest].filter((sign, at, all) => {
    const step = at === 0 ? 2 : Math.abs(sign.codePointAt(0)! - all[at - 1]!.codePointAt(0)!)
    return step > 1
  })
  return told.length + Math.max(0, signs)
}

const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')

const lettersIn = (text: string): number => text.replaceAll(/\p{N}/gu, '').length

function wordsOf(texts: readonly string[]): string[] {
  const parts = texts.flatMap((text) => {
    const local = text.includes('@') ? text.slice(0, text.lastIndexOf('@')) : text
    return [fold(local), ...local.split(/[^\p{L}\p{M}\p{N}]+/u).map(fold)]
  })
  return [...new Set(parts.filter((part) => part.length >= 3))].sort((a, b) => b.length - a.length)
}
