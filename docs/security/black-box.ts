/** One thing that somebody who stands outside tries, and what must come of it. */
export interface BlackBoxLine {
  tried: string
  expected: string
  /** Sections of OWASP ASVS 5.0 that the line answers. */
  asvs?: string
  /** Only of a line that no test names: why it cannot apply here, or what it waits for. */
  status?: `not applicable: ${string}` | `not yet: ${string}`
}

/** The letter of an id names its group. */
export const blackBoxGroups: Record<string, string> = {
  A: 'Accounts and passwords',
  G: 'Guessing',
  M: 'Second factors',
  S: 'Sessions',
  O: 'OAuth and tokens',
  T: 'Teams apart',
  R: 'Roles',
  L: 'Audit',
  K: 'Keys',
}

/**
 * The list by which identity, tenancy, audit and keys are judged from outside. A test that proves a line carries its id in its title;
 * a line has either such a test or a status, never both.
 */
export const blackBox: Record<string, BlackBoxLine> = {
  'A-01': {
    tried: 'Register with a password of 9, of 10 and of 15 characters',
    expected: 'No; yes, but the second factor comes before any data; yes',
    asvs: '6.2.1',
  },
  'A-02': {
    tried: 'Passwords of 64 and 128 characters with blanks and emoji; sign in with character 100 changed',
    expected: 'Taken whole; refused',
    asvs: '6.2.8, 6.2.9',
  },
  'A-03': { tried: 'A password of 16 small letters and nothing else', expected: 'Taken', asvs: '6.2.5' },
  'A-04': {
    tried: 'Fifty passwords out of the list of breached ones, at registration, change and reset',
    expected: 'Each refused, with the reason',
    asvs: '6.2.4, 6.2.12',
  },
  'A-05': {
    tried: 'The name of the product, of the team or the own address as a password',
    expected: 'Refused',
    asvs: '6.2.11',
  },
  'A-06': {
    tried: 'The password field of the console in a browser',
    expected: 'Hidden, takes what is pasted, and tells password managers what it is',
    asvs: '6.2.6, 6.2.7',
  },
  'A-07': {
    tried: 'Change the password without the current one, and with it',
    expected: 'Refused; done: other sessions and refresh tokens end, a mail tells of it',
    asvs: '6.2.3, 7.4.3',
  },
  'A-08': {
    tried: 'Sign in 400 days after the password was set',
    expected: 'Works, and nobody is made to change it',
    asvs: '6.2.10',
  },
  'A-09': {
    tried: 'Look at stored password hashes, two of the same password among them',
    expected: 'Scheme and cost are named and high enough, each has 16 bytes of salt of its own, and no two are equal',
    asvs: '11.4.2',
  },
  'A-10': { tried: 'Raise the cost of hashing, then sign in', expected: 'The stored hash has the new cost' },
  'A-11': {
    tried: 'Register an address that is known, 200 times with a watch',
    expected: 'Status, body and median time as for an unknown one; its owner gets a mail',
    asvs: '6.3.8',
  },
  'A-12': {
    tried: 'Sign in with an unknown address, and with a wrong password',
    expected: 'Nothing tells one from the other',
    asvs: '6.3.8',
  },
  'A-13': {
    tried: 'A code from a mail: a second time, after ten minutes, in another browser, after six guesses',
    expected: 'Refused each time; guessing makes it void',
    asvs: '6.5.5, 6.6.2, 6.6.3',
  },
  'A-14': {
    tried: 'A reset of the password: its code again, an older one, with a second factor, with sessions open',
    expected: 'Refused; refused; the second factor is still asked for; every session ends',
    asvs: '6.4.3',
  },
  'A-15': {
    tried: 'Change the address of an account',
    expected: 'After a fresh sign-in, when the new address was proven; the old one is told',
    asvs: '7.5.1, 6.3.7',
  },
  'A-16': {
    tried: 'The same address in capitals, full-width letters, or with a sign that looks like @',
    expected: 'Normalised first, checked then; never a second account',
  },
  'A-17': {
    tried: 'Look for accounts in a new installation; use the first owner’s ticket twice',
    expected: 'There are none; the second use is refused',
    asvs: '6.3.2',
  },

  'G-01': {
    tried: 'Ten wrong passwords for one account from ten addresses',
    expected: '429 that tells when to come back; other accounts feel nothing',
    asvs: '6.3.1',
  },
  'G-02': {
    tried: 'Meanwhile the owner signs in by passkey or from a known device',
    expected: 'Works: nobody can lock somebody out',
    asvs: '6.1.1',
  },
  'G-03': { tried: 'One address tries a hundred accounts once each', expected: 'The address has to wait' },
  'G-04': {
    tried: 'A forged X-Forwarded-For, a thousand addresses of one IPv6 /64, one address spelled in several ways',
    expected: 'One counter',
    asvs: '4.1.3',
  },
  'G-05': {
    tried: 'Guess second factors over many challenges, a hundred failures in all',
    expected: 'At most 5 for a challenge and 10 in 15 minutes; then the factor is off and its owner is told',
  },
  'G-06': {
    tried: 'Fifty sign-ins at once while the API is at work',
    expected: 'The slowest hundredth of the other calls stays within its target',
  },
  'G-07': {
    tried: 'Call 61 of an aircraft within a minute, and a call of its neighbour in the same team',
    expected: '429 with a metric and an audit entry; 200',
  },

  'M-01': {
    tried: 'Begin TOTP without a fresh sign-in; ask for its secret again later',
    expected: 'Refused; it is shown once only',
  },
  'M-02': {
    tried: 'One TOTP code twice, the code of the enrolment as first sign-in, ten at the same time',
    expected: 'One success each',
    asvs: '6.5.1',
  },
  'M-03': {
    tried: 'A code two steps old, and a device whose clock is wrong',
    expected: 'Refused; only our clock counts',
    asvs: '6.5.5, 6.5.8',
  },
  'M-04': {
    tried: 'Recovery codes: twice, after new ones were made, and in the database',
    expected: 'Refused; refused; hashes only',
    asvs: '6.5.2',
  },
  'M-05': { tried: 'Every call of the API after the first factor alone', expected: '401 everywhere' },
  'M-06': {
    tried: 'A passkey with a wrong origin, relying party, challenge or key, or without asking its user',
    expected: 'Each refused; the right one is taken',
    asvs: '6.7.2',
  },
  'M-07': {
    tried: 'Send a passkey answer with counter 0 again',
    expected: 'Refused: a challenge serves once',
  },
  'M-08': { tried: 'Register the credential of somebody else', expected: 'Refused' },
  'M-09': {
    tried: 'Remove the last second factor, in a team that demands one and elsewhere',
    expected: 'Refused; needs a fresh sign-in and is told by mail',
  },
  'M-10': {
    tried: 'Change a role, make a key, export, with a sign-in more than ten minutes old',
    expected: 'Asked to prove themselves again',
    asvs: '7.5.3',
  },

  'S-01': {
    tried: 'Read the attributes of the session cookie',
    expected: '`__Host-`, Secure, HttpOnly, SameSite, Path=/ and no Domain',
    asvs: '3.3.1–3.3.4',
  },
  'S-02': {
    tried: 'Compare the identifier before and after sign-in, step-up and change of team',
    expected: 'A new one of at least 128 bits each time, and the old one is dead',
    asvs: '7.2.4',
  },
  'S-03': {
    tried: 'A session idle for 60 minutes, and one in use for 24 hours',
    expected: '401; 401',
    asvs: '7.3.1, 7.3.2',
  },
  'S-04': { tried: 'Send the cookie again after signing out', expected: '401', asvs: '7.4.1' },
  'S-05': {
    tried: 'List and end own other sessions; an administrator ends those of a member',
    expected: 'Works, with an audit entry',
    asvs: '7.5.2, 7.4.5',
  },
  'S-06': {
    tried: 'Disable or delete an account',
    expected: 'Every session and token of it is dead within a minute',
    asvs: '7.4.2',
  },
  'S-07': {
    tried: 'A POST from another site, a foreign Origin, a body of text/plain, a GET that would change something',
    expected: '403; 403; 415; 405',
    asvs: '3.5.1–3.5.3',
  },
  'S-08': { tried: 'Use a copy of the sessions table as cookies', expected: 'Worth nothing: they are hashes' },
  'S-09': {
    tried: 'Two tabs in two teams: a request means team A while the session is in B',
    expected: '409 and no data',
  },
  'S-10': {
    tried: 'Read the headers of every kind of answer, refusals too',
    expected:
      'HSTS over TLS, a policy with frame-ancestors, nosniff, no-referrer, no-store (but for the public root certificate)',
    asvs: '3.4.x',
  },

  'O-01': {
    tried: 'Read the discovery document',
    expected: '`code` and S256 only, no implicit and no password grant, exactly our issuer',
    asvs: '10.4.4, 10.6.1',
  },
  'O-02': {
    tried: 'A code flow without PKCE, with `plain`, with a wrong verifier',
    expected: 'Refused',
    asvs: '10.4.6',
  },
  'O-03': {
    tried: 'Twelve variations of a redirect address; another loopback port for the command line',
    expected: 'Refused without a redirect; let in',
    asvs: '10.4.1',
  },
  'O-04': {
    tried: 'A code a second time, after a minute, by another client',
    expected: 'Refused, and what the first use gave is revoked',
    asvs: '10.4.2, 10.4.3',
  },
  'O-05': {
    tried: 'Redeem one code, one refresh token, one assertion twenty times at once, on PostgreSQL',
    expected: 'One success each',
  },
  'O-06': {
    tried: 'A refresh token after its rotation; one at the end of its absolute life',
    expected: 'Its whole family is dead and the trail tells; refused',
    asvs: '10.4.5, 10.4.8',
  },
  'O-07': {
    tried: 'Take apart a client-credentials token',
    expected: 'RS256, `kid`, `at+jwt`, 900 s, one audience, the team, an id of its own',
  },
  'O-08': {
    tried: 'Ask for more scope, another audience, an unknown resource',
    expected: '`invalid_scope`, `invalid_target`',
    asvs: '10.4.11',
  },
  'O-09': {
    tried:
      'Assertions with another audience, over, too far ahead, without `jti`, played again, unsigned, signed with the public key as a secret',
    expected: '401',
    asvs: '10.4.16',
  },
  'O-10': {
    tried:
      'No client certificate, a foreign, expired or revoked one, one of a false authority, for another use, with names that contradict each other',
    expected: '401, or the connection is cut before it',
    asvs: '12.1.3',
  },
  'O-11': {
    tried:
      'A bound token with another certificate, with none, on the plain listener; with the certificate of somebody else; a setting that switches the check off',
    expected: '401; 403; the start is refused',
    asvs: '10.3.5',
  },
  'O-12': { tried: 'A header that claims a client certificate', expected: 'Proves nothing', asvs: '4.1.3' },
  'O-13': {
    tried: 'A role, team, subject or lifetime in the request for a token',
    expected: 'Without effect, or 400',
  },
  'O-14': {
    tried:
      'A corpus of bad tokens: edited, unsigned, confused algorithms, planted key ids and addresses, of another kind, issuer, audience or time',
    expected: '401 and one refusal in the trail each, and never a 500',
    asvs: '9.1.x, 9.2.x',
  },
  'O-15': { tried: 'Read the published keys', expected: 'Public members only, RSA of 3,072 bits or more', asvs: '11.2.3' },
  'O-16': {
    tried: 'Rotate the signing key, ask with unknown key ids, withdraw a key in an emergency',
    expected: 'Published before it signs; old tokens hold to their end; one read for a flood of ids; withdrawn within seconds',
    asvs: '11.1.1',
  },
  'O-17': {
    tried: 'Revoke a refresh token; access tokens by token, session, client and team; the token of another client',
    expected: 'Dead at once or within seconds; no effect',
    asvs: '10.4.9',
  },
  'O-18': { tried: 'Introspection by a client that has nothing to do with the token', expected: '`active: false` and no more' },
  'O-19': {
    tried: 'The page and the list of consents',
    expected: 'Names the client, what it may and how long; can be taken back',
    asvs: '10.7.x',
  },
  'O-20': {
    tried: 'Send somebody to sign-out without saying whose session it is',
    expected: 'They are asked first',
    asvs: '10.6.2',
  },
  'O-21': {
    tried: 'DPoP proofs: played again, for another address, of another key',
    expected: 'Refused',
    status:
      'not yet: tokens are bound to certificates (O-11), not to DPoP keys; a token that names a DPoP key is refused as a whole (O-14)',
  },
  'O-22': {
    tried: 'A resumed TLS session, and one connection that speaks for several identities',
    expected: 'The binding is checked all the same',
  },

  'T-01': {
    tried: 'Every call with an id: a caller of team A, the id of something in team B',
    expected: '404 as for what never existed, nothing is changed, and the trail tells',
    asvs: '8.2.2, 8.4.1',
  },
  'T-02': {
    tried: 'Lists, searches, counts, exports and error texts in team A',
    expected: 'No name planted in team B is in any of them',
  },
  'T-03': {
    tried: 'Another team in the body, a header or the query than the one the credential is for',
    expected: 'Refused or without effect; it never switches',
  },
  'T-04': { tried: 'A child in team A of a parent in team B', expected: '404' },
  'T-05': { tried: 'The same registration and name in two teams; guess ids', expected: 'Both exist; ids are random' },
  'T-06': {
    tried: 'Each team table as each role of the program: without a team, as team A, writing for team B',
    expected: 'No rows; only those of A; an error',
  },
  'T-07': {
    tried: 'Start as a superuser, as a role past row-level security, or with one table unguarded',
    expected: 'The start is refused',
  },
  'T-08': { tried: 'End a request in the middle of its transaction and use its connection again', expected: 'It has no team' },
  'T-09': {
    tried: 'Jobs, caches, files and the labels of metrics',
    expected: 'Kept by team; nothing planted in team B shows in A',
  },
  'T-10': {
    tried: 'A removed member with cookie, access token, refresh token and an open stream',
    expected: 'All of it is over within a minute',
    asvs: '8.3.2',
  },
  'T-11': {
    tried: 'An invitation for another address, over, used, or to a role above that of its author',
    expected: 'Refused',
  },
  'T-12': {
    tried: 'Delete a team',
    expected: 'Its data keys are destroyed, what they sealed stays closed, and the audit trail still verifies',
  },

  'R-01': {
    tried: 'Every role on every operation',
    expected: 'Equal to the published matrix',
    asvs: '8.2.1',
  },
  'R-02': {
    tried: 'A role or permission that nobody knows, in the database or in a token',
    expected: 'Denied and told; never some default',
  },
  'R-03': {
    tried: 'A role of the team with a permission that its author lacks, or one for machines only',
    expected: 'Refused',
  },
  'R-04': { tried: 'Remove or demote the last owner', expected: 'Refused' },
  'R-05': {
    tried: 'Unknown and protected fields in a body; secret fields in answers',
    expected: '400; there are none',
    asvs: '8.2.3',
  },
  'R-06': {
    tried: 'Change somebody’s role',
    expected: 'Holds for the next request of a session, and for tokens within a minute',
    asvs: '8.3.2',
  },
  'R-07': {
    tried: 'A token that somebody gave to a client',
    expected: 'May do what the role and the scope both allow',
  },
  'R-08': {
    tried: 'HEAD, headers that override the method, encoded paths, double slashes, capitals, a slash at the end',
    expected: 'No way around',
  },

  'L-01': {
    tried: 'Do everything that the catalogue of audit events knows',
    expected: 'One entry each: who, by which credential, what, before and after, when, where, team, outcome, trace',
    asvs: '16.2.1, 16.3.x',
  },
  'L-02': {
    tried: 'Plant passwords, codes, tokens and keys through all tests and search for them',
    expected: 'None in logs, audit, traces and metrics',
    asvs: '16.2.5',
  },
  'L-03': { tried: 'Line ends, escape sequences and JSON in names', expected: 'Written so that they stay text', asvs: '16.4.1' },
  'L-04': {
    tried: 'Change, delete and empty the audit trail as a role of the program',
    expected: 'Permission denied',
    asvs: '16.4.2',
  },
  'L-05': {
    tried: 'Edit, delete, move and put in rows as the superuser of the database',
    expected: 'The verifier names the first bad entry',
  },
  'L-06': {
    tried: 'Cut the end off; write everything anew with the database but without the key',
    expected: 'Found against a checkpoint that somebody kept',
  },
  'L-07': {
    tried: 'Give inclusion and consistency proofs to a verifier that somebody else wrote',
    expected: 'Takes the genuine ones, refuses forged ones',
  },
  'L-08': { tried: 'The audit trail fails during a change', expected: 'The change is undone', asvs: '16.5.3' },
  'L-09': {
    tried: 'The auditor of team A',
    expected: 'Sees A alone, can export it and verify it offline with public keys',
  },
  'L-10': { tried: 'The age of the last checkpoint', expected: 'At most 60 s, and an alarm when it is older' },

  'K-01': {
    tried: 'Search a dump of the database for seeds, keys, tokens and codes that were handed out',
    expected: 'None',
  },
  'K-02': { tried: 'Move ciphertext to another row, column or team', expected: 'Refused' },
  'K-03': {
    tried: 'Rotate the root key, then the key of a team, and take the old root key away',
    expected: 'Everything can be read',
  },
  'K-04': {
    tried:
      'Start for production with the root key in a file or variable, with a default secret, with a key file that others can read',
    expected: 'The start is refused, unless the operator accepts the file by name; one that others can read is never taken',
  },
  'K-05': {
    tried: 'The key service is down',
    expected: 'Bridged for the time a key is remembered, then 503; never anything in clear',
  },
  'K-06': {
    tried: 'TLS 1.1, a weak cipher, plain HTTP on the API',
    expected: 'Refused, and no redirect',
    asvs: '12.1.1, 4.1.2',
  },
}
