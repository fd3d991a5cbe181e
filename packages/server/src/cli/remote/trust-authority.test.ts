import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createAuthority, issueServerCertificate, privateKeyPem } from '@skykeep/keyring'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { person } from './testing/person.ts'
import { pretendInstallation } from './testing/pretend-installation.ts'

test('over TLS an authority that nobody knows is refused, and trusted when it was named, then and later', async () => {
  const now = new Date()
  const authority = await createAuthority({ commonName: 'Own authority', validYears: 1, pathLength: 0, now })
  const names = { dnsNames: ['localhost'], ipAddresses: ['127.0.0.1'] }
  const { chainPem, privateKeyPkcs8 } = await issueServerCertificate({ authority, ...names, days: 1, now })
  const there = await pretendInstallation({ cert: chainPem, key: privateKeyPem(privateKeyPkcs8) })
  try {
    const ada = person(there)
    const caFile = join(temporaryFolder(), 'ca.pem')
    writeFileSync(caFile, authority.pem)
    const login = (...more: string[]) => ada.skykeep('login', '--url', there.url, '--device', ...more)
    expect(await login()).toMatchObject({ code: 1, err: expect.stringContaining('does not answer as an installation') })
    expect(await login('--ca', caFile)).toMatchObject({ code: 0, out: expect.stringContaining('as Ada') })
    const { logins } = JSON.parse(readFileSync(join(ada.folder, 'credentials.json'), 'utf8'))
    expect(logins[there.url].ca_file).toBe(caFile)
    expect((await ada.skykeep('whoami')).code).toBe(0)
  } finally {
    await there.close()
  }
})
