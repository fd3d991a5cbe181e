-- People. Who they are and how they prove it belongs to no team (schema identity, reached by the role skykeep_identity only); what they
-- are in a team belongs to that team (schema directory, policed).

create table identity.accounts (
  id uuid primary key,
  -- Normalised: one mailbox is one account, however it is spelled.
  email text not null,
  name text not null check (char_length(name) between 1 and 80),
  -- Names its scheme and parameters. Null: no password, a passkey signs in.
  password_hash text,
  -- Under 15 characters a password is only sound together with a second factor (NIST SP 800-63B-4).
  password_is_short boolean not null default false,
  status text not null default 'active' check (status in ('active', 'disabled')),
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint accounts_email_unique unique (email)
);

-- The teams of a person: asked when they sign in, before a team is chosen. Written with the membership, in one transaction.
create table identity.account_teams (
  account_id uuid not null references identity.accounts (id) on delete cascade,
  member_of uuid not null,
  primary key (account_id, member_of)
);
create index account_teams_team on identity.account_teams (member_of);

-- What a person who founded a team was answered, for a day: the same call again (Idempotency-Key) founds no second one.
create table identity.foundings (
  account_id uuid not null references identity.accounts (id) on delete cascade,
  key text not null,
  request_hash bytea not null,
  answer jsonb not null,
  created_at timestamptz not null,
  primary key (account_id, key)
);

-- Codes that go to a mailbox. Kept under a keyed hash, because eight characters could be guessed from a plain one.
create table identity.mail_codes (
  id uuid primary key,
  purpose text not null check (purpose in ('registration', 'password_reset', 'email_change')),
  email text not null,
  account_id uuid references identity.accounts (id) on delete cascade,
  code_hash text not null,
  -- The browser that asked for it.
  flow_hash text,
  failures integer not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  consumed_at timestamptz
);
create index mail_codes_address on identity.mail_codes (purpose, email);
create index mail_codes_expiry on identity.mail_codes (expires_at);

-- Mails on their way: written with what they tell of, sent afterwards, removed when the mail server has them. Sealed, for they hold codes.
create table identity.mails (
  id uuid primary key,
  sealed text not null,
  attempts integer not null default 0,
  next_attempt_at timestamptz not null,
  created_at timestamptz not null
);
create index mails_due on identity.mails (next_attempt_at);

create table identity.sessions (
  id uuid primary key,
  account_id uuid not null references identity.accounts (id) on delete cascade,
  -- SHA-256 of the cookie: a copy of this table signs nobody in.
  token_hash text not null,
  selected_team uuid,
  -- enrolment: a short password alone, good for setting up a second factor; single: one factor; multi: two, or a passkey.
  assurance text not null check (assurance in ('enrolment', 'single', 'multi')),
  methods text[] not null,
  -- When the person last proved who they are.
  authenticated_at timestamptz not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  address text,
  user_agent text,
  ended_at timestamptz,
  constraint sessions_token_unique unique (token_hash)
);
create index sessions_account on identity.sessions (account_id) where ended_at is null;
create index sessions_expiry on identity.sessions (expires_at);

-- Browsers in which a person has signed in before: guesses from elsewhere do not slow these down.
create table identity.known_devices (
  account_id uuid not null references identity.accounts (id) on delete cascade,
  device_hash text not null,
  last_seen_at timestamptz not null,
  primary key (account_id, device_hash)
);

-- Something that was begun and waits for its second half: a sign-in for its second factor, a ceremony with a passkey.
create table identity.challenges (
  id uuid primary key,
  token_hash text not null,
  kind text not null,
  account_id uuid references identity.accounts (id) on delete cascade,
  data jsonb not null default '{}',
  failures integer not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  consumed_at timestamptz,
  constraint challenges_token_unique unique (token_hash)
);
create index challenges_expiry on identity.challenges (expires_at);

create table identity.totp_factors (
  account_id uuid primary key references identity.accounts (id) on delete cascade,
  sealed_secret text not null,
  created_at timestamptz not null,
  -- Null until the first code was typed: until then it is no factor.
  confirmed_at timestamptz,
  -- The time step of the last code that was accepted; no code of it, or before it, is accepted again.
  last_step bigint,
  failures integer not null default 0,
  disabled_at timestamptz
);

create table identity.recovery_codes (
  account_id uuid not null references identity.accounts (id) on delete cascade,
  id uuid not null,
  code_hash text not null,
  created_at timestamptz not null,
  used_at timestamptz,
  primary key (account_id, id)
);

create table identity.passkeys (
  id uuid primary key,
  account_id uuid not null references identity.accounts (id) on delete cascade,
  credential_id text not null,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null default '{}',
  is_backed_up boolean not null,
  name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  constraint passkeys_credential_unique unique (credential_id)
);
create index passkeys_account on identity.passkeys (account_id);

-- Wrong guesses, by what was guessed at and from where. The key is a hash: no address and no name stands here.
create table identity.guesses (
  key text primary key,
  failures integer not null,
  last_failed_at timestamptz not null,
  blocked_until timestamptz
);
create index guesses_age on identity.guesses (last_failed_at);

alter table directory.teams
  add column second_factor_required boolean not null default false,
  add column session_idle_seconds integer check (session_idle_seconds between 60 and 86400),
  add column session_seconds integer check (session_seconds between 300 and 2592000),
  add column allowed_networks text[] not null default '{}';

-- Roles that a team made for itself. The standard roles are in the program.
create table directory.roles (
  team_id uuid not null references directory.teams (team_id) on delete cascade,
  id uuid not null,
  name text not null,
  description text not null default '',
  permissions text[] not null,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (team_id, id),
  constraint roles_name_unique unique (team_id, name)
);
select skykeep.protect_team_table('directory.roles');

create table directory.memberships (
  team_id uuid not null references directory.teams (team_id) on delete cascade,
  account_id uuid not null,
  -- Names of standard roles and ids of the team's own.
  roles text[] not null,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (team_id, account_id)
);
select skykeep.protect_team_table('directory.memberships');

create table directory.invitations (
  team_id uuid not null references directory.teams (team_id) on delete cascade,
  id uuid not null,
  email text not null,
  roles text[] not null,
  token_hash text not null,
  -- Null: an operator at the command line.
  invited_by uuid,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz,
  primary key (team_id, id),
  constraint invitations_token_unique unique (team_id, token_hash)
);
create unique index invitations_open on directory.invitations (team_id, email) where accepted_at is null and revoked_at is null;
select skykeep.protect_team_table('directory.invitations');

-- Clients that act for people get their codes at these addresses, or by a code that the person types (device_flow). One that can keep
-- no secret proves itself by PKCE alone.
alter table directory.clients
  add column redirect_uris text[] not null default '{}',
  add column device_flow boolean not null default false,
  drop constraint clients_auth_method_check,
  add constraint clients_auth_method_check
    check (auth_method in ('client_secret', 'private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth', 'none'));

grant select, insert, update, delete on
  identity.accounts, identity.account_teams, identity.foundings, identity.mail_codes, identity.mails, identity.sessions, identity.known_devices,
  identity.challenges, identity.totp_factors, identity.recovery_codes, identity.passkeys, identity.guesses,
  directory.roles, directory.memberships, directory.invitations
  to skykeep_identity;
-- Every role checks for itself what a person may do.
grant select on directory.roles, directory.memberships
  to skykeep_gateway, skykeep_telemetry, skykeep_automation, skykeep_weather, skykeep_contacts;
-- To say how many events a team would lose with its deletion: that they are there, and nothing of what is in them.
grant usage on schema telemetry to skykeep_identity;
grant select (team_id) on telemetry.events to skykeep_identity;
