export type AuditCategory = 'authentication' | 'authorization' | 'data' | 'security' | 'admin' | 'system'
export type AuditSeverity = 'info' | 'warning' | 'error' | 'critical'

export interface AuditAction {
  meaning: string
  category: AuditCategory
  severity: AuditSeverity
}

const authentication = (severity: AuditSeverity, meaning: string): AuditAction => ({
  category: 'authentication',
  severity,
  meaning,
})
const authorization = (severity: AuditSeverity, meaning: string): AuditAction => ({
  category: 'authorization',
  severity,
  meaning,
})
const data = (severity: AuditSeverity, meaning: string): AuditAction => ({ category: 'data', severity, meaning })
const security = (severity: AuditSeverity, meaning: string): AuditAction => ({ category: 'security', severity, meaning })
const admin = (severity: AuditSeverity, meaning: string): AuditAction => ({ category: 'admin', severity, meaning })
const system = (severity: AuditSeverity, meaning: string): AuditAction => ({ category: 'system', severity, meaning })

/** Everything an audit entry can say. A name is for ever, since entries are; its meaning may be reworded. */
export const auditActions = {
  'token.issued': authentication('info', 'An access token was issued; the details name the proof of identity.'),
  'token.revoked': authentication('info', 'A token was revoked before its end.'),
  'token.expired': authentication('info', 'A call came with a token whose time was over.'),
  'token.refused': authentication('warning', 'A call came with a token that is not valid or was revoked.'),
  'token.reuse_detected': security('critical', 'A one-time token was used twice: all that came from it was revoked.'),
  'grant.revoked': authentication('warning', 'A grant and every token under it were revoked.'),
  'authentication.refused': authentication('warning', 'A proof of identity was refused.'),
  'certificate.refused': authentication('warning', 'A client certificate was refused: expired, revoked or not readable.'),
  'certificate.missing': authentication('warning', 'A token bound to a certificate came without it.'),
  'certificate.mismatched': authentication('warning', 'The client certificate and the token name different principals.'),
  'authorization.denied': authorization('warning', 'A principal asked for something that it is not permitted.'),
  'authorization.not_found': authorization(
    'info',
    'A principal asked by its id for something that its team has not: gone, mistyped, or of another team.',
  ),
  'rate_limit.exceeded': security('warning', 'Calls were refused because an allowance was used up.'),

  'account.registered': authentication('info', 'An account was made; its address was confirmed by a code.'),
  'account.updated': authentication('info', 'Somebody changed their name.'),
  'account.email_changed': authentication('warning', 'An account got another address; the former one was told.'),
  'account.password_changed': authentication('warning', 'A password was changed; all other sessions ended.'),
  'account.password_reset': authentication('warning', 'A password was set anew by a code from the mailbox; all sessions ended.'),
  'account.password_upgraded': authentication('info', 'The hash of a password was made anew with the parameters of today.'),
  'account.code_sent': authentication('info', 'A code was sent to an address; the details tell what for.'),
  'account.code_refused': authentication(
    'warning',
    'A code from the mailbox was refused: wrong, used, too late or of another browser.',
  ),
  'account.disabled': admin('warning', 'An account was closed by an operator; every session and grant of it ended.'),
  'account.enabled': admin('warning', 'An account was opened again by an operator.'),
  'account.deleted': authentication('warning', 'An account was deleted with everything that it signed in with.'),

  'session.started': authentication('info', 'Somebody signed in; the details name the factors.'),
  'session.refused': authentication('warning', 'A sign-in was refused; the details tell at which factor.'),
  'session.stepped_up': authentication('info', 'Somebody proved themselves again within their session.'),
  'session.team_selected': authentication('info', 'Somebody changed the team that their session is in.'),
  'session.ended': authentication('info', 'A session was ended.'),
  'session.cross_site_refused': security('warning', 'A call with a cookie came from another site.'),
  'session.guessing_slowed': security('warning', 'Further guesses have to wait; the details tell for what and how long.'),

  'factor.totp_enrolled': authentication('warning', 'An authenticator app was set up.'),
  'factor.totp_removed': authentication('warning', 'An authenticator app was removed.'),
  'factor.totp_disabled': security('critical', 'An authenticator app was switched off after too many wrong codes.'),
  'factor.recovery_codes_made': authentication('warning', 'New recovery codes were made; the former ones are void.'),
  'factor.recovery_code_used': authentication('warning', 'A recovery code was used; the details tell how many are left.'),
  'factor.passkey_added': authentication('warning', 'A passkey was added.'),
  'factor.passkey_renamed': authentication('info', 'A passkey got another name.'),
  'factor.passkey_removed': authentication('warning', 'A passkey was removed.'),

  'consent.given': authentication('info', 'A person let a client act for them; the details name the scopes.'),
  'consent.refused': authentication('info', 'A person refused to let a client act for them.'),
  'consent.withdrawn': authentication('info', 'A person took back what they let a client do.'),

  'member.joined': admin('info', 'Somebody became a member of the team.'),
  'member.roles_changed': authorization('warning', 'The roles of a member were changed.'),
  'member.removed': admin('warning', 'A member was removed from the team.'),
  'member.left': admin('info', 'A member left the team.'),
  'invitation.created': admin('info', 'Somebody was invited; the details name the roles.'),
  'invitation.revoked': admin('info', 'An invitation was taken back.'),
  'invitation.declined': admin('info', 'Somebody who was invited does not want to come.'),
  'invitation.refused': authentication('warning', 'An invitation was not accepted: used, too late, or of another address.'),
  'role.created': authorization('info', 'A role of the team was made.'),
  'role.updated': authorization('warning', 'A role of the team was changed; the details tell its permissions before and after.'),
  'role.deleted': authorization('warning', 'A role of the team was deleted.'),
  'team.policy_changed': admin('warning', 'What the team demands of sign-ins was changed.'),

  'team.created': admin('info', 'A team was created.'),
  'team.updated': admin('info', 'A team was renamed or its settings were changed.'),
  'team.deleted': admin('warning', 'A team was deleted and its data keys were destroyed.'),
  'client.created': admin('info', 'An API client was created.'),
  'client.updated': admin('warning', 'An API client was changed; the details tell its roles and permissions before and after.'),
  'client.deleted': admin('warning', 'An API client was deleted.'),
  'client.secret_rotated': admin('info', 'An API client got a new secret.'),
  'client.certificate_issued': admin('info', 'A certificate was issued to an API client.'),
  'client.certificate_revoked': admin('warning', 'A certificate of an API client was revoked.'),
  'aircraft.registered': admin('info', 'An aircraft was registered.'),
  'aircraft.updated': admin('info', 'An aircraft was changed.'),
  'aircraft.deleted': admin('warning', 'An aircraft was deleted.'),
  'aircraft.revoked': admin('warning', 'An aircraft and everything it holds were revoked.'),
  'aircraft.secret_issued': admin('info', 'An aircraft got a new secret.'),
  'aircraft.certificate_issued': admin('info', 'A certificate was issued to an aircraft.'),
  'aircraft.certificate_revoked': admin('warning', 'A certificate of an aircraft was revoked.'),
  'authority.created': admin('info', 'The issuing authority of a team, or of the installation, was made.'),
  'authority.rotated': admin('info', 'An issuing authority was replaced.'),

  'connection.created': admin('info', 'A connection to a cloud was saved; its key pair was made here.'),
  'connection.updated': admin('warning', 'A connection to a cloud was changed, paused or resumed.'),
  'connection.deleted': admin(
    'warning',
    'A connection to a cloud was deleted with its keys; the details tell what stopped with it.',
  ),
  'connection.checked': security(
    'info',
    'A connection was checked; the details tell what is missing there and what is too much.',
  ),
  'connection.sync_asked': data('info', 'Somebody had the machines of a connection read from the cloud.'),
  'connection.certificate_made': security('info', 'A next key pair was made for a connection.'),
  'connection.certificate_activated': security('warning', 'Another key signs for a connection from now on.'),
  'connection.certificate_destroyed': security('warning', 'The private key of a certificate of a connection was destroyed.'),
  'connection.certificate_expiring': security('warning', 'The certificate of a connection ends soon, or has ended.'),
  'run.began': data('info', 'Machines are started or stopped because a schedule, an override or a change by hand asked for it.'),
  'run.cancelled': admin('warning', 'Somebody cancelled a run; what the cloud had been asked for goes on to its end.'),
  'machine.action_asked': admin('warning', 'Somebody had a machine started, stopped, restarted or given another size.'),
  'savings.settings_changed': admin('info', 'The currency or the discount with which savings are counted was changed.'),
  'schedule.created': admin('info', 'A schedule of machines was made.'),
  'schedule.updated': admin('warning', 'A schedule of machines was changed; the details tell how it was before and after.'),
  'schedule.deleted': admin('warning', 'A schedule of machines was deleted; the machines were left as they were.'),
  'schedule.applied': admin('warning', 'What a schedule wanted at that moment was applied because somebody asked for it.'),
  'override.created': admin('info', 'Schedules were set aside until an instant; the details name machines, state and end.'),
  'override.ended': admin('info', 'An override was ended before its time.'),
  'calendar.created': admin('info', 'A calendar of exceptions was made.'),
  'calendar.updated': admin('warning', 'A calendar of exceptions was changed; the details name the schedules that use it.'),
  'calendar.deleted': admin('info', 'A calendar of exceptions was deleted.'),
  'notification_rule.created': admin('info', 'A rule of notification was made.'),
  'notification_rule.updated': admin(
    'warning',
    'A rule of notification was changed; of a webhook the trail names the origin alone.',
  ),
  'notification_rule.deleted': admin('warning', 'A rule of notification was deleted with what it still had to tell.'),
  'notification_rule.disabled': admin('warning', 'A rule of notification was disabled: its address answered that it is gone.'),
  'notification_rule.secret_rotated': security('warning', 'Messages of a webhook are signed with another secret.'),
  'notification_rule.tested': data('info', 'Somebody had a test message sent.'),
  'notification.retried': data('info', 'A notification that had been given up was sent again because somebody asked for it.'),
  'keep_link.used': admin('info', 'Somebody kept machines on by the link of a message before their stop.'),
  'keep_link.refused': security('warning', 'The link of a message before a stop was used again, or too late.'),

  'telemetry.batch_committed': data('info', 'Events were stored: the entry holds the root over the records of one batch.'),
  'telemetry.conflict_refused': data('warning', 'An event id came again with other content and was refused.'),
  'telemetry.position_implausible': data(
    'warning',
    'Positions lie farther apart than Mach 3 could carry an aircraft: stored and flagged.',
  ),
  'telemetry.day_expired': data('info', 'A day of events was removed because its retention was over.'),
  'weather.read': data(
    'info',
    'The weather at a place, or of an aircraft, was read; the place in the details is rounded to a tenth of a degree.',
  ),
  'contacts.read': data('info', 'Linked contacts were read; the details tell how many.'),
  'contacts.link_started': authentication('info', 'Linking of a contacts account was started.'),
  'contacts.link_completed': authentication('info', 'A contacts account was linked.'),
  'contacts.link_failed': authentication('warning', 'Linking of a contacts account failed.'),
  'contacts.link_revoked': authentication('info', 'The link to a contacts account was revoked.'),

  'audit.exported': data('info', 'The audit trail of the team was exported.'),
  'audit.pending_tampered': security(
    'critical',
    'An entry that waited for its place was changed, copied or forged in the database.',
  ),
  'audit.refusals_lost': security('error', 'Refusals could not be recorded one by one; the details tell how many.'),

  'signing_key.announced': security('info', 'A signing key was announced.'),
  'signing_key.activated': security('info', 'A signing key began to sign.'),
  'signing_key.retired': security('info', 'A signing key stopped signing.'),
  'signing_key.withdrawn': security('critical', 'A signing key was withdrawn: what it signed is no longer accepted.'),
  'signing_key.destroyed': security('info', 'The private part of a signing key that had retired was destroyed.'),
  'root_key.activated': security('warning', 'A root key that was not used before wraps data keys from now on.'),
  'root_key.rotated': security('warning', 'Data keys were put under a new root key; the details tell how many.'),
  'data_key.rotated': security('info', 'A new version of a data key was made.'),
  'data_key.destroyed': security('critical', 'The data keys of a team were destroyed: what they sealed cannot be read again.'),
  'data_key.retired': security('warning', 'Versions of data keys that sealed nothing any more were destroyed.'),
  'envelopes.resealed': security('info', 'Secrets were sealed anew with the newest data keys; the details tell how many.'),
  'root_key.retired': security('warning', 'Root keys that wrapped nothing any more were taken out of the root key file.'),
  'local_key.rotated': security('warning', 'A key that is kept in the data folder was replaced.'),
  'local_key.retired': security('warning', 'Former keys were taken out of a file in the data folder.'),
  'authority.removed': security('info', 'Authorities whose last certificate has ended were removed with their keys.'),

  'configuration.changed': admin('warning', 'The configuration differs from that of the start before.'),
  'database.migrated': system('info', 'Migrations were applied to the database; told by the first start after them.'),
  'service.started': system('info', 'A process of the installation started.'),
  'service.stopped': system('info', 'A process of the installation stopped in good order.'),
} as const satisfies Record<string, AuditAction>

export type AuditActionName = keyof typeof auditActions

export const isAuditAction = (name: string): name is AuditActionName => Object.hasOwn(auditActions, name)

/** @throws Error for an action that nobody could look up: a programming mistake, which must not end as an entry */
export function assertAuditAction(name: string): asserts name is AuditActionName {
  if (!isAuditAction(name))
    throw new Error(`There is no audit action ${JSON.stringify(name)} in the catalogue (audit/catalogue.ts).`)
}
