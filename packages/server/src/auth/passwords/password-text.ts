/** One spelling of a password: keyboards and systems write the same characters in different ways (NIST SP 800-63B-4, 3.1.1.2). */
export const preparedPassword = (password: string): string => password.normalize('NFKC')

/** Length as people count it: in code points, not in UTF-16 units. */
export const lengthOf = (text: string): number => [...text].length
