-- Teams and their machine principals (schema directory, policed by team), and what belongs to the installation as a whole
-- (schema identity, reached by the role skykeep_identity only, except where a grant below says so).

create table directory.teams (
  team_id uuid primary key,
  name text not null check (char_length(name) between 1 and 80),
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
select skykeep.protect_team_table('directory.teams');

create table directory.clients (
  team_id uuid not null references directory.teams (team_id) on delete cascade,
  id uuid not null,
  name text not null,
  roles text[] not null default '{}',
  permissions text[] not null default '{}',
  auth_method text not null check (auth_method in ('client_secret', 'private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth')),
  jwks jsonb,
  certificate_thumbprints text[] not null default '{}',
  expires_at timestamptz,
  last_used_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (team_id, id),
  constraint clients_name_unique unique (team_id, name)
);
select skykeep.protect_team_table('directory.clients');

create table directory.aircraft (
  team_id uuid not null references directory.teams (team_id) on delete cascade,
  id uuid not null,
  registration text not null,
  icao24 text,
  name text,
  tier text not null check (tier in ('standard', 'premium')),
  backfill boolean not null default false,
  status text not null default 'active' check (status in ('active', 'revoked')),
  jwks jsonb,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (team_id, id),
  constraint aircraft_registration_unique unique (team_id, registration)
);
select skykeep.protect_team_table('directory.aircraft');

-- Secrets of clients and aircraft. They are 256 random bits, so a plain SHA-256 keeps them: there is nothing to guess.
-- The hash names its scheme (sha256:…), so that another one can come beside it.
create table directory.secrets (
  team_id uuid not null references directory.teams (team_id) on delete cascade,
  id uuid not null,
  principal_id uuid not null,
  hash text not null check (hash like 'sha256:%'),
  created_at timestamptz not null,
  valid_until timestamptz,
  primary key (team_id, id)
);
create index secrets_principal on directory.secrets (team_id, principal_id);
select skykeep.protect_team_table('directory.secrets');

-- The issuing authority of a team; its private key is sealed by the key ring.
create table directory.authorities (
  team_id uuid not null references directory.teams (team_id) on delete cascade,
  id uuid not null,
  certificate text not null,
  sealed_key text not null,
  state text not null check (state in ('active', 'retired')),
  crl_number bigint not null default 0,
  not_after timestamptz not null,
  created_at timestamptz not null,
  primary key (team_id, id)
);
-- Two processes that need a team's first authority at once must end with the same one.
create unique index authorities_one_active on directory.authorities (team_id) where state = 'active';
select skykeep.protect_team_table('directory.authorities');

create table directory.certificates (
  team_id uuid not null,
  serial text not null,
  authority_id uuid not null,
  principal_id uuid not null,
  thumbprint text not null,
  not_before timestamptz not null,
  not_after timestamptz not null,
  revoked_at timestamptz,
  reason text,
  primary key (team_id, serial),
  foreign key (team_id, authority_id) references directory.authorities (team_id, id) on delete cascade
);
create index certificates_principal on directory.certificates (team_id, principal_id);
create index certificates_revoked on directory.certificates (team_id, authority_id) where revoked_at is not null;
select skykeep.protect_team_table('directory.certificates');

-- The answer to a creating call with an Idempotency-Key, sealed because it can hold a secret that is shown once: under a key of its
-- own, which the key ring sealed.
create table directory.idempotent_answers (
  team_id uuid not null references directory.teams (team_id) on delete cascade,
  principal_id uuid not null,
  operation text not null,
  key text not null,
  request_hash bytea not null,
  sealed_key text,
  sealed_answer text,
  created_at timestamptz not null,
  primary key (team_id, principal_id, operation, key)
);
create index idempotent_answers_age on directory.idempotent_answers (team_id, created_at);
select skykeep.protect_team_table('directory.idempotent_answers');

-- Every team there is: what an operator lists, and what work that goes team by team begins with.
create table identity.team_ids (
  id uuid primary key,
  founded_at timestamptz not null
);

-- Which team a principal belongs to: asked before a team is known (authentication), so it stands outside the teams' walls.
create table identity.principals (
  id uuid primary key,
  kind text not null check (kind in ('client', 'aircraft')),
  home_team uuid not null
);
create index principals_home_team on identity.principals (home_team);

create table identity.data_keys (
  id text primary key,
  owner_team uuid,
  purpose text not null,
  version integer not null,
  wrapped_key bytea,
  root_key_id text,
  created_at timestamptz not null,
  destroyed_at timestamptz,
  constraint data_keys_version_unique unique nulls not distinct (owner_team, purpose, version)
);

-- Destroyed keys stay for the record, without their private part.
create table identity.signing_keys (
  kid text primary key,
  kind text not null check (kind in ('token', 'checkpoint')),
  state text not null check (state in ('announced', 'active', 'retiring', 'destroyed')),
  public_key jsonb not null,
  sealed_key text,
  announced_at timestamptz not null,
  activated_at timestamptz,
  retiring_at timestamptz,
  destroyed_at timestamptz,
  withdrawn boolean not null default false,
  constraint signing_keys_destroyed check ((state = 'destroyed') = (sealed_key is null))
);
create unique index signing_keys_one_active on identity.signing_keys (kind) where state = 'active';

-- The keys of one kind are changed as a whole, by compare-and-set on this number.
create table identity.signing_key_revisions (
  kind text primary key check (kind in ('token', 'checkpoint')),
  revision integer not null check (revision > 0)
);

-- The authority of the installation (root of all team authorities and of the development certificate of the server).
create table identity.installation (
  one boolean primary key default true check (one),
  root_certificate text not null,
  sealed_root_key text not null,
  created_at timestamptz not null
);

-- OAuth artefacts (codes, grants, refresh tokens, replay records): model + id, the payload holds no secret in clear.
create table identity.oauth_artefacts (
  model text not null,
  id text not null,
  payload jsonb not null,
  grant_id text,
  user_code text,
  uid text,
  expires_at timestamptz,
  consumed_at timestamptz,
  primary key (model, id)
);
create index oauth_artefacts_grant on identity.oauth_artefacts (grant_id) where grant_id is not null;
create index oauth_artefacts_uid on identity.oauth_artefacts (uid) where uid is not null;
create index oauth_artefacts_user_code on identity.oauth_artefacts (user_code) where user_code is not null;
create index oauth_artefacts_expiry on identity.oauth_artefacts (expires_at);

-- Single tokens that were revoked before their end.
create table identity.revoked_tokens (
  jti text primary key,
  expires_at timestamptz not null
);

-- Certificates that the listener refuses, kept until they would have ended anyway. Asked before a team is known.
create table identity.revoked_certificates (
  thumbprint text primary key,
  not_after timestamptz not null
);

-- What other processes must hear within seconds: a principal changed, a token or a certificate was revoked, keys changed.
create table identity.signals (
  id uuid primary key,
  kind text not null check (kind in ('principal', 'token', 'certificate', 'keys')),
  subject text not null,
  at timestamptz not null default now()
);
create index signals_at on identity.signals (at);
create function identity.announce_signal() returns trigger language plpgsql as $$
begin
  perform pg_notify('skykeep_signals', new.kind || ' ' || new.subject);
  return null;
end $$;
create trigger signals_announce after insert on identity.signals for each row execute function identity.announce_signal();

grant usage on schema directory, identity to skykeep_identity;
grant select, insert, update, delete on all tables in schema directory to skykeep_identity;
grant select, insert, update, delete on all tables in schema identity to skykeep_identity;

-- Every role checks tokens for itself: it must see who may do what, which keys are valid and what was revoked.
grant usage on schema directory, identity to skykeep_gateway, skykeep_telemetry, skykeep_automation, skykeep_weather, skykeep_contacts, skykeep_audit;
grant select on directory.teams, directory.clients, directory.aircraft
  to skykeep_gateway, skykeep_telemetry, skykeep_automation, skykeep_weather, skykeep_contacts;
grant select (kid, kind, state, public_key, announced_at, activated_at, retiring_at, destroyed_at, withdrawn) on identity.signing_keys
  to skykeep_gateway, skykeep_telemetry, skykeep_automation, skykeep_weather, skykeep_contacts;
grant select on identity.revoked_tokens, identity.revoked_certificates, identity.signals
  to skykeep_gateway, skykeep_telemetry, skykeep_automation, skykeep_weather, skykeep_contacts;
