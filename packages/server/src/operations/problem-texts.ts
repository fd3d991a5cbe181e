import type { ProblemCode } from '@skykeep/contract'

export interface ProblemText {
  /** What the answer says. */
  meaning: string
  /** How a caller comes to get it. */
  why: string
  /** What the caller, or the operator, can do. */
  todo: string
}

/** The page of every problem code: `docs/problems/` and `/docs/problems/{code}`, where the `type` of a problem document leads. */
export const problemTexts: Record<ProblemCode, ProblemText> = {
  VALIDATION_FAILED: {
    meaning: 'The body, query, path or a header does not fit the schema of the call. Nothing was changed.',
    why: 'A member is missing, has another type, lies outside its bounds, or is not known. `errors` names each one: `pointer` is a JSON Pointer into the body, or begins with `#/query`, `#/path` or `#/headers`.',
    todo: 'Correct what `errors` names. The schema of each call is in `/openapi.json`. Sending the same request again gives the same answer.',
  },
  MALFORMED_JSON: {
    meaning: 'The body is not strict JSON, so it was not looked at further.',
    why: 'It cannot be parsed, is not UTF-8, repeats a member name in one object, is nested deeper than 32 levels, or holds `NaN`, `Infinity`, U+0000 or half of a surrogate pair. `detail` says which.',
    todo: 'Let a JSON library write the body. Repeated names are refused because two readers of one body could see different values.',
  },
  MALFORMED_REQUEST: {
    meaning: 'The bytes are not a well-formed HTTP request.',
    why: 'The request line, a header or the framing of the body is wrong, the path cannot be decoded, `Host` is missing, or the request took too long to arrive.',
    todo: 'Use an HTTP library, and check proxies in between: a message with both a length and chunks is refused on purpose.',
  },
  OAUTH_REQUEST_REFUSED: {
    meaning: 'The OAuth endpoint did not accept the request.',
    why: 'A parameter is missing, unknown or repeated, or the client may not use this grant. `detail` repeats the OAuth error.',
    todo: 'Compare the request with `/.well-known/oauth-authorization-server`. In its own name a client uses client credentials; for a person the authorization code with PKCE (S256), or the device flow, as it was registered.',
  },
  CERTIFICATE_REQUEST_REFUSED: {
    meaning: 'The certificate signing request was not signed.',
    why: 'It is not PKCS#10 in PEM, its own signature does not hold, or its key is too weak or of a kind that is not accepted.',
    todo: 'Make a new request with an EC P-256 or P-384 key, or RSA of 2048 bits or more. Its subject does not matter: the name is the id of the aircraft or client.',
  },
  TIMESTAMP_IMPLAUSIBLE: {
    meaning: 'The instant of the event lies outside the accepted window. The event was not stored.',
    why: 'The clock of the sender is wrong, or the event is older than the window and the aircraft may not back-fill.',
    todo: 'Set the clock. To send old events, let somebody who may do so set `backfill` on the aircraft, which gives it `telemetry:backfill`.',
  },
  PASSWORD_REFUSED: {
    meaning: 'The password is not good enough. Nothing was changed.',
    why: 'It is shorter than 10 or longer than 256 characters, stands on the list of passwords that attackers try first, or is made of the product’s name, the address or a name of yours. `errors` says which.',
    todo: 'Take a longer one, such as four random words, or let a password manager make it. No mix of character kinds is asked for. With 15 characters a second factor is your choice.',
  },
  CODE_REFUSED: {
    meaning: 'The code is not accepted. Nothing was changed.',
    why: 'From the mailbox: it is wrong, was used before, is older than ten minutes, was asked for in another browser, or there were too many wrong ones; the answer does not say which. From an authenticator app that is being set up: it is not the code that the app shows now, or somebody has asked for another secret since.',
    todo: 'From the mailbox: ask for a new code and type it where you asked for it. From an app: look at the clock of the device, and type the next code.',
  },
  IDEMPOTENCY_KEY_INVALID: {
    meaning: 'The `Idempotency-Key` header cannot be used.',
    why: 'It is empty, longer than 200 characters, or holds something other than visible ASCII.',
    todo: 'Send a random UUID, a new one for each thing that is to be created.',
  },
  NOT_AUTHENTICATED: {
    meaning: 'The call needs an access token and there was none that could be read.',
    why: 'The `Authorization` header is missing or is not of the form `Bearer <token>`.',
    todo: 'Get a token from `/auth/token` (aircraft) or `/oauth/token` (clients) and send it.',
  },
  TOKEN_INVALID: {
    meaning: 'The access token is not one of ours.',
    why: 'Its signature, issuer, audience, type or a needed claim is wrong, or its key was withdrawn. The answer does not say which; the log of the installation does, under the trace id.',
    todo: 'Get a new token. If new tokens are refused too, check that the token comes from this installation.',
  },
  TOKEN_EXPIRED: {
    meaning: 'The access token was ours and its time is over.',
    why: 'Tokens live for 15 minutes at most.',
    todo: 'Get a new token and repeat the call; get the next one some time before the end.',
  },
  TOKEN_REVOKED: {
    meaning: 'The access token, or the one it speaks for, was revoked.',
    why: 'The token was revoked, or the client or aircraft was revoked, deleted or has expired. This takes effect within 5 seconds.',
    todo: 'Ask the owner of the team. A new token will not be issued to a revoked principal.',
  },
  CERTIFICATE_REQUIRED: {
    meaning: 'The token is bound to a client certificate, and the connection does not have it.',
    why: 'The token was issued over mutual TLS. It is worth nothing without the private key of that certificate, so that a stolen one is worth nothing.',
    todo: 'Call the mTLS address with the same certificate that got the token. After a renewal get a new token.',
  },
  CERTIFICATE_INVALID: {
    meaning: 'The client certificate of the connection is not accepted.',
    why: 'It has expired, was revoked, cannot be read, or its common name and its subject alternative name tell different ids. It is also the answer to a forged `skykeep-client-certificate` header.',
    todo: 'Ask for a new certificate with `POST /aircraft/{id}/certificates`.',
  },
  PROOF_OF_IDENTITY_INVALID: {
    meaning: 'No token was issued, because nothing proved who asks.',
    why: 'The aircraft or client is unknown or revoked, or the secret, assertion or certificate is wrong or missing. All of these get the same answer.',
    todo: 'Send exactly one proof: a client certificate, a `client_assertion`, or a `client_secret`. Repeated failures make the address wait.',
  },
  SESSION_ENDED: {
    meaning: 'There is no session behind the cookie any more.',
    why: 'It was ended (sign-out, changed password, by somebody who may), was idle for too long or reached its age. A changed privilege also gives the session a new cookie.',
    todo: 'Sign in again.',
  },
  SIGN_IN_REFUSED: {
    meaning: 'Nobody was signed in.',
    why: 'The address is not known here, the password is wrong, the passkey does not fit, or the account is closed. The answer is the same for all of them.',
    todo: 'Check address and password. `POST /password-resets` sends a code with which a new password can be set.',
  },
  SECOND_FACTOR_REFUSED: {
    meaning: 'The second factor did not prove who you are.',
    why: 'The code is wrong, was used before or is from another moment, the passkey does not fit, or the challenge is over: it lives for ten minutes and bears five wrong answers.',
    todo: 'Wait for the next code of the app, or use a recovery code. When the challenge is over, begin the sign-in again.',
  },
  PERMISSION_DENIED: {
    meaning: 'The principal is known and lacks the permission. Nothing was changed, and the audit trail has an entry.',
    why: 'Its roles do not give the permission, the token was issued with a narrower scope, or the call would hand out permissions that the caller does not have.',
    todo: 'Ask somebody with `client:write` or the owner of the team. `docs/security/roles.md` shows which role has which permission.',
  },
  CERTIFICATE_MISMATCH: {
    meaning: 'The certificate of the connection and the token name different principals.',
    why: 'A token was used over the connection of somebody else, or a certificate that is not of our authority came with a token that is not bound to it.',
    todo: 'Use the token of the principal whose certificate it is.',
  },
  SECOND_FACTOR_REQUIRED: {
    meaning: 'The call is permitted, but only to somebody who signed in with a second factor.',
    why: 'Your password has fewer than 15 characters and you have no second factor yet, or the team demands a second factor and the session was begun without one. What an account signs in with is changed only by a session that has shown its second factor.',
    todo: 'Set up an authenticator app (`POST /account/totp`) or a passkey, and sign in with it.',
  },
  STEP_UP_REQUIRED: {
    meaning: 'The call is dangerous, and the last proof of who you are is older than ten minutes.',
    why: 'Roles, keys, exports and the like are guarded against whoever finds a session open. Or a client that wants to act for you asks for a fresh sign-in.',
    todo: 'Prove it again with `POST /sessions/step-up`, then repeat the call. With an OAuth token: sign in again.',
  },
  ADDRESS_NOT_ALLOWED: {
    meaning: 'The team admits people and clients only from certain networks, and this address is in none of them.',
    why: 'An owner set `allowed_networks` for the team.',
    todo: 'Come from an allowed network, or let somebody there change the policy.',
  },
  CROSS_SITE_REFUSED: {
    meaning: 'The call came with a cookie from a page of another site. Nothing was done.',
    why: '`Sec-Fetch-Site` or `Origin` says that a page of another origin made the browser send it.',
    todo: 'Call from the console, or without the cookie and with an access token.',
  },
  FOREIGN_AIRCRAFT: {
    meaning: 'The event names another aircraft than the one that sends it.',
    why: 'An aircraft writes only its own events, whatever its permissions.',
    todo: 'Send each aircraft’s events with that aircraft’s own token.',
  },
  NOT_FOUND: {
    meaning: 'There is nothing under this path or id, as far as the caller may know.',
    why: 'It does not exist, was deleted, or belongs to another team: the answer is the same, so that existence does not leak.',
    todo: 'Check the path and the id, and that the token is of the right team.',
  },
  METHOD_NOT_ALLOWED: {
    meaning: 'The path exists and does not take this method.',
    why: 'Method and path do not belong together. The `Allow` header lists the methods that do.',
    todo: 'Use one of the methods in `Allow`.',
  },
  TELEMETRY_CONFLICT: {
    meaning: 'An event with this id is stored, with other content. The new one was not stored, and the audit trail has an entry.',
    why: 'An event id was used for two different events, or a stored event was sent again after it had been changed on the way.',
    todo: 'Give every event an id of its own (UUID version 7 is best) and repeat it byte for byte. The same content again is answered 200.',
  },
  AIRCRAFT_REGISTRATION_TAKEN: {
    meaning: 'The team has an aircraft with this registration.',
    why: 'Registrations are unique in a team.',
    todo: 'Find it with `GET /aircraft?registration=…`.',
  },
  CLIENT_NAME_TAKEN: {
    meaning: 'The team has a client with this name.',
    why: 'Client names are unique in a team.',
    todo: 'Choose another name, or use the client that exists.',
  },
  AUTH_METHOD_MISMATCH: {
    meaning: 'The client does not authenticate in the way that this call is about.',
    why: 'A secret was asked for a client that signs assertions or shows a certificate, or the other way round.',
    todo: 'Look at `auth_method` of the client; make a new client to authenticate in another way.',
  },
  AIRCRAFT_REVOKED: {
    meaning: 'The aircraft is revoked and gets no credentials.',
    why: 'Somebody revoked it, and everything it held.',
    todo: 'Register the aircraft anew if it is trusted again.',
  },
  CONNECTION_NAME_TAKEN: {
    meaning: 'The team has another connection with this name. Nothing was changed.',
    why: 'Names of connections are unique within a team.',
    todo: 'Choose another name, or change the connection that has it.',
  },
  CONNECTION_PAUSED: {
    meaning: 'Nothing is read or done through the connection at present.',
    why: 'Somebody paused it (`paused_at`).',
    todo: 'Set `paused` to false with `PATCH /connections/{id}` when it shall work again.',
  },
  CONNECTION_NOT_READY: {
    meaning: 'The connection is saved, and not used.',
    why: 'Only a connection that passed its last check is used: this one was never checked, was changed since, or failed.',
    todo: 'Call `POST /connections/{id}/check`; its answer tells what is missing, with the commands that grant it.',
  },
  CONNECTION_WITHOUT_CERTIFICATE: {
    meaning: 'There is no such certificate.',
    why: 'A connection to AWS has none: it assumes a role. One to Azure has a next certificate only while a rotation is open.',
    todo: 'Look at `certificates` in `GET /connections/{id}`; `POST /connections/{id}/certificate` begins a rotation.',
  },
  CERTIFICATE_ROTATION_OPEN: {
    meaning: 'No further certificate was made.',
    why: 'A next certificate was made before, and may have been registered already.',
    todo: 'Register it and call `POST /connections/{id}/certificate/activate`, or give it up with `DELETE /connections/{id}/certificates/{certificate_id}`.',
  },
  CERTIFICATE_NOT_REGISTERED: {
    meaning: 'The next certificate does not sign yet; the active one goes on.',
    why: 'The cloud refused a token for it: it is not registered at the application, or was so recently that not every server there knows it.',
    todo: 'Register the certificate of `GET /connections/{id}/certificate?state=next`, wait a minute, and call again.',
  },
  CERTIFICATE_IN_USE: {
    meaning: 'The key was not destroyed.',
    why: 'It is the one that signs.',
    todo: 'Rotate first: `POST /connections/{id}/certificate`. To stop its use at once, pause or delete the connection.',
  },
  PROOF_NOT_READY: {
    meaning: 'The event is stored, but no signed checkpoint covers it yet.',
    why: 'The audit trail is signed once a minute; the event is younger than that.',
    todo: 'Ask again after `Retry-After`, or ask for `GET /audit/checkpoint` first, which signs now.',
  },
  ROLE_NAME_TAKEN: {
    meaning: 'The team has another role with this name. Nothing was changed.',
    why: 'Names of roles are unique within a team, and those of the standard roles are taken.',
    todo: 'Choose another name, or change the role that exists.',
  },
  ROLE_IN_USE: {
    meaning: 'The role was not deleted.',
    why: 'A member or an open invitation still has it.',
    todo: 'Give them other roles first. `GET /teams/{team_id}/members` shows who has it.',
  },
  ROLE_LIMIT_REACHED: {
    meaning: 'The role was not made.',
    why: 'A team has at most 50 roles of its own.',
    todo: 'Delete one that nobody has.',
  },
  MACHINE_LEFT_ALONE: {
    meaning: 'Nothing was done to the machine.',
    why: 'It is gone, or it belongs to a scale set, node pool or other service (`managed_by`) that decides over it.',
    todo: 'Switch what manages it, or look at `GET /machines/{id}` to see what became of it.',
  },
  RUN_ENDED: {
    meaning: 'Nothing was cancelled.',
    why: 'All machines of the run have come to their end already.',
    todo: 'Read `GET /runs/{id}` for the outcome of each; a further change is a run of its own.',
  },
  SCHEDULE_NAME_TAKEN: {
    meaning: 'The schedule was not saved.',
    why: 'The team has a schedule with this name.',
    todo: 'Choose another name, or change the schedule that has it.',
  },
  SCHEDULE_CONFLICT: {
    meaning: 'The schedule was not saved.',
    why: 'An enabled schedule reaches some of the same machines by the same rank (machine, tag, resource group, connection), so neither would count. `errors` names the schedules and machines.',
    todo: 'Narrow the targets of one of them, or name the machines: a schedule that names them goes before one that selects them.',
  },
  SCHEDULE_LIMIT_REACHED: {
    meaning: 'Nothing was made.',
    why: 'A team has at most 1,000 schedules, 100 calendars and 1,000 overrides that are not over.',
    todo: 'Delete what is not needed. One schedule can be for many machines, one override for all machines with a tag.',
  },
  CALENDAR_NAME_TAKEN: {
    meaning: 'The calendar was not saved.',
    why: 'The team has a calendar with this name.',
    todo: 'Choose another name, or change the calendar that has it.',
  },
  CALENDAR_IN_USE: {
    meaning: 'The calendar was not deleted.',
    why: 'A schedule names it in `calendar_ids`: `detail` says which.',
    todo: 'Take it out of the schedules first.',
  },
  NOTIFICATION_RULE_NAME_TAKEN: {
    meaning: 'The rule was not saved.',
    why: 'The team has a rule of notification with this name.',
    todo: 'Choose another name, or change the rule that has it.',
  },
  NOTIFICATION_RULE_LIMIT_REACHED: {
    meaning: 'Nothing was made.',
    why: 'A team has at most 100 rules of notification.',
    todo: 'Delete what is not needed. One rule can want several events and write to several addresses.',
  },
  NOTIFICATION_WITHOUT_SECRET: {
    meaning: 'No secret was made.',
    why: 'The rule sends mails. Only messages to webhooks are signed.',
    todo: 'Nothing, or make a rule with a webhook.',
  },
  NOTIFICATION_NOT_DEAD: {
    meaning: 'Nothing was sent again.',
    why: 'The notification was sent, or is still being tried.',
    todo: 'Look at its `status` and `next_attempt_at`. Only what was given up (`dead`) can be asked for again.',
  },
  ALREADY_MEMBER: {
    meaning: 'Nobody was invited.',
    why: 'An account with that address is a member of the team, or has an open invitation.',
    todo: 'Change the roles of the member instead, or take back the open invitation first.',
  },
  INVITATION_ENDED: {
    meaning: 'The invitation was genuine, and is over.',
    why: 'It was accepted or declined before, taken back, is older than seven days, or the one who gave it no longer has what it would give.',
    todo: 'Ask for a new one.',
  },
  LAST_OWNER: {
    meaning: 'Nothing was changed.',
    why: 'Afterwards nobody in the team could delete it or make somebody an owner.',
    todo: 'Make somebody else an owner first, or delete the team.',
  },
  LAST_FACTOR: {
    meaning: 'The factor was not removed.',
    why: 'A team that you belong to demands a second factor, your password has fewer than 15 characters, or you would have nothing left to sign in with.',
    todo: 'Set up another factor first, or choose a longer password.',
  },
  FACTOR_EXISTS: {
    meaning: 'Nothing was set up.',
    why: 'The account has an authenticator app, or the passkey is registered already.',
    todo: 'Remove the former one first.',
  },
  TEAM_MISMATCH: {
    meaning: 'Nothing was done.',
    why: 'The call says by `Skykeep-Team` that it is meant for one team, and the session is in another one: the team was changed in another window. Or you were asked to let a client act for you that belongs to another team.',
    todo: 'Show the other team, or change back with `PUT /sessions/current/team`.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    meaning: 'This `Idempotency-Key` belongs to another request of yours. Nothing was created.',
    why: 'The key came within 24 hours with another body or for another call.',
    todo: 'Use a new key for a new request; use the same key only to repeat the same request.',
  },
  PRECONDITION_FAILED: {
    meaning: 'The resource has changed since it was read. The change was not made.',
    why: '`If-Match` names an older version than the one that is stored: somebody else was faster.',
    todo: 'Read it again, look at what changed, and send the change with the new `ETag`.',
  },
  PAYLOAD_TOO_LARGE: {
    meaning: 'The body is larger than the call takes. The rest of it was not read and the connection ends.',
    why: 'The limit is 64 KiB, and 1 MiB for `/telemetry/batches`, unless the installation says otherwise. It counts bytes read, whatever the length that was declared.',
    todo: 'Send less at a time: split a batch.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    meaning: 'The call does not take a body of this media type.',
    why: '`Content-Type` is missing or is not one of those the call takes.',
    todo: 'Send `application/json`, or `application/x-ndjson` to `/telemetry/batches`.',
  },
  EXPECTATION_FAILED: {
    meaning: 'The `Expect` header asks for something that the server does not do.',
    why: 'Only `100-continue` is known.',
    todo: 'Leave the header out.',
  },
  PRECONDITION_REQUIRED: {
    meaning: 'The change needs an `If-Match` header.',
    why: 'Without it a change could overwrite one that the caller has not seen.',
    todo: 'Read the resource and send its `ETag` as `If-Match`.',
  },
  RATE_LIMITED: {
    meaning: 'An allowance is used up. `detail` names it.',
    why: 'The aircraft, client or address has called more often than its allowance for a minute, asked for too many tokens, or shown too many refused credentials. Or there were too many wrong guesses at a password or second factor: each further one makes the next wait longer.',
    todo: 'Wait for `Retry-After` seconds; then the whole allowance is there again. `RateLimit` on every answer tells what remains. Send events in batches.',
  },
  HEADERS_TOO_LARGE: {
    meaning: 'The request headers are larger than 16 KiB.',
    why: 'Too many or too long headers, often cookies that were never meant for this address.',
    todo: 'Send fewer headers.',
  },
  INTERNAL: {
    meaning: 'The request was in order and something failed on our side.',
    why: 'A fault in Skykeep. The log has one line with the stack under the trace id.',
    todo: 'Repeating is safe for reading, and for writing with the same event id or `Idempotency-Key`. Report the trace id to the operator.',
  },
  CONTACTS_NOT_LINKED: {
    meaning: 'There is no link to an address book for this person or aircraft.',
    why: 'It was never linked, or the link was revoked.',
    todo: 'A person begins it with `POST /contacts/oauth/initiate` and opens the address that it answers.',
  },
  CONTACTS_CONSENT_WITHDRAWN: {
    meaning: 'Google takes our tokens no more.',
    why: 'The person took the consent back in their Google account, changed their password, or did not use it for half a year.',
    todo: 'Link the address book again.',
  },
  CONTACTS_SYNC_EXPIRED: {
    meaning: 'The token of `sync_token` is too old to tell what has changed since.',
    why: 'Google keeps such tokens for seven days.',
    todo: 'Read all pages again with `request_sync_token=true`.',
  },
  CONTACTS_LINK_REFUSED: {
    meaning: 'The address book was not linked. `detail` says why.',
    why: 'The linking was begun in another session, more than ten minutes ago, or used already; it was declined; or fewer rights were granted than are needed.',
    todo: 'Begin again with `POST /contacts/oauth/initiate`, and open the address in the same browser.',
  },
  PROVIDER_UNAVAILABLE: {
    meaning:
      'A service outside (weather, contacts) did not answer, or answered with something that makes no sense, and nothing recent is kept.',
    why: 'It is away, slow, or refuses our key; after five failures in a row it is left alone for a while.',
    todo: 'Wait for `Retry-After` and repeat. Operators: the log names the service and its status.',
  },
  PROVIDER_LIMITED: {
    meaning: 'A service outside (weather, contacts) asks for a pause, and nothing recent is kept.',
    why: 'Its allowance for this installation is used up.',
    todo: 'Wait for `Retry-After` and repeat.',
  },
  PROVIDER_NOT_CONFIGURED: {
    meaning: 'The operator has chosen no service for this, and made-up data is never given in its place.',
    why: 'The setting that `detail` names is not there.',
    todo: 'Operators: set it (docs/configuration.md) and start again.',
  },
  ROLE_UNREACHABLE: {
    meaning: 'The process that serves this path, or the service that keeps the root key, cannot be reached.',
    why: 'The role is starting, stopping or away, or its address is wrong; or the key service has been away for longer than keys are remembered.',
    todo: 'Wait for `Retry-After` and repeat. Operators: `GET /admin/` shows which role is alive.',
  },
  DATABASE_UNAVAILABLE: {
    meaning: 'The database cannot be reached, so nothing was stored or believed.',
    why: 'PostgreSQL is away, starting, or has no free connection; or this process has not heard of revocations for 5 seconds and believes no token until it has.',
    todo: 'Wait for `Retry-After` and repeat with the same event id or `Idempotency-Key`. The server recovers by itself.',
  },
  OVERLOADED: {
    meaning: 'More events wait for the database than can be held. This one was not taken.',
    why: 'Events arrive faster than they can be stored.',
    todo: 'Wait for `Retry-After` and repeat with the same event ids; send larger batches rather than more calls.',
  },
  STOPPING: {
    meaning: 'This process is stopping: it finishes what it has accepted and takes nothing new.',
    why: 'An upgrade or restart.',
    todo: 'Repeat after `Retry-After`; another process, or the next one, answers.',
  },
}
