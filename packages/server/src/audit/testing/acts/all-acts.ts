import type { AuditActionName } from '../../catalogue.ts'
import { accountActs } from './account-acts.ts'
import type { Act } from './act.ts'
import { automationActs } from './automation-acts.ts'
import { connectionActs } from './connection-acts.ts'
import { consentActs } from './consent-acts.ts'
import { factorActs } from './factor-acts.ts'
import { installationActs } from './installation-acts.ts'
import { keyActs } from './key-acts.ts'
import { notificationActs } from './notification-acts.ts'
import { outsideActs } from './outside-acts.ts'
import { registryActs } from './registry-acts.ts'
import { sessionActs } from './session-acts.ts'
import { teamActs } from './team-acts.ts'
import { telemetryActs } from './telemetry-acts.ts'
import { tokenActs } from './token-acts.ts'

/** Who can do what at one place, in the order in which it is driven. */
export const actsOf = {
  accounts: accountActs,
  sessions: sessionActs,
  factors: factorActs,
  teams: teamActs,
  registry: registryActs,
  consents: consentActs,
  tokens: tokenActs,
  automation: automationActs,
  connections: connectionActs,
  notifications: notificationActs,
  telemetry: telemetryActs,
  outside: outsideActs,
  keys: keyActs,
  installation: installationActs,
}

/** An action that nobody drives does not compile. */
export const everyAct: Record<AuditActionName, Act> = {
  ...actsOf.accounts,
  ...actsOf.sessions,
  ...actsOf.factors,
  ...actsOf.teams,
  ...actsOf.registry,
  ...actsOf.consents,
  ...actsOf.tokens,
  ...actsOf.automation,
  ...actsOf.connections,
  ...actsOf.notifications,
  ...actsOf.telemetry,
  ...actsOf.outside,
  ...actsOf.keys,
  ...actsOf.installation,
}
