const PRODUCT = 'Skykeep'
/** With fewer letters of its own than this, a password is the word with something stuck to it. */
const OWN_LETTERS = 4
/** A part of a name that is shorter stands in too many passwords by chance. */
const PART_LETTERS = 3

/**
 * True for a password that somebody who knows the person would try: the name of the product, or what the caller says of the person
 * and their team (address, names), in any case, reversed, repeated, one after another, with digits and signs between.
 */
export function isMadeOfContext(password: string, context: readonly string[]): boolean {
  const folded = fold(password)
  const rest = wordsOf([PRODUCT, ...context]).reduce((text, word) => text.replaceAll(word, ' '), folded)
  return rest !== folded && rest.replaceAll(/[\p{N} ]/gu, '').length < OWN_LETTERS
}

/** Letters and digits, without case and accents. */
const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')

/** The longest first: a part must not be taken out of a whole. */
function wordsOf(context: readonly string[]): string[] {
  const words = context.flatMap((text) => {
    const localPart = text.includes('@') ? text.slice(0, text.lastIndexOf('@')) : text
    const parts = localPart.split(/[^\p{L}\p{M}\p{N}]+/u).map(fold)
    return [fold(text), fold(localPart), ...parts.filter((part) => part.length >= PART_LETTERS)]
  })
  const both = words.filter((word) => word.length > 1).flatMap((word) => [word, [...word].reverse().join('')])
  return [...new Set(both)].sort((a, b) => b.length - a.length)
}
