import { Problem } from '@skykeep/contract'

/** The versions that a change may start from; undefined: any. */
export type ExpectedVersions = ReadonlySet<number> | undefined

export const etagOf = (version: number): string => `"${version}"`

const TAGS = /^(?:W\/)?"[\x21\x23-\x7e]*"(?:\s*,\s*(?:W\/)?"[\x21\x23-\x7e]*")*$/
const OUR_TAG = /(?<!W\/)"([1-9]\d{0,9})"/g

/**
 * What an `If-Match` header asks for (RFC 9110 §13.1.1): compared strongly, so a weak tag never matches, nor does one that is not ours.
 *
 * @throws Problem VALIDATION_FAILED when it is no list of entity tags
 */
export function expectedVersions(ifMatch: string | undefined): ExpectedVersions {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined
  if (!TAGS.test(ifMatch.trim())) {
    const detail = 'must be * or entity tags as an ETag header told them, such as "3"'
    throw new Problem('VALIDATION_FAILED', { errors: [{ pointer: '#/headers/if-match', detail }] })
  }
  return new Set([...ifMatch.matchAll(OUR_TAG)].map(([, version]) => Number(version)))
}

/** As {@link expectedVersions}, for changes that must say what they start from. @throws Problem PRECONDITION_REQUIRED */
export function demandedVersions(ifMatch: string | undefined): ExpectedVersions {
  if (ifMatch === undefined) {
    throw new Problem('PRECONDITION_REQUIRED', {
      detail: 'Send the ETag that you read as If-Match, or * to change whatever is there.',
    })
  }
  return expectedVersions(ifMatch)
}

/** Stops a change that was made from an older state. @throws Problem PRECONDITION_FAILED */
export function mustBeExpected(expected: ExpectedVersions, version: number): void {
  if (expected && !expected.has(version)) throw new Problem('PRECONDITION_FAILED')
}
