/**
 * JSON to be read at a terminal. What would steer the terminal or turn the direction of text around stands escaped, which JSON allows:
 * a name that somebody chose cannot make one line read as another.
 */
export const visibleJson = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(/[\p{Cf}\u007f-\u009f\u2028\u2029]/gu, (character) =>
    Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  )
