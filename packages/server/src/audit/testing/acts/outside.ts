import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startAzure } from '@skykeep/simulator/azure/azure'
import { worldBuilder } from '@skykeep/simulator/azure/world-builder'
import { PretendGoogle } from '@skykeep/simulator/google/google'
import { startMailbox } from '@skykeep/simulator/mailbox/mailbox'
import { selfSigned } from '@skykeep/simulator/self-signed'

/** What is outside of the installation: a mail server, a Google with an address book, an Azure with one machine. And how it is told of them. */
export async function startOutside() {
  const folder = mkdtempSync(join(tmpdir(), 'skykeep-test-'))
  const mailbox = await startMailbox()
  const google = await new PretendGoogle({ clientId: 'the-client', clientSecret: 'the-client-secret', people: 3 }).start()
  const build = worldBuilder({ seed: 'acts' })
  const subscription = build.subscription('Flight operations')
  subscription.group('rg-simulation', 'westeurope').machine('vm-1', { power: 'running' })
  const application = build.application('skykeep', {})
  const tls = selfSigned('pretended Azure')
  const azure = await startAzure({ seed: 'acts', tls, world: build.spec() })
  const caFile = join(folder, 'ca.pem')
  writeFileSync(caFile, tls.cert)
  return {
    mailbox,
    google,
    azure,
    application,
    /** What a connection to that Azure has to say. */
    connection: { cloud: 'trial', tenant_id: build.tenant_id, client_id: application.id, subscription_ids: [subscription.id] },
    settings: {
      SKYKEEP_SMTP_URL: mailbox.smtpUrl,
      SKYKEEP_MAIL_FROM: 'Skykeep <no-reply@skykeep.test>',
      SKYKEEP_GOOGLE_CLIENT_ID: 'the-client',
      SKYKEEP_GOOGLE_CLIENT_SECRET: 'the-client-secret',
      SKYKEEP_GOOGLE_URL: google.url,
      SKYKEEP_AZURE_CLOUDS: `trial=${azure.url}|${azure.url}|${caFile}`,
      SKYKEEP_WEATHER_PROVIDER: 'demo',
      SKYKEEP_WEBHOOK_NETWORKS: '127.0.0.1',
    },
    async close(): Promise<void> {
      await Promise.all([mailbox.close(), google.stop(), azure.close()])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
