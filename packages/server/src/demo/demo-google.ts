import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import { Secret } from '../config/secret.ts'
import { startSimulator } from './start-simulator.ts'

export interface DemoGoogle {
  settings: { SKYKEEP_GOOGLE_CLIENT_ID: string; SKYKEEP_GOOGLE_CLIENT_SECRET: Secret; SKYKEEP_GOOGLE_URL: string }
  stop(): Promise<void>
}

/** A pretended Google with two thousand people, for this start only: links of the one before have to be made again. */
export async function startDemoGoogle(log: Pick<Logger, 'debug'>): Promise<DemoGoogle> {
  const [clientId, clientSecret] = ['skykeep-demo', randomBytes(24).toString('base64url')]
  const { answer, stop } = await startSimulator<{ url: string }>('google', { clientId, clientSecret }, log)
  return {
    settings: {
      SKYKEEP_GOOGLE_CLIENT_ID: clientId,
      SKYKEEP_GOOGLE_CLIENT_SECRET: new Secret(clientSecret),
      SKYKEEP_GOOGLE_URL: answer.url,
    },
    stop,
  }
}
