import type { Control } from './register.ts'

/** Every control. Add the line together with the test that is named after it. */
export const controls: Record<string, Control> = {
  'ACCOUNT-1': {
    promise: 'A password under 10 characters is refused, one under 15 reaches nothing of a team before a second factor.',
  },
  'ACCOUNT-2': { promise: 'Every character of a long password counts, and any may stand in it.' },
  'ACCOUNT-3': {
    promise: 'A password that everybody knows, or that is made of what is known of a person, is refused wherever one is set.',
  },
  'ACCOUNT-4': { promise: 'Registering an address that has an account is answered like any other; its owner is told by mail.' },
  'ACCOUNT-5': { promise: 'Known and unknown addresses cause the same work.' },
  'ACCOUNT-6': { promise: 'An unknown address and a wrong password cannot be told apart.' },
  'ACCOUNT-7': {
    promise: 'A code from a mail counts once, for ten minutes, in the browser that asked, and bears five wrong guesses.',
  },
  'ACCOUNT-8': {
    promise: 'A reset works once, with the newest mail only, ends all sessions and leaves second factors as they are.',
  },
  'ACCOUNT-9': { promise: 'A password is changed with the current one only; all other sessions end, and a mail tells of it.' },
  'ACCOUNT-10': { promise: 'Passwords do not expire.' },
  'ACCOUNT-11': { promise: 'A hash with the parameters of yesterday is made anew at the next sign-in.' },
  'ACCOUNT-12': { promise: 'Another address needs a fresh sign-in and a code from its mailbox; the former one is told.' },
  'ACCOUNT-13': { promise: 'However an address is spelled, it is one account.' },
  'ACCOUNT-14': { promise: 'A fresh installation knows nobody, and what lets the first person in counts once.' },
  'ACCOUNT-15': { promise: 'A closed account has no session, and cannot begin one.' },
  'ACCOUNT-16': { promise: 'A code that many redeem at once makes one account.' },

  'AIRCRAFT-1': { promise: 'Every call needs its permission and nobody is let in without a token.' },
  'AIRCRAFT-2': { promise: 'Nobody makes an aircraft that may do what they may not.' },
  'AIRCRAFT-3': { promise: 'Nobody gets a credential of an aircraft in hand that may do what they may not.' },
  'AIRCRAFT-4': { promise: 'A new secret makes the former one void, and neither is stored or audited in clear.' },
  'AIRCRAFT-5': { promise: 'A revoked aircraft has lost secrets, certificates and its way back, and every process is told.' },
  'AIRCRAFT-6': { promise: 'One certificate is revoked without the others, by its serial and for its own aircraft only.' },
  'AIRCRAFT-7': { promise: 'A deleted aircraft is nobody: no proof of it counts, and its certificates are refused.' },

  'ATTACK-1': { promise: 'Nobody gets a token without a proof of identity, nor a role by asking for it.' },
  'ATTACK-2': {
    promise: 'A token that is altered, unsigned, signed with the public key, or of somebody else is no token.',
    seen: '`authentication_failures_total`',
  },
  'ATTACK-3': { promise: 'An aircraft writes only its own events, in a batch too.', seen: 'audit `authorization.denied`' },
  'ATTACK-4': {
    promise: 'An event that does not fit is refused with a pointer, and nothing of it is stored.',
    seen: '`http_problems_total{code="VALIDATION_FAILED"}`',
  },
  'ATTACK-5': {
    promise: 'An event whose instant has no zone, does not exist or lies outside of the window is refused.',
    seen: '`http_problems_total{code="TIMESTAMP_IMPLAUSIBLE"}`',
  },
  'ATTACK-6': {
    promise: 'A body of 20 MB in chunks is cut off at the limit.',
    seen: '`http_problems_total{code="PAYLOAD_TOO_LARGE"}`',
  },
  'ATTACK-7': { promise: 'A revoked aircraft is out within five seconds, token and secret.', seen: 'audit `aircraft.revoked`' },
  'ATTACK-8': { promise: 'One stored event can be proven with the public key alone, and a changed record cannot.' },
  'ATTACK-9': { promise: 'A stream that was cut goes on after its last id and misses nothing.', seen: '`telemetry_streams`' },
  'ATTACK-10': { promise: 'The database at rest holds no secret in clear.' },

  'AUDIT-1': {
    promise: 'Sixteen writers at once: every entry gets its place exactly once, without gaps, in one chain.',
    seen: '`audit_pending_entries`',
  },
  'AUDIT-2': { promise: 'A change and its audit entry are stored together or not at all.' },
  'AUDIT-3': { promise: 'No role of the program can change, delete or empty the audit trail.' },
  'AUDIT-4': {
    promise: 'A waiting entry that was changed, forged or copied in the database is named and does not pass as genuine.',
    seen: 'audit `audit.pending_tampered`',
  },
  'AUDIT-5': { promise: 'Secrets that a service hands in by mistake are replaced, by their name and by their look.' },
  'AUDIT-6': { promise: 'An address stands beside the entry and can be erased; the entry holds a salted commitment.' },
  'AUDIT-7': { promise: 'Whatever a superuser edits, deletes, moves or puts in is found, and the first bad row is named.' },
  'AUDIT-8': {
    promise: 'A tail that was cut off, or a past rewritten as a whole, is found against a checkpoint that somebody kept.',
  },
  'AUDIT-9': {
    promise: 'A tree that was cut or rewritten since the last checkpoint is not signed, not even after a restart.',
    seen: '`audit_stopped`',
  },
  'AUDIT-10': {
    promise: 'The age of the last checkpoint is a metric, at most a minute while signing goes on, and grows when it stops.',
    seen: '`audit_checkpoint_age_seconds`',
  },
  'AUDIT-11': { promise: 'An auditor sees, proves and exports the own team only; another team’s entry looks like none.' },
  'AUDIT-12': {
    promise: 'Proofs from the API convince a verifier that has the public key only, and a changed entry convinces none.',
  },
  'AUDIT-13': { promise: 'A refusal is recorded at once with who and where; its repeats within a minute become one more entry.' },
  'AUDIT-14': { promise: 'An event changed, removed or put in by hand is named by its team, aircraft and id.' },
  'AUDIT-15': { promise: 'Line ends, escape sequences and JSON in a name stay text inside one line.' },
  'AUDIT-16': {
    promise: 'A node or the head changed by hand stops the sequencer and the signer before anything is built on it.',
    seen: '`audit_stopped`',
  },
  'AUDIT-17': {
    promise: 'A flood of refusals from ever new addresses costs bounded memory, and none goes uncounted.',
    seen: 'audit `audit.refusals_lost`',
  },
  'AUDIT-18': { promise: 'The audit trail is shown to nobody without audit:read, and exported by nobody without audit:export.' },
  'AUDIT-19': {
    promise: 'A sequencer process killed in the middle of its work, again and again, loses no entry and places none twice.',
  },

  'AUTH-1': { promise: 'A remembered token is verified again at its end, and after five minutes whatever its end.' },
  'AUTH-2': { promise: 'A refusal is never remembered as a success, nor a success of one token for another.' },
  'AUTH-3': { promise: 'When a key is withdrawn, what it verified is forgotten, also a verification that was under way.' },
  'AUTH-4': {
    promise: 'A bound token is refused without its certificate, with another one, and with one of the same name.',
    seen: '`authentication_failures_total{code="CERTIFICATE_REQUIRED"}`, audit `certificate.missing`',
  },
  'AUTH-5': {
    promise: 'Whoever shows a certificate uses only tokens of the same name: certificate A never carries token B.',
    seen: '`authorization_failures_total{code="CERTIFICATE_MISMATCH"}`, audit `certificate.mismatched`',
  },
  'AUTH-6': { promise: 'A certificate that is not of our authority counts for nothing but the token that is bound to it.' },
  'AUTH-7': {
    promise: 'Without news of revocations nobody is believed, not even a token that is remembered.',
    seen: '`http_problems_total{code="DATABASE_UNAVAILABLE"}`',
  },
  'AUTH-8': {
    promise: 'A revoked token is refused although its signature holds.',
    seen: '`authentication_failures_total{code="TOKEN_REVOKED"}`, audit `token.refused`',
  },
  'AUTH-9': {
    promise: 'Nothing but one bearer token in the Authorization header is taken for one.',
    seen: '`authentication_failures_total{code="NOT_AUTHENTICATED"}`',
  },
  'AUTH-10': {
    promise: 'Every service stops a principal that lacks the permission, whatever the route said.',
    seen: '`authorization_failures_total`, audit `authorization.denied`',
  },
  'AUTH-11': { promise: 'What a principal may do is what the registry says now, cut down to the scope of its token.' },
  'AUTH-12': { promise: 'A token that names a team of which its principal is not is refused.' },
  'AUTH-13': {
    promise: 'A permission that is taken away and a principal that is revoked are gone as soon as the signal is heard.',
  },
  'AUTH-14': { promise: 'An answer of the registry that was overtaken by a signal is not remembered.' },
  'AUTH-15': { promise: 'A lost signal costs a minute at most: what the registry said is asked again.' },
  'AUTH-16': { promise: 'A revocation made by another process is heard by every process within 5 seconds.' },
  'AUTH-17': { promise: 'A process that starts knows what was revoked before, as long as it matters.' },
  'AUTH-18': {
    promise: 'A feed that has heard nothing for 5 seconds says that it is stale, and one that never started too.',
    seen: '`/health/ready`, check `revocations`',
  },
  'AUTH-19': {
    promise: 'A lost connection is made again, what was revoked meanwhile is heard, and a long gap forgets everything.',
  },

  'CANARY-1': {
    promise: 'No table of the database holds a secret in clear, after people and machines did everything that uses one.',
  },
  'CANARY-2': { promise: 'Neither logs, nor metrics, nor the audit trail hold a secret.' },
  'CANARY-3': { promise: 'A mail holds the code or the token that it brings, and no other secret.' },
  'CANARY-4': { promise: 'What a team calls its things is in no label, no file beside the database and no answer to others.' },

  'CLI-1': {
    promise:
      'The command line signs in by nothing but the answer to its own question: state, issuer, nonce and PKCE tie the two.',
  },
  'CLI-2': {
    promise: 'What keeps somebody signed in at a command line can be read by them alone, and is written whole or not at all.',
  },
  'CLI-3': {
    promise: 'Of all processes that find an old token one renews it; a refresh token that was used elsewhere ends the sign-in.',
    seen: 'audit `token.reuse_detected`',
  },
  'CLI-4': {
    promise: 'The command line sends what proves who somebody is to the installation that was named, and nowhere else.',
  },
  'CLI-5': { promise: 'A token is never a word of a command, and none is ever printed.' },

  'CLIENT-1': { promise: 'Every call needs its permission and nobody is let in without a token.' },
  'CLIENT-2': { promise: 'Nobody grants what they lack, by role, by single permission, or later.' },
  'CLIENT-3': { promise: 'Nobody changes a client that may do what they may not: its keys would be a way to its permissions.' },
  'CLIENT-4': { promise: 'A rotated secret is void at once, or when the overlap ends, and never are more than two valid.' },
  'CLIENT-5': { promise: 'A secret is shown once: no later answer, no row and no audit entry has it.' },
  'CLIENT-6': { promise: 'Nobody gets a credential of a client in hand that may do what they may not.' },
  'CLIENT-7': { promise: 'A certificate of a client names the client, counts for it alone, and is revoked by its serial.' },
  'CLIENT-8': { promise: 'A secret of one principal proves nothing about another, and nothing once the client has expired.' },
  'CLIENT-9': { promise: 'A client has the roles of its team, counted as they are now, and nobody gives one what they lack.' },
  'CLIENT-10': {
    promise: 'A public client acts for people only: it has an address to come back to, and no credential of its own.',
  },
  'CLIENT-11': {
    promise: 'An address to come back to is exact: https, or http to this machine, in the one spelling that browsers keep.',
  },
  'CLIENT-12': { promise: 'A public client gets no token of its own, with nothing, with a secret, and with somebody else’s.' },

  'CODE-1': {
    promise: 'Of sixty who redeem one code at the same moment exactly one succeeds, and nobody after them.',
    seen: 'audit `account.code_refused`',
  },
  'CODE-2': {
    promise: 'Five wrong guesses void a code, also when all come at the same moment.',
    seen: 'audit `account.code_refused`',
  },
  'CODE-3': { promise: 'A code is of no use after ten minutes, in another browser, for another purpose or address.' },
  'CODE-4': { promise: 'A newer code makes older ones of the same purpose and address void: there is never more than one.' },
  'CODE-5': {
    promise: 'A code is stored as a keyed hash: a copy of the table tells none, and a row moved elsewhere opens nothing.',
  },

  'CONFIG-1': { promise: 'All faults are told at once: of single settings, of settings together, and names that do not exist.' },
  'CONFIG-2': { promise: 'An unknown name stops the start, so that a typing mistake cannot switch a control off.' },
  'CONFIG-3': { promise: 'A secret is never printed, whichever way it is looked at.' },
  'CONFIG-4': { promise: 'A fault never repeats the value that is wrong, which may be a secret.' },
  'CONFIG-5': { promise: 'A life of access tokens beyond 15 minutes is refused.' },
  'CONFIG-6': { promise: 'Plain HTTP on another address than loopback is refused.' },
  'CONFIG-7': { promise: 'A proxy is trusted only when it is an address or a network, and never everybody.' },
  'CONFIG-8': {
    promise:
      'An installation that others reach does not start with the root key in a file, unless its operator accepts that by name.',
  },
  'CONFIG-9': {
    promise:
      'A start with other settings than the start before of the same roles is in the audit trail with both, secrets aside.',
    seen: 'audit `configuration.changed`',
  },

  'CONN-1': {
    promise: 'A connection that was not checked, failed, is paused or was changed is never used.',
    seen: '`connection_checks_total`, audit action `connection.checked`',
  },
  'CONN-2': { promise: 'A check shows what is missing with the command that grants it, and calls out what is too much.' },
  'CONN-3': { promise: 'The connection of another team is not there, whatever is asked of it.' },
  'CONN-4': { promise: 'Every call about connections needs its permission, and nobody is let in without a token.' },
  'CONN-5': {
    promise: 'The private key of a connection and its passphrase are in no answer, log line, audit entry, error or column.',
  },
  'CONN-6': { promise: 'A stolen copy of the database signs nothing: without the root key no private key opens.' },
  'CONN-7': { promise: 'A sealed key that was moved to another row, column or team is refused, and its connection is not used.' },
  'CONN-8': { promise: 'A destroyed key is gone from its row, and nobody can put it back.' },
  'CONN-9': {
    promise: 'The end of a certificate is told 30, 14, 7 and 1 days before, once each.',
    seen: '`connection_certificate_left_seconds`, audit action `connection.certificate_expiring`',
  },

  'DATABASE-1': { promise: 'The database never runs as root, and its folder is closed to every other user.' },
  'DATABASE-2': { promise: 'Nobody enters the embedded database without its password, and only we can read the passwords.' },
  'DATABASE-3': {
    promise: 'The embedded database listens on a socket that only we reach, and on loopback when a port is asked for.',
  },
  'DATABASE-4': { promise: 'A copy of the binaries that somebody else could have written is never used.' },
  'DATABASE-5': { promise: 'A connection works as its group role from its first statement on, and its login owns nothing.' },
  'DATABASE-6': { promise: 'The login itself, without a role, may do nothing.' },
  'DATABASE-7': { promise: 'Outside asTeam and withoutTeam a connection only reads.' },
  'DATABASE-8': { promise: 'The program’s login may not make roles, databases, schemas or temporary tables.' },

  'FACTOR-1': { promise: 'An authenticator app is set up only right after a proof of who it is, and its secret is shown once.' },
  'FACTOR-2': { promise: 'A code of the app counts once, also when sixty try at once, and not the one that set it up.' },
  'FACTOR-3': { promise: 'A code of two steps ago is refused, and only our own clock is asked.' },
  'FACTOR-4': {
    promise: 'A recovery code works once, not after new ones were made, and is stored under a key that is not in the database.',
    seen: 'audit `factor.recovery_code_used`',
  },
  'FACTOR-5': { promise: 'The secret of an app is sealed, and opens for the account that it was sealed for and no other.' },
  'FACTOR-6': {
    promise: 'A hundred wrong codes in a row switch the app off, which the owner hears, and which is no way to be rid of it.',
    seen: 'audit `factor.totp_disabled`',
  },
  'FACTOR-7': { promise: 'A passkey is made on our page, for our challenge, by a verified person, or not at all.' },
  'FACTOR-8': {
    promise: 'An assertion counts on our page, for our challenge, with the person verified and by the registered key.',
  },
  'FACTOR-9': { promise: 'A challenge bears one answer, right or wrong, while it lives: replays are refused without a counter.' },
  'FACTOR-10': { promise: 'A credential that is registered, with this account or another, is not registered again.' },
  'FACTOR-11': { promise: 'A challenge is good for the account and the ceremony it was made for, and for nothing else.' },
  'FACTOR-12': { promise: 'A passkey whose counter does not grow is a copy and is refused.' },
  'FACTOR-13': { promise: 'No certificate of an authenticator is looked at, so nobody makes us follow the addresses in it.' },
  'FACTOR-14': { promise: 'The passkey of another account answers exactly as one that never existed.' },
  'FACTOR-15': {
    promise: 'Factors are touched by the person in their own session: no machine, no client that acts for them, nobody else.',
    seen: 'audit `authorization.denied`',
  },
  'FACTOR-16': {
    promise: 'A session that has not shown the second factor of the account changes none of its factors.',
    seen: 'audit `authorization.denied`',
  },
  'FACTOR-17': { promise: 'A session that has shown more than before gets another identifier.' },
  'FACTOR-18': {
    promise: 'A change of factors, its audit entry and the mail to the owner happen together or not at all.',
    seen: 'audit `factor.totp_enrolled` and its siblings',
  },
  'FACTOR-19': {
    promise:
      'The last factor that a team, a short password or the sign-in itself needs is not removed, nor any without a fresh proof.',
  },

  'GUESS-1': {
    promise: 'Wrong passwords on one account have to wait, from however many addresses they come, and no other account has to.',
    seen: 'audit `session.guessing_slowed`',
  },
  'GUESS-2': { promise: 'Whatever strangers do, a browser that the account knows is not slowed by it.' },
  'GUESS-3': {
    promise: 'An address that tries many accounts has to wait, and what is refused counts against nobody.',
    seen: 'audit `session.guessing_slowed`',
  },
  'GUESS-4': { promise: 'All addresses of an IPv6 /64, and all spellings of an address or account, are one counter.' },
  'GUESS-5': {
    promise: 'At most ten wrong second factors of an account in a quarter of an hour, of any kind and over all challenges.',
    seen: 'audit `session.guessing_slowed`',
  },
  'GUESS-6': { promise: 'Of many guesses at once no more are looked at than the allowance has.' },
  'GUESS-7': { promise: 'Several processes count together, and a restart forgets nothing.' },
  'GUESS-8': { promise: 'No account, address or device stands in the table of guesses, nor can be found out from it.' },
  'GUESS-9': {
    promise: 'The audit trail hears once that guesses have to wait, with the account and address only beside the entry.',
  },
  'GUESS-10': { promise: 'A success forgives this account at this address, and nothing else.' },
  'GUESS-11': { promise: 'When the counters cannot be reached, no password is looked at.' },

  'HTTP-1': {
    promise:
      'Every refusal, wherever it is decided, is a problem document with all headers, a trace id, a log line and a metric.',
    seen: '`http_problems_total`',
  },
  'HTTP-2': {
    promise: 'A mistake of ours tells the caller nothing but its trace id, and the log everything.',
    seen: '`http_problems_total{code="INTERNAL"}`',
  },
  'HTTP-3': { promise: 'A member that the response schema does not name never goes out.' },
  'HTTP-4': { promise: 'The log names the route and never the address that was asked, which may hold a position.' },
  'HTTP-5': { promise: 'A refusal is told to the audit trail.', seen: 'audit `authorization.denied` and its siblings' },
  'HTTP-6': { promise: 'Every answer carries the security headers, and HSTS only over TLS.' },
  'HTTP-7': { promise: 'Who is asked before what: 401 before 403 before 400, and 413 before them all.' },
  'HTTP-8': {
    promise: 'A member name that occurs twice in one object is refused, however it is spelled.',
    seen: '`http_problems_total{code="MALFORMED_JSON"}`',
  },
  'HTTP-9': { promise: 'NaN, Infinity, numbers that only become infinite, comments and loose commas are refused.' },
  'HTTP-10': { promise: 'More than 32 levels are refused before anything is built of them.' },
  'HTTP-11': {
    promise:
      'What the database could not keep or would change is refused: U+0000, half a surrogate pair, bytes that are no UTF-8.',
  },
  'HTTP-12': { promise: 'A member named __proto__ or constructor becomes a plain member and changes no prototype.' },
  'HTTP-13': { promise: 'A trace id that is not of the fixed form is ignored, so nobody plants text in our logs and answers.' },
  'HTTP-14': {
    promise: 'A body is counted as it is read: what is too large, or not asked for, is neither kept nor read to its end.',
    seen: '`http_problems_total{code="PAYLOAD_TOO_LARGE"}`',
  },
  'HTTP-15': {
    promise: 'A declared length over the limit is answered 413 before any of it is read.',
    seen: '`http_problems_total{code="PAYLOAD_TOO_LARGE"}`',
  },
  'HTTP-16': {
    promise: 'A message with both a length and chunks, or with two lengths, is refused: it is how requests are smuggled.',
    seen: '`http_problems_total{code="MALFORMED_REQUEST"}`',
  },
  'HTTP-17': { promise: 'A route names exactly one rule of access, or the program does not start.' },
  'HTTP-18': {
    promise: 'Nobody passes a route that names a permission, and a principal only with it.',
    seen: '`authorization_failures_total{code="PERMISSION_DENIED"}`, audit `authorization.denied`',
  },
  'HTTP-19': { promise: 'No other spelling of a path reaches it, and none is open: each is 401 or 404 for nobody.' },
  'HTTP-20': { promise: 'No header changes the method, the path or the principal of a request.' },
  'HTTP-21': {
    promise:
      'A method that a path does not take is refused with the ones it takes: HEAD, OPTIONS, TRACE and CONNECT are no way around.',
  },
  'HTTP-22': {
    promise: 'What is no HTTP gets the same form of refusal as everything else.',
    seen: '`http_problems_total{code="MALFORMED_REQUEST"}`',
  },
  'HTTP-23': { promise: 'Headers of more than 16 KiB are refused with 431.' },
  'HTTP-24': {
    promise:
      'Ready is said only when every dependency answers; a check that fails or throws is a 503 that tells nothing internal.',
  },
  'HTTP-25': {
    promise: 'Below /admin/ everything needs config:read: an aircraft gets 403 and an audit entry, whatever the path.',
    seen: 'audit `authorization.denied`',
  },
  'HTTP-26': { promise: 'Pages have nothing inline, nothing from elsewhere, and a policy that would refuse both.' },
  'HTTP-27': { promise: 'Metrics are on the operations port and nowhere else.' },
  'HTTP-28': {
    promise: 'A forged certificate header is refused, and not ignored.',
    seen: '`authentication_failures_total{code="CERTIFICATE_INVALID"}`, audit `certificate.refused`',
  },
  'HTTP-29': { promise: 'A copied certificate header is of no use for another path, nor after 30 seconds.' },
  'HTTP-30': {
    promise: 'A certificate that has ended or was revoked is refused on every call, also on public ones.',
    seen: '`authentication_failures_total{code="CERTIFICATE_INVALID"}`, audit `certificate.refused`',
  },
  'HTTP-31': { promise: 'TLS below 1.2, and ciphers without forward secrecy, are refused.' },
  'HTTP-32': { promise: 'A stopping listener finishes what it accepted, and cuts what is late.' },

  'HTTP-33': {
    promise:
      'What is told of the installation is a closed list of numbers of all teams together: nothing of it names a team or what belongs to one.',
  },
  'IDEMPOTENCY-1': { promise: 'Twenty calls with one key at once create one thing, and all get the same answer.' },
  'IDEMPOTENCY-2': { promise: 'A key that comes with another request is refused, and nothing is created.' },
  'IDEMPOTENCY-3': {
    promise: 'An answer with a secret belongs to the principal that got it, needs its permission still, and is stored sealed.',
  },

  'KEY-2': { promise: 'What is sealed opens unchanged, in its own place, and nowhere else.' },
  'KEY-3': { promise: 'The root key is replaced while the program runs, and the older one is needed no more afterwards.' },
  'KEY-4': { promise: 'A root key that others can read is refused with what to do.' },
  'KEY-5': {
    promise: 'A silent key service is bridged by the cache for five minutes and then reported, never replaced by plaintext.',
  },
  'KEY-15': { promise: 'Signing keys are published without their private part, stored sealed, and never weak.' },
  'KEY-16': {
    promise:
      'A signing key is announced before it signs, retires after its tokens, and a withdrawn one is refused everywhere within seconds.',
  },
  'KEY-22': { promise: 'The database holds no data key that opens without the root key of the data folder.' },
  'KEY-24': {
    promise: 'Every column of the database that holds envelopes is on the list by which keys are replaced and destroyed.',
  },
  'KEY-25': {
    promise: 'After a rotation every lasting secret is sealed with the newest data key, and former ones are destroyed.',
  },
  'KEY-26': { promise: 'A key that anything still needs is not destroyed; sealing anew can be ended in the middle and goes on.' },
  'KEY-27': { promise: 'Another root key wraps every data key, and a former one leaves the file only when none needs it.' },
  'KEY-28': {
    promise: 'A key in the data folder is believed by all processes before one uses it, and for an hour after it was replaced.',
  },
  'KEY-29': { promise: 'An authority that was replaced is removed when its last certificate has ended, and not before.' },
  'KEY-30': { promise: 'What a key service wrapped unwraps for the same place only, and only unchanged.' },
  'KEY-31': { promise: 'A stored text leads to no other key and no other host than the key service that is configured.' },
  'KEY-32': { promise: 'Whatever a key service answers is one fault of ours, with none of its words and nothing of ours in it.' },
  'KEY-33': { promise: 'A data key that somebody else wrapped with the public half of the root key is refused.' },
  'KEY-34': { promise: 'A root key is reached at a key service only, over TLS.' },
  'KEY-35': { promise: 'A key whose replacement cannot be told to the audit trail is not replaced, not even in part.' },
  'KEY-36': { promise: 'What becomes of signing keys is told: by whom it was asked for, or that the program did it by itself.' },
  'KEY-37': {
    promise:
      'A rotation of the root key that was killed at any point is made whole by the next one, and no root key that a data key needs is ever deleted.',
  },
  'KEY-23': { promise: 'A withdrawn key is forgotten when its signal comes, even if it was being read at that moment.' },

  'KEY-21': { promise: 'A data key that is first needed inside a transaction survives when that transaction is rolled back.' },

  'LIMIT-1': {
    promise: 'The 61st call of an aircraft within a minute is refused, counted by a metric and told to the audit trail.',
    seen: '`rate_limit_exceeded_total`, audit `rate_limit.exceeded`',
  },
  'LIMIT-2': { promise: 'One principal’s allowance is not another’s, whatever address they share.' },
  'LIMIT-3': { promise: 'Retry-After is true: the allowance is whole again when it says, and not before.' },
  'LIMIT-4': { promise: 'Batches have an allowance of their own: they neither use up the single calls nor escape counting.' },
  'LIMIT-5': {
    promise: 'An address has an allowance whoever speaks from it, and for what does not exist too.',
    seen: '`rate_limit_exceeded_total`',
  },
  'LIMIT-6': { promise: 'Who changes addresses within one IPv6 /64, or writes the same address otherwise, stays one address.' },
  'LIMIT-7': { promise: 'A forged X-Forwarded-For opens no new allowance; only a trusted proxy is believed.' },
  'LIMIT-8': {
    promise: 'An address that keeps showing refused credentials is told to wait, and only that.',
    seen: '`rate_limit_exceeded_total`, `authentication_failures_total`',
  },
  'LIMIT-9': { promise: 'Refused calls count too: who goes on asking is not let in by asking.' },
  'LIMIT-10': { promise: 'Several processes share one allowance.' },
  'LIMIT-11': { promise: 'When shared counters cannot be reached, nobody is let in uncounted.' },

  'MACHINE-1': {
    promise: 'A list that lacks a machine proves nothing: it is gone only when the cloud says so of itself.',
    seen: '`machines_read_late_seconds`',
  },
  'MACHINE-2': {
    promise: 'Another machine under the same name is another machine: what was meant for the first never reaches it.',
  },
  'MACHINE-3': { promise: 'Machines of another team are not there, and reading them needs its permission.' },
  'MACHINE-4': { promise: 'A connection that is paused reads nothing, and holds up no other.' },

  'MAIL-1': { promise: 'One mailbox has one spelling, whichever case, width, sign or form of the domain it is written in.' },
  'MAIL-2': { promise: 'What waits in the outbox is sealed: no address, code, link or word of it is in the database.' },
  'MAIL-3': { promise: 'A mail is written with what it tells or not at all.' },
  'MAIL-4': { promise: 'A process killed with kill -9 while it sends loses no mail.', seen: '`mails_waiting`' },
  'MAIL-5': {
    promise: 'Several processes share the outbox, and while all live each mail is sent once.',
    seen: '`mails_sent_total`',
  },
  'MAIL-6': {
    promise: 'What no mail server takes is tried again after growing pauses for three days, then given up, counted and told.',
    seen: '`mails_waiting`, `mails_given_up_total`',
  },
  'MAIL-7': {
    promise: 'Nothing in an address, a subject or a name becomes a header, another recipient, a file or markup.',
  },
  'MAIL-8': { promise: 'Beyond this machine a mail goes over TLS with a certificate that is verified, or not at all.' },
  'MAIL-9': {
    promise: 'The log tells which mail failed and how, and neither the address, the code nor the words of the mail server.',
  },

  'MEMBER-1': {
    promise: 'Every call about members and invitations needs its permission, and nobody is let in without a token.',
    seen: 'audit `authorization.denied`',
  },
  'MEMBER-2': { promise: 'Nobody gives or takes what they lack, neither by a role nor by removing somebody.' },
  'MEMBER-3': {
    promise: 'Somebody who can end the team is always left, by whatever way and however many try at once.',
    seen: '`http_problems_total{code="LAST_OWNER"}`',
  },
  'MEMBER-4': {
    promise: 'Who was removed is nobody in the team from the next call on, and their session is in no team.',
    seen: 'audit `member.removed`',
  },
  'MEMBER-5': { promise: 'Everybody may leave and see what they are, from anywhere, and nothing of others by that way.' },
  'MEMBER-6': {
    promise: 'The members and invitations of another team, one’s own other team too, answer as if they never existed.',
  },
  'MEMBER-7': {
    promise:
      'An invitation is refused to another address, after its time, used, taken back, or when its author lost what it gives.',
    seen: 'audit `invitation.refused`',
  },
  'MEMBER-8': { promise: 'An invitation is accepted once, however many try at once.' },
  'MEMBER-9': {
    promise: 'The token of an invitation is in the mail and nowhere else: not in an answer, a row, an entry or a log.',
  },
  'MEMBER-10': { promise: 'Giving and taking rights needs a fresh sign-in: members, invitations, roles, clients.' },
  'MEMBER-11': {
    promise: 'Activity shows nobody else: no ids, addresses or details of what others did or what was done to others.',
  },
  'MEMBER-12': {
    promise:
      'Whatever people do in whatever order, all have what a model says, a team keeps an owner, and no answer tells of another team.',
  },
  'MEMBER-13': {
    promise: 'A team sends two hundred invitations a day and no more, however they are taken back.',
    seen: '`rate_limit_exceeded_total`',
  },
  'MEMBER-20': {
    promise: 'What an invitation says is shown to nobody but the account with its address, and only its token lets anybody in.',
    seen: 'audit `invitation.refused`',
  },
  'MEMBER-21': {
    promise: 'The link of an invitation holds its token behind the `#`, which no browser sends to a server or in a `Referer`.',
  },

  'MTLS-1': { promise: 'A certificate of the team opens the door without a secret, and the token is bound to it.' },
  'MTLS-2': {
    promise: 'A bound token is refused on the plain listener and with any other certificate.',
    seen: 'audit `certificate.missing`',
  },
  'MTLS-3': {
    promise: 'Certificate A never carries the token of B, and the team of the token reads of the attempt.',
    seen: 'audit `certificate.mismatched`',
  },
  'MTLS-4': {
    promise: 'No certificate, a self-signed one, and one of a foreign authority with the same names open nothing.',
    seen: '`http_problems_total{code="CERTIFICATE_MISMATCH"}`',
  },
  'MTLS-5': { promise: 'At the OAuth door a certificate proves its own aircraft and no other.' },
  'MTLS-6': {
    promise: 'A revoked certificate is refused within five seconds, on standing connections and new ones, and is on the list.',
    seen: 'audit `aircraft.certificate_revoked`',
  },

  'NOTIFY-1': {
    promise:
      'Mails of notifications go to members of the team and into domains that the operator named: a rule for anybody else is refused.',
  },
  'NOTIFY-2': { promise: 'A webhook without TLS is refused, unless the operator allows networks of their own.' },
  'NOTIFY-3': { promise: 'The secret of a webhook is shown once and is sealed in the database.' },
  'NOTIFY-4': { promise: 'Rules and notifications of another team are not there, and each call needs its permission.' },
  'NOTIFY-5': {
    promise: 'A message to a webhook is signed as Standard Webhooks says: changed, late or under another secret it is refused.',
  },
  'NOTIFY-6': {
    promise: 'While the secret of a webhook is rotated messages carry both signatures, and after that the new one alone.',
  },
  'NOTIFY-7': { promise: 'A redirect of a webhook is not followed.' },
  'NOTIFY-8': {
    promise:
      'A webhook reaches the public internet only: no name and no spelling of an address leads into our network or to the metadata of a cloud.',
  },
  'NOTIFY-9': { promise: 'The name of a webhook is looked up once, and the connection goes to the address that was looked at.' },
  'NOTIFY-10': { promise: 'Who has left the team is written to no more, whatever a rule still says.' },
  'NOTIFY-11': {
    promise: 'Several processes send notifications and each message goes out once; one that was killed is taken over.',
    seen: '`notifications_waiting`, `notifications_late_seconds`',
  },
  'NOTIFY-12': { promise: 'An address that hangs holds up a few messages of its own team, and of no other.' },
  'NOTIFY-13': { promise: 'Nobody but members of the team is told of stops of its machines, whatever their tags say.' },
  'NOTIFY-14': { promise: 'Looking at the link of a message changes nothing.' },
  'NOTIFY-15': { promise: 'The link of a message works once, however many come at once.' },
  'NOTIFY-16': { promise: 'The link of a message ends when its machines stop.' },
  'NOTIFY-17': { promise: 'The link of a message keeps on machines of that message only, for hours that it offers.' },
  'NOTIFY-18': {
    promise:
      'A token of a link that is changed, guessed or of another team leads nowhere, and all that lead nowhere look the same.',
  },
  'NOTIFY-19': {
    promise: 'The token of a link is in its message alone: not in the database, the log, the metrics or the trail.',
  },
  'NOTIFY-20': {
    promise: 'Changes that nobody makes are told to their team, once for each time, by every process that is alive.',
    seen: '`schedule_changes_late_seconds`',
  },
  'NOTIFY-21': { promise: 'A gateway hands links over without a session, and its log does not have them.' },
  'NOTIFY-22': { promise: 'A webhook proves by its certificate that it has the name, though the connection goes to an address.' },

  'OAUTH-1': { promise: 'Discovery offers only the grants that there are, under the exact issuer.' },
  'OAUTH-2': {
    promise: 'What may be used once is used once, however many try at the same moment.',
    seen: 'audit `token.reuse_detected`',
  },
  'OAUTH-3': { promise: 'A token of a client lives 15 minutes at most and has one audience, one team and an id of its own.' },
  'OAUTH-4': { promise: 'Nobody gets more scope than their registration has.' },
  'OAUTH-5': { promise: 'A client assertion is refused for every single thing that is wrong with it.' },
  'OAUTH-6': { promise: 'A certificate opens the token endpoint only when it is verified, in force, and the principal’s own.' },
  'OAUTH-7': { promise: 'Certificate A is of no use with token or secret B, and a bound token of none without its certificate.' },
  'OAUTH-8': { promise: 'A certificate header from outside proves nothing.' },
  'OAUTH-9': { promise: 'Role, team, subject, audience and lifetime never come from a request.' },
  'OAUTH-10': {
    promise: 'A token with anything wrong is refused, and never makes the server stumble.',
    seen: '`authentication_failures_total`, audit `token.refused`',
  },
  'OAUTH-11': { promise: 'The published key set has public members only, of RSA keys of 3,072 bits or more.' },
  'OAUTH-12': { promise: 'Signing keys change without a restart, and a withdrawn one is refused everywhere within seconds.' },
  'OAUTH-13': {
    promise: 'A token, certificate, aircraft or client that is revoked is refused everywhere within 5 seconds.',
    seen: 'audit `token.revoked`, `aircraft.revoked`',
  },
  'OAUTH-14': { promise: 'Only those whom a token concerns learn or end anything of it.' },
  'OAUTH-15': { promise: 'Nothing of the OAuth library is left at a default of its own.' },
  'OAUTH-16': { promise: 'What was handed out is stored as a hash: a copy of the table holds no code, token or session.' },
  'OAUTH-17': { promise: 'The listener for certificates tells the same addresses as the plain one.' },
  'OAUTH-18': {
    promise: 'Refused proofs of identity look alike and take the same time, whatever was wrong.',
    seen: 'audit `authentication.refused`',
  },
  'OAUTH-19': {
    promise: 'Tokens are limited per client, refused proofs per address, with Retry-After; knowing an id uses nothing up.',
    seen: '`rate_limit_exceeded_total`',
  },
  'OAUTH-20': { promise: 'The OAuth paths have the limits, headers, metric and log line of all others.' },
  'OAUTH-21': {
    promise: 'Every token has its audit entry, or is not handed out.',
    seen: '`tokens_issued_total`, audit `token.issued`',
  },
  'OAUTH-22': { promise: 'No path of the library can be reached that is not in the table of routes.' },
  'OAUTH-23': { promise: 'The OAuth server calls nobody, whatever address a registration holds.' },
  'OAUTH-24': { promise: 'No code and no token of a person without PKCE with S256 and its verifier.' },
  'OAUTH-25': {
    promise: 'A code goes to an address that its client registered, letter by letter, and nobody is sent elsewhere.',
  },
  'OAUTH-26': {
    promise: 'A code counts once, for a minute, for its own client; a second time it ends what came from it.',
    seen: 'audit `token.reuse_detected`',
  },
  'OAUTH-27': { promise: 'Of 60 who use one code, refresh token or device code at once, one gets tokens.' },
  'OAUTH-28': {
    promise: 'A refresh token counts once, for 14 days; used again it ends its whole family, and nothing goes on beyond 30 days.',
    seen: 'audit `token.reuse_detected`, `grant.revoked`',
  },
  'OAUTH-29': {
    promise: 'Who was removed, closed or locked out, and what was deleted, has no token left, and gets no new one.',
    seen: 'audit `grant.revoked`',
  },
  'OAUTH-30': { promise: 'A client that acts for a person may do what both their roles and the agreed scope permit, now.' },
  'OAUTH-31': {
    promise: 'The session of the person decides, and only it: a code goes to the browser and the session that agreed, once.',
    seen: 'audit `consent.given`',
  },
  'OAUTH-32': {
    promise:
      'Nobody agrees to anything without a session of their own, too weakly proven, from another site, or for another team.',
    seen: 'audit `session.cross_site_refused`',
  },
  'OAUTH-33': {
    promise:
      'People see who asks for what and for how long before they agree, and what they agreed to afterwards, and take it back.',
    seen: 'audit `consent.given`, `consent.withdrawn`',
  },
  'OAUTH-34': {
    promise: 'Only a client that proves who it is goes on without asking again, for what it was given before and no more.',
  },
  'OAUTH-35': {
    promise: 'The code of a device is decided once, counts for ten minutes, and nobody tries more than five in a minute.',
    seen: '`rate_limit_exceeded_total`',
  },
  'OAUTH-36': { promise: 'A copy of the database gives nobody the code of a device, nor the one that its person types.' },
  'OAUTH-37': {
    promise: 'A person’s tokens are ended and looked into by their own client and those of the team who may, and by nobody else.',
    seen: 'audit `token.revoked`, `grant.revoked`',
  },
  'OAUTH-38': { promise: 'Of a person a client learns what they agreed to, and with a token that is no good nothing.' },
  'OAUTH-39': {
    promise:
      'The pages on which people decide show what comes from outside as text, decide nothing by themselves, and obey no other site.',
  },
  'OAUTH-40': {
    promise: 'A resumed TLS session brings no identity, and each request of a connection is held against its certificate.',
  },

  'PASSWORD-1': { promise: 'A stored hash names its scheme and parameters, not below the floor, under a salt of its own.' },
  'PASSWORD-2': {
    promise: 'A hash below today’s parameters, or of the other profile, still opens and is to be made anew.',
    seen: 'audit `account.password_upgraded`',
  },
  'PASSWORD-3': { promise: 'What is on the offline list of breached passwords is refused with its reason.' },
  'PASSWORD-4': {
    promise: 'A password made of the product, the address, a name or the team is refused, and so are its variations.',
  },
  'PASSWORD-5': { promise: 'No kind of character is asked for in a password.' },
  'PASSWORD-6': { promise: 'A password does not expire.' },
  'PASSWORD-7': {
    promise: 'However many sign in at once, only a few hash at the same time, so that token checks keep their threads.',
    seen: '`password_hashes_waiting`',
  },
  'PASSWORD-8': {
    promise: 'Who comes to a full queue of hashes is told at once to come back later.',
    seen: '`http_problems_total{code="OVERLOADED"}`',
  },
  'PASSWORD-9': {
    promise: 'An account that is not there, or has no password, costs one hash at today’s cost and never matches.',
  },
  'PASSWORD-10': { promise: 'Every character of a long password counts, in whichever way a keyboard writes it.' },
  'PASSWORD-11': { promise: 'A list of breached passwords of the operator’s own counts too, however large.' },

  'PKI-1': { promise: 'A certificate names the aircraft it was ordered for, whatever the request says.' },
  'PKI-2': { promise: 'A request that proves no key, or a weak one, is refused with the reason and nothing is issued.' },
  'PKI-3': { promise: 'The revocation list is signed by the team’s authority and names what was revoked, from that moment on.' },
  'PKI-30': { promise: 'Certificates of an authority that was replaced can still be revoked: its list goes on being signed.' },
  'PKI-4': { promise: 'A team without certificates answers exactly as one that never existed.' },
  'PKI-5': { promise: 'What is stored of an authority opens only for its own team and row.' },
  'PKI-6': { promise: 'Processes that start at once end with the same root, whose key is in the database only sealed.' },
  'PKI-10': { promise: 'Only a client certificate of a known team under our root is let in.' },
  'PKI-11': { promise: 'A certificate speaks for the one name that every reader sees in it, or it is refused.' },
  'PKI-13': { promise: 'Who a certificate speaks for comes from us and never from the request.' },
  'PKI-20': { promise: 'A connection without a certificate in force, or with a contradicting one, is cut before any request.' },
  'PKI-21': { promise: 'A certificate that is not of our authority has no name, whatever it calls itself.' },
  'PKI-22': { promise: 'A renewed server certificate keeps the authorities of the clients.' },

  'PROOF-1': { promise: 'An inclusion proof holds for one leaf at one place in one tree, and for nothing else.' },
  'PROOF-2': { promise: 'A consistency proof shows that one tree grew out of another, and nothing else can pass for one.' },
  'PROOF-3': { promise: 'A row that is missing stops the tree instead of making another root.' },
  'PROOF-4': { promise: 'A checkpoint is the log’s only when the log’s own key signed exactly this text under its own name.' },
  'PROOF-5': {
    promise:
      'Personal values stand beside an entry under a salted commitment: erasing one breaks no proof, changing one is found.',
  },
  'PROOF-6': { promise: 'The verifier names the entry that was changed.' },
  'PROOF-7': { promise: 'The verifier names what was removed, moved, slipped in, told twice, or is another team’s.' },
  'PROOF-8': { promise: 'An export is read in one way only: no character of it can be changed and no part cut off.' },
  'PROOF-9': {
    promise: 'Whoever kept an earlier checkpoint finds out a past that was rewritten or cut off, even by one who has the key.',
  },
  'PROOF-10': { promise: 'Telemetry is held against what its batch committed to.' },

  'RELIABILITY-1': { promise: 'Kill -9 of the server under load loses nothing that was acknowledged and doubles nothing.' },
  'RELIABILITY-2': { promise: 'Kill -9 of PostgreSQL under load loses nothing that was acknowledged and doubles nothing.' },
  'RELIABILITY-5': {
    promise:
      'Every kind of key and certificate is replaced under load and beside a replay without a failed request, also when the work is killed.',
  },
  'RELIABILITY-4': { promise: 'Machines of a cloud that misbehaves are switched once each, while processes are killed.' },
  'RELIABILITY-3': {
    promise: 'Real positions are stored once however often they are replayed, and a row changed by hand is named.',
  },

  'ROLES-1': { promise: 'The five roles of the reference have exactly its permissions among its seven.' },
  'ROLES-2': {
    promise: 'Every standard role has exactly the permissions that are marked for it, and a role that is none has nothing.',
  },
  'ROLES-3': {
    promise: 'A role or permission in the store that does not exist gives nothing, and is told to the operator.',
    seen: '`unknown_grants_total`',
  },
  'ROLES-4': { promise: 'No role holds what its author lacks, nor what only machines do.' },
  'ROLES-5': {
    promise: 'A changed role counts for the next call of everybody who has it, people and clients.',
    seen: 'audit `role.updated`',
  },
  'ROLES-6': { promise: 'A role that somebody has is not deleted, and one that is deleted is given to nobody.' },
  'ROLES-7': { promise: 'A team has fifty roles and not one more, also when many are made at once.' },
  'ROLES-8': { promise: 'No role of a team passes for a standard one, and nobody changes those.' },
  'ROLES-9': { promise: 'Reading and writing roles each need their permission, and another team’s role is not there.' },
  'ROLES-10': { promise: 'A token that a client has for a person does what both the roles and its scope name.' },
  'ROLES-11': { promise: 'The program does not start with a permission that nothing asks for.' },
  'ROLES-12': { promise: 'Every operation answers every standard role as the published matrix says.' },
  'ROLES-13': {
    promise: 'A field that is not the caller’s to set is refused, and no answer has one that is nobody’s to see.',
  },
  'ROLES-14': {
    promise: 'The published matrix has every operation of the API, and asks for permissions of the closed list only.',
  },

  'SUPPLY-1': { promise: 'Every dependency is one exact version, compared with its checksum.' },
  'SUPPLY-2': { promise: 'Only packages that are named may run a script when they are installed.' },
  'SUPPLY-3': { promise: 'No file of the repository holds a secret.' },
  'SUPPLY-4': { promise: 'Nothing is shipped under a licence that is not on the list.' },

  'TEAM-1': {
    promise: 'Whoever founds a team owns it, from the same moment on, and no client that was given less founds one.',
    seen: 'audit `team.created`, `member.joined`',
  },
  'TEAM-2': { promise: 'A person lists all of their teams and no others, and reaches by path only the one that they are in.' },
  'TEAM-3': { promise: 'A policy that would shut out its author, or is not freshly signed for, is refused.' },
  'TEAM-4': {
    promise: 'A policy counts for the next call of everybody, and the trail tells what it was before.',
    seen: 'audit `team.policy_changed`',
  },
  'TEAM-5': { promise: 'A deletion is told beforehand, needs a fresh sign-in, and leaves nobody in the team.' },
  'TEAM-6': { promise: 'A founding that is sent many times at once under one key founds one team.' },

  'TELEMETRY-1': {
    promise: 'Of 64 parallel sends of one event exactly one is created, and one row is stored.',
    seen: '`telemetry_events_total`',
  },
  'TELEMETRY-2': {
    promise: 'Other content under a known event id is a conflict, in the same group too, and the first content stays.',
    seen: 'audit `telemetry.conflict_refused`',
  },
  'TELEMETRY-3': {
    promise: 'The audit entry of a batch holds the root over its stored records.',
    seen: 'audit `telemetry.batch_committed`',
  },
  'TELEMETRY-4': { promise: 'An event that PostgreSQL refuses fails alone, not the group it travels with.' },
  'TELEMETRY-5': {
    promise: 'A full queue refuses at once instead of growing.',
    seen: '`telemetry_waiting_events`, `http_problems_total{code="OVERLOADED"}`',
  },
  'TELEMETRY-6': { promise: 'A position is rounded to 4 decimals before it is stored, and its digits are kept nowhere else.' },

  'TENANCY-1': { promise: 'A transaction reaches the rows of its own team only, whatever the statement says.' },
  'TENANCY-2': { promise: 'A row cannot be written into, or moved into, another team.' },
  'TENANCY-3': { promise: 'Without a team there are no rows, on a fresh connection and on one that has worked for a team.' },
  'TENANCY-4': { promise: 'Work that ends in the middle leaves no team behind on its connection.' },
  'TENANCY-5': { promise: 'A connection that is killed in the middle of a team’s work is never used again.' },
  'TENANCY-6': { promise: 'A team is named by a UUID and by nothing else.' },
  'TENANCY-7': { promise: 'A child cannot have a parent in another team, and the same name may be used by two teams.' },
  'TENANCY-8': { promise: 'The program does not start on a database that does not keep teams apart.' },
  'TENANCY-9': { promise: 'The program does not start as a superuser.' },
  'TENANCY-10': { promise: 'The program does not start as the owner of the tables.' },
  'TENANCY-11': {
    promise: 'The program does not start with a login that bypasses row-level security, or can become one that does.',
  },
  'TENANCY-12': {
    promise: 'Every role reads from every team table only what is its team’s, and inserts nothing for another team.',
  },
  'TENANCY-21': { promise: 'The aircraft of another team answers exactly as one that never existed.' },
  'TENANCY-22': { promise: 'Another team answers exactly as one that never existed, and no machine founds a team.' },
  'TENANCY-23': { promise: 'Reading, renaming and deleting a team each need their permission.' },
  'TENANCY-24': { promise: 'A deleted team leaves no principal, no key and no row behind, and no other team is touched.' },
  'TENANCY-25': { promise: 'The client of another team answers exactly as one that never existed.' },
  'TENANCY-26': { promise: 'Telemetry of one team is not there for another, whatever it asks for.' },
  'TENANCY-27': {
    promise: 'What another team has is not there, for no role and no operation, and trying is in the trail.',
    seen: 'audit `authorization.not_found`',
  },
  'TENANCY-28': { promise: 'No list, search, count, export or refusal says anything of another team.' },
  'TENANCY-29': { promise: 'A team named in a body, a query or a header never changes whose things are reached.' },
  'TENANCY-30': { promise: 'What looks for due work across teams reads ids and instants of it only, and changes nothing.' },

  'SCHED-1': { promise: 'Nothing starts or stops when a schedule is saved: the answer says what would.' },
  'SCHED-2': { promise: 'A machine, connection or calendar of another team is told of exactly as one that nobody has.' },
  'SCHED-3': { promise: 'Two enabled schedules never reach a machine by the same rank: the second is refused, and named.' },
  'SCHED-4': {
    promise: 'Who may not change schedules sets them aside for a day at most from now, and nobody for more than 31 days.',
    seen: 'audit `override.created`',
  },
  'SCHED-5': { promise: 'What a schedule holds and a preview looks at has bounds.' },
  'SCHED-6': {
    promise: 'A change that is due is handed out once, however many ask, and none is lost with who asked.',
    seen: '`schedule_changes_late_seconds`',
  },
  'SCHED-7': { promise: 'One rule that has become unusable holds up no machine of another schedule.' },

  'SESSION-1': { promise: 'A cookie is a session only while there is one, and a header beats it.' },
  'SESSION-2': { promise: 'A page of another site changes nothing with the cookie of a visitor.' },
  'SESSION-3': { promise: 'What only reads takes no other method, and a form of another site is no body.' },
  'SESSION-4': { promise: 'A window that still shows another team is stopped.' },
  'SESSION-5': { promise: 'What is dangerous needs a proof of who somebody is that is at most ten minutes old.' },
  'SESSION-6': { promise: 'Who proved too little, or comes from elsewhere than the team admits, reaches nothing of the team.' },
  'SESSION-7': {
    promise: 'The cookie is for this host over TLS alone, no script reads it, and its copy in the database is useless.',
  },
  'SESSION-8': {
    promise: 'A session has a new identifier after each sign-in, step-up and change of team, and the former one is dead.',
  },
  'SESSION-9': { promise: 'A session ends an hour after its last use, and a day after it began.' },
  'SESSION-10': { promise: 'A team sets how long sessions in it may be idle and how old they get.' },
  'SESSION-11': { promise: 'A cookie that was signed out is nobody, in every process.' },
  'SESSION-12': { promise: 'People see where they are signed in and end it there; nobody ends a session of somebody else.' },
  'SESSION-13': { promise: 'With the first factor alone there is no session.' },
  'SESSION-14': { promise: 'One code and one challenge make one session, however many come at once.' },
  'SESSION-15': { promise: 'A sign-in that waits bears five wrong answers.' },
  'SESSION-16': { promise: 'A sign-in that waits ends with the password that it proved.' },
  'SESSION-17': { promise: 'Guesses from many addresses slow strangers down, not the owner in a known browser.' },
  'SESSION-19': { promise: 'Only processes with the key of the installation are told which token stands for a cookie.' },
  'SESSION-18': { promise: 'A page of another site can neither sign a browser in nor out.' },

  'RUN-1': { promise: 'A machine whose state is unknown is never stopped, and one on its way somewhere is never touched.' },
  'RUN-2': {
    promise:
      'Operating machines, or writing their schedules, does not allow resizing them, and reading neither acting nor cancelling.',
  },
  'RUN-3': { promise: 'An action whose answer was lost is looked for and not done again.' },
  'RUN-4': { promise: 'What is not wanted any more at the moment of the call is not done.' },
  'RUN-5': { promise: 'A connection that its cloud refuses is used no more, and what is due ends as that.' },
  'RUN-6': { promise: 'Nothing is planned while the clocks of the machine and of the database differ.' },
  'RUN-7': { promise: 'A worker that lost its lane writes nothing and calls nothing.' },
  'RUN-8': {
    promise: 'Two workers never work on the same lane, and what one leaves behind another carries on without repeating it.',
  },
  'RUN-9': { promise: 'The stream of runs tells a team its own steps and no others, and ends with the right to read them.' },

  'SAVE-1': { promise: 'No name of a machine or a tag is a formula in a spreadsheet.' },
  'SAVE-2': { promise: 'A team reads the savings of its own machines only, and their settings need another right than reading.' },
  'SAVE-3': { promise: 'The price list leads us to no other host, and no answer of it does harm.' },

  'WEATHER-1': {
    promise: 'Whatever a provider of weather answers is weather, or one failure of ours without a word of its own.',
  },
  'WEATHER-2': {
    promise: 'Nobody outside, and no log, learns a place more exactly than to a tenth of a degree, or the key of a provider.',
  },
  'WEATHER-3': { promise: 'Made-up weather says so, and is never told because nothing was chosen.' },
  'WEATHER-4': { promise: 'Where an aircraft is shows in nearest stations to itself, and to who may know it, in its team.' },
  'WEATHER-5': { promise: 'The role weather reads no event, no exact position and no table of a team.' },
  'WEATHER-6': { promise: 'A flight category is never better than what nobody measured could make it.' },
  'WEATHER-7': { promise: 'What a report says and is not decoded, such as wind shear, is told and not passed over.' },
  'WEATHER-8': { promise: 'A report is of the station that it is filed under, of plain letters, and the newest one.' },

  'CONTACTS-1': {
    promise: 'An address book is linked in the session that began it, once, within ten minutes, and by nobody else.',
  },
  'CONTACTS-2': { promise: 'A code of Google is good for its own linking only, and fewer rights than are needed link nothing.' },
  'CONTACTS-3': { promise: 'Tokens of address books open in their own row and column only, and are sent to Google only.' },
  'CONTACTS-4': { promise: 'Of many who find a token ended one refreshes it, in whatever process they are.' },
  'CONTACTS-5': {
    promise: 'Whatever Google answers is contacts, or one problem of ours with its time to wait and none of its words.',
  },
  'CONTACTS-6': { promise: 'No log, no row and no audit entry holds a code, a token, a secret of Google, or a contact.' },
  'CONTACTS-7': {
    promise: 'An address book that a member linked for an aircraft is not read any more when they leave the team.',
  },
  'CONTACTS-8': { promise: 'No browser stays at an address with a code of Google, whatever comes of it.' },
  'CONTACTS-9': { promise: 'A Google that stays silent is left alone, and keeps nobody waiting in line.' },
  'CONTACTS-10': { promise: 'Linkings that were begun and not ended are removed in every team.' },

  'CLOUD-1': {
    promise: 'The token of a connection goes to no host but the resource manager of its cloud, whatever an answer names.',
  },
  'CLOUD-2': { promise: 'The proof of a connection goes to no host but the authority of its cloud, whatever that answers.' },
  'CLOUD-3': {
    promise: 'The role of a team is assumed with its external id only, and its short-lived keys sign its calls and no others.',
  },
  'CLOUD-4': { promise: 'Nothing that is not the name of a region, a role or a machine becomes part of an address.' },
  'CLOUD-5': {
    promise: 'No word that a cloud says in a refusal reaches a problem, a message or a log: its class and its code do.',
  },

  'CONSOLE-1': {
    promise: 'The console has a policy without exceptions: nothing inline, nothing of another host, no text that becomes markup.',
  },
  'CONSOLE-2': { promise: 'No address below /console/ reaches a file that is not of the built console.' },
  'CONSOLE-3': { promise: 'A window says of which team it is in every call that is about a team.' },
  'CONSOLE-4': {
    promise: 'After a sign-out nothing that was read is left in the page, nor after a change of the team.',
  },
  'CONSOLE-5': { promise: 'A link that leads on after the sign-in leads nowhere but into the console.' },
  'CONSOLE-6': { promise: 'Text that would become markup is refused by the policy of the page itself.' },
  'CONSOLE-20': {
    promise:
      'The token of an invitation leaves the address of the page at once; no call and no way over the sign-in carries it in an address.',
  },
  'CONSOLE-7': { promise: 'What waited for a new sign-in goes on for the same person in the same team only.' },
  'CONSOLE-8': { promise: 'An audit entry is proven in the browser, and one that was changed fails there, at its step.' },
  'CONSOLE-9': {
    promise: 'A whole trail is verified in the browser, against the keys and the checkpoint that it kept from the last time.',
  },
}
