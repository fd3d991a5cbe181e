/**
 * Every refusal Skykeep can answer, by its stable code (RFC 9457 `application/problem+json`).
 * A code is for ever; its title may be reworded. `challenge` marks answers that carry `WWW-Authenticate`.
 */
export const problems = {
  VALIDATION_FAILED: { status: 400, title: 'The request does not fit the contract' },
  MALFORMED_JSON: { status: 400, title: 'The body is not strict JSON' },
  MALFORMED_REQUEST: { status: 400, title: 'The request is not well-formed HTTP' },
  OAUTH_REQUEST_REFUSED: { status: 400, title: 'The OAuth request was refused' },
  CERTIFICATE_REQUEST_REFUSED: { status: 400, title: 'The certificate signing request was refused' },
  TIMESTAMP_IMPLAUSIBLE: { status: 400, title: 'The instant lies outside the accepted window' },
  PASSWORD_REFUSED: { status: 400, title: 'The password is not accepted' },
  CODE_REFUSED: { status: 400, title: 'The code is not accepted' },
  IDEMPOTENCY_KEY_INVALID: { status: 400, title: 'The Idempotency-Key header is not usable' },

  NOT_AUTHENTICATED: { status: 401, title: 'Authentication is needed' },
  TOKEN_INVALID: { status: 401, title: 'The access token is not valid' },
  TOKEN_EXPIRED: { status: 401, title: 'The access token has expired' },
  TOKEN_REVOKED: { status: 401, title: 'The access token was revoked' },
  CERTIFICATE_REQUIRED: { status: 401, title: 'The access token is bound to a client certificate' },
  CERTIFICATE_INVALID: { status: 401, title: 'The client certificate is not accepted' },
  PROOF_OF_IDENTITY_INVALID: { status: 401, title: 'No valid proof of identity' },

  SESSION_ENDED: { status: 401, title: 'The session has ended' },
  SIGN_IN_REFUSED: { status: 401, title: 'The sign-in was refused' },
  SECOND_FACTOR_REFUSED: { status: 401, title: 'The second factor was refused' },

  PERMISSION_DENIED: { status: 403, title: 'The principal lacks the permission' },
  CERTIFICATE_MISMATCH: { status: 403, title: 'The client certificate belongs to somebody else' },
  SECOND_FACTOR_REQUIRED: { status: 403, title: 'A second factor is needed first' },
  STEP_UP_REQUIRED: { status: 403, title: 'A fresh sign-in is needed for this' },
  ADDRESS_NOT_ALLOWED: { status: 403, title: 'The team does not admit this address' },
  CROSS_SITE_REFUSED: { status: 403, title: 'The request came from another site' },
  FOREIGN_AIRCRAFT: { status: 403, title: 'An aircraft writes only its own events' },

  NOT_FOUND: { status: 404, title: 'There is nothing here' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'This path does not take that method' },

  TELEMETRY_CONFLICT: { status: 409, title: 'This event id was used with other content' },
  AIRCRAFT_REGISTRATION_TAKEN: { status: 409, title: 'An aircraft with this registration exists' },
  CLIENT_NAME_TAKEN: { status: 409, title: 'A client with this name exists' },
  AUTH_METHOD_MISMATCH: { status: 409, title: 'The client authenticates in another way' },
  AIRCRAFT_REVOKED: { status: 409, title: 'The aircraft is revoked' },
  ROLE_NAME_TAKEN: { status: 409, title: 'A role with this name exists' },
  ROLE_IN_USE: { status: 409, title: 'Somebody still has the role' },
  ROLE_LIMIT_REACHED: { status: 409, title: 'The team has as many roles as it may have' },
  ALREADY_MEMBER: { status: 409, title: 'That person is in the team already' },
  INVITATION_ENDED: { status: 409, title: 'The invitation cannot be accepted any more' },
  LAST_OWNER: { status: 409, title: 'The team would be left without an owner' },
  LAST_FACTOR: { status: 409, title: 'The account would be left without a factor that it needs' },
  FACTOR_EXISTS: { status: 409, title: 'The factor is set up already' },
  TEAM_MISMATCH: { status: 409, title: 'The session is in another team' },
  IDEMPOTENCY_KEY_REUSED: { status: 409, title: 'The Idempotency-Key was used with another request' },

  CONNECTION_NAME_TAKEN: { status: 409, title: 'A connection with this name exists' },
  CONNECTION_PAUSED: { status: 409, title: 'The connection is paused' },
  CONNECTION_NOT_READY: { status: 409, title: 'The connection has not passed its check' },
  CONNECTION_WITHOUT_CERTIFICATE: { status: 409, title: 'The connection has no such certificate' },
  CERTIFICATE_ROTATION_OPEN: { status: 409, title: 'A next certificate waits to be registered already' },
  CERTIFICATE_NOT_REGISTERED: { status: 409, title: 'The cloud does not take the certificate' },
  CERTIFICATE_IN_USE: { status: 409, title: 'The certificate is the one that signs' },
  CONTACTS_NOT_LINKED: { status: 404, title: 'No address book is linked' },
  CONTACTS_CONSENT_WITHDRAWN: { status: 409, title: 'The consent to read the address book was withdrawn' },
  CONTACTS_SYNC_EXPIRED: { status: 409, title: 'The token for changes of the address book is too old' },
  CONTACTS_LINK_REFUSED: { status: 403, title: 'The address book was not linked' },
  MACHINE_LEFT_ALONE: { status: 409, title: 'The machine is not ours to switch' },
  RUN_ENDED: { status: 409, title: 'The run is over' },
  SCHEDULE_NAME_TAKEN: { status: 409, title: 'A schedule with this name exists' },
  SCHEDULE_CONFLICT: { status: 409, title: 'Another schedule of the same rank reaches the same machines' },
  SCHEDULE_LIMIT_REACHED: { status: 409, title: 'The team has as many schedules, calendars or overrides as it may have' },
  CALENDAR_NAME_TAKEN: { status: 409, title: 'A calendar with this name exists' },
  CALENDAR_IN_USE: { status: 409, title: 'A schedule still uses the calendar' },
  NOTIFICATION_RULE_NAME_TAKEN: { status: 409, title: 'A rule of notification with this name exists' },
  NOTIFICATION_RULE_LIMIT_REACHED: { status: 409, title: 'The team has as many rules of notification as it may have' },
  NOTIFICATION_WITHOUT_SECRET: { status: 409, title: 'The rule sends mails, which nothing signs' },
  NOTIFICATION_NOT_DEAD: { status: 409, title: 'The notification was not given up' },

  PROOF_NOT_READY: { status: 409, title: 'No signed checkpoint covers this yet' },

  PRECONDITION_FAILED: { status: 412, title: 'The resource has changed since it was read' },
  PAYLOAD_TOO_LARGE: { status: 413, title: 'The body is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'The body has a media type that this call does not take' },
  EXPECTATION_FAILED: { status: 417, title: 'The Expect header cannot be met' },
  PRECONDITION_REQUIRED: { status: 428, title: 'The If-Match header is needed' },
  RATE_LIMITED: { status: 429, title: 'Too many requests' },
  HEADERS_TOO_LARGE: { status: 431, title: 'The request headers are too large' },

  INTERNAL: { status: 500, title: 'Something failed on our side' },
  PROVIDER_UNAVAILABLE: { status: 503, title: 'A service outside cannot be reached' },
  PROVIDER_LIMITED: { status: 503, title: 'A service outside asks us to wait' },
  PROVIDER_NOT_CONFIGURED: { status: 503, title: 'No service outside is configured for this' },
  ROLE_UNREACHABLE: { status: 503, title: 'A part of the installation cannot be reached' },
  DATABASE_UNAVAILABLE: { status: 503, title: 'The database cannot be reached' },
  OVERLOADED: { status: 503, title: 'More work is waiting than can be accepted' },
  STOPPING: { status: 503, title: 'This process is stopping' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemCode = keyof typeof problems

/** One fault of one field: `pointer` is a JSON Pointer (RFC 6901) into the body, or `#/query/…`, `#/path/…`, `#/headers/…`. */
export interface FieldFault {
  pointer: string
  detail: string
}

/** A refusal on its way out: thrown anywhere, answered as a problem document. `detail` is for the caller, `cause` for our log. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly status: number
  readonly detail: string | undefined
  readonly errors: readonly FieldFault[] | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(
    code: ProblemCode,
    more: { detail?: string; errors?: readonly FieldFault[]; cause?: unknown; retryAfterSeconds?: number } = {},
  ) {
    super(problems[code].title, { cause: more.cause })
    this.name = 'Problem'
    this.code = code
    this.status = problems[code].status
    this.detail = more.detail
    this.errors = more.errors
    this.retryAfterSeconds = more.retryAfterSeconds
  }
}
