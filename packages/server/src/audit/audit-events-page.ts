import { type AuditAction, auditActions } from './catalogue.ts'

/** `docs/security/audit-events.md`, made from the catalogue. */
export function auditEventsPage(): string {
  return `# Audit events

Made from \`packages/server/src/audit/catalogue.ts\` by \`npm run gen\`. An entry names one of these actions; there are no others.

| action | category | severity | meaning |
| --- | --- | --- | --- |
${Object.entries(auditActions).map(row).join('\n')}

## The events of the reference (SkyLink)

Its 24 event types, and where the same fact is found here.

| event of the reference | here |
| --- | --- |
${Object.entries(referenceEvents)
  .map(([name, ours]) => `| ${name} | ${ours} |`)
  .join('\n')}
`
}

const row = ([name, { category, severity, meaning }]: [string, AuditAction]): string =>
  `| \`${name}\` | ${category} | ${severity} | ${meaning} |`

export const referenceEvents = {
  AUTH_SUCCESS: '`token.issued`',
  AUTH_FAILURE: '`authentication.refused`',
  AUTH_TOKEN_EXPIRED: '`token.expired`',
  AUTH_TOKEN_INVALID: '`token.refused`',
  MTLS_SUCCESS: '`token.issued`, with the certificate as proof of identity',
  MTLS_FAILURE: '`certificate.refused`, `certificate.missing`',
  MTLS_CN_MISMATCH: '`certificate.mismatched`',
  RATE_LIMIT_EXCEEDED: '`rate_limit.exceeded`',
  TELEMETRY_CREATED: '`telemetry.batch_committed`: one entry proves every event of a commit',
  TELEMETRY_DUPLICATE: 'no entry: a duplicate changes nothing; it is counted in `telemetry_events_total`',
  TELEMETRY_CONFLICT: '`telemetry.conflict_refused`',
  OAUTH_INITIATED: '`contacts.link_started`',
  OAUTH_COMPLETED: '`contacts.link_completed`',
  OAUTH_FAILURE: '`contacts.link_failed`',
  OAUTH_REVOKED: '`contacts.link_revoked`',
  CONTACTS_ACCESSED: '`contacts.read`',
  WEATHER_ACCESSED: '`weather.read`',
  AUTHZ_SUCCESS: 'every entry with the outcome `success`: it names the principal and the credential',
  AUTHZ_FAILURE: '`authorization.denied`',
  ROLE_ASSIGNED: '`member.joined`, `member.roles_changed`, `client.created`, `client.updated`',
  ROLE_REVOKED: '`member.roles_changed`, `member.removed`, `member.left`, `client.updated`, `client.deleted`',
  SERVICE_STARTED: '`service.started`',
  SERVICE_STOPPED: '`service.stopped`',
  CONFIG_CHANGED: '`configuration.changed`',
} as const
