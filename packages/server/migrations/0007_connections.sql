-- Clouds: how a team lets us reach them (connections), the parts of them that are worked on alone (lanes), and what is in them (machines).

-- Sees in which teams work is due, and whose: never what it is about. It reads the few columns that later grants name, across teams.
grant usage on schema automation to skykeep_scheduler;
grant usage on schema skykeep, directory, audit to skykeep_scheduler;
grant select on skykeep.migrations to skykeep_scheduler;
grant execute on function skykeep.current_team() to skykeep_scheduler;

create table automation.connections (
  team_id uuid not null references directory.teams (team_id) on delete cascade,
  id uuid not null,
  name text not null,
  provider text not null check (provider in ('azure', 'aws')),
  -- What the provider needs to know: for azure cloud, tenant_id, client_id, subscription_ids. Nothing secret.
  settings jsonb not null,
  -- Whether machines may be given another size through it: the check asks for the larger right then.
  resize boolean not null default false,
  -- unchecked: saved, never used; ready: its last check passed; failing: it did not.
  status text not null default 'unchecked' check (status in ('unchecked', 'ready', 'failing')),
  paused_at timestamptz,
  -- The last check, as it was answered.
  last_check jsonb,
  checked_at timestamptz,
  -- When it is to be looked after next: checked again, warned of the end of its certificate, the next key tried.
  care_due_at timestamptz not null,
  -- When the certificate that signs ends, for a metric of the soonest; null: there is none.
  certificate_not_after timestamptz,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (team_id, id),
  constraint connections_name_unique unique (team_id, name)
);
create index connections_care on automation.connections (care_due_at);
select skykeep.protect_team_table('automation.connections', exempt_role => 'skykeep_scheduler');

-- The keys of a connection. A private key is PKCS#8 under a passphrase of its own, and both are sealed by the key ring: neither of the two
-- columns alone, nor both without the root key, sign anything.
create table automation.connection_keys (
  team_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  -- next: made, its certificate waits to be registered; active: signs; former: registered still, signs no more; destroyed: its private part is gone.
  state text not null check (state in ('next', 'active', 'former', 'destroyed')),
  certificate text not null,
  thumbprint text not null,
  bits integer not null check (bits between 2048 and 4096),
  not_before timestamptz not null,
  not_after timestamptz not null,
  sealed_key text,
  sealed_passphrase text,
  -- Days before its end at which that was told last: 30, 14, 7 or 1.
  warned_days integer,
  created_at timestamptz not null,
  destroyed_at timestamptz,
  primary key (team_id, id),
  foreign key (team_id, connection_id) references automation.connections (team_id, id) on delete cascade,
  check ((state = 'destroyed') = (sealed_key is null)),
  check ((sealed_key is null) = (sealed_passphrase is null))
);
create unique index connection_keys_one_active on automation.connection_keys (team_id, connection_id) where state = 'active';
create unique index connection_keys_one_next on automation.connection_keys (team_id, connection_id) where state = 'next';
select skykeep.protect_team_table('automation.connection_keys');

-- What is worked on alone, so that nothing else is held up when it fails: one subscription (azure) or region (aws) of one connection. One
-- worker holds a lane at a time. Whoever takes it over raises the fence, and every write of the former holder is refused from then on.
create table automation.lanes (
  team_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  scope text not null,
  name text,
  holder uuid,
  fence bigint not null default 0,
  -- By the clock of the database, which all workers share.
  held_until timestamptz,
  -- When the machines of the lane are to be read from the cloud next, and when they were last. Null: not before its connection, or its part
  -- of it, passes a check again.
  sync_due_at timestamptz,
  synced_at timestamptz,
  last_failure jsonb,
  primary key (team_id, id),
  constraint lanes_scope_unique unique (team_id, connection_id, scope),
  foreign key (team_id, connection_id) references automation.connections (team_id, id) on delete cascade
);
create index lanes_sync on automation.lanes (sync_due_at);
select skykeep.protect_team_table('automation.lanes', exempt_role => 'skykeep_scheduler');

create table automation.machines (
  team_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  lane_id uuid not null,
  -- The provider's name for it, in lower case; `shown_id` is as it was received.
  provider_id text not null,
  shown_id text not null,
  -- Another one under the same name is another machine.
  incarnation text not null,
  name text not null,
  resource_group text,
  region text not null,
  zone text,
  size text not null,
  os text not null check (os in ('linux', 'windows', 'unknown')),
  tags jsonb not null default '{}',
  is_spot boolean not null default false,
  -- Scale set, node pool, batch pool …: what manages it, and so is not ours to switch.
  managed_by text,
  can_hibernate boolean not null default false,
  license text,
  power text not null,
  provisioning text,
  -- When the power state was read, and since when it has been this one as far as we know.
  power_read_at timestamptz not null,
  power_since timestamptz not null,
  -- Who changed it last: one of our transitions, or somebody else.
  power_changed_by text check (power_changed_by in ('skykeep', 'other')),
  gone_at timestamptz,
  first_seen_at timestamptz not null,
  primary key (team_id, id),
  foreign key (team_id, connection_id) references automation.connections (team_id, id) on delete cascade,
  foreign key (team_id, lane_id) references automation.lanes (team_id, id) on delete cascade
);
create unique index machines_present on automation.machines (team_id, connection_id, provider_id) where gone_at is null;
create index machines_lane on automation.machines (team_id, lane_id) where gone_at is null;
create index machines_listed on automation.machines (team_id, id) where gone_at is null;
-- One that is gone may come back as the same.
create index machines_known on automation.machines (team_id, connection_id, provider_id);
select skykeep.protect_team_table('automation.machines');

-- Each power state of a machine with its size, for as long as it lasted: what savings are counted from.
create table automation.power_history (
  team_id uuid not null,
  machine_id uuid not null,
  since timestamptz not null,
  until timestamptz,
  power text not null,
  size text not null,
  primary key (team_id, machine_id, since),
  foreign key (team_id, machine_id) references automation.machines (team_id, id) on delete cascade
);
select skykeep.protect_team_table('automation.power_history');

grant select, insert, update, delete on
  automation.connections, automation.connection_keys, automation.lanes, automation.machines, automation.power_history
  to skykeep_automation;
grant select (team_id, id, paused_at, care_due_at, certificate_not_after) on automation.connections to skykeep_scheduler;
grant select (team_id, id, connection_id, held_until, sync_due_at) on automation.lanes to skykeep_scheduler;

-- The role automation seals the keys of connections and the mails it writes, and reads no other secret: its data keys are those of these
-- purposes, whatever a statement asks for.
grant select, insert on identity.data_keys to skykeep_automation;
alter table identity.data_keys enable row level security;
create policy all_purposes on identity.data_keys to skykeep_identity using (true) with check (true);
create policy purposes_of_automation on identity.data_keys to skykeep_automation
  using (purpose in ('connection-keys', 'webhook-secrets', 'mails', 'idempotent-answers'))
  with check (purpose in ('connection-keys', 'webhook-secrets', 'mails', 'idempotent-answers'));
grant insert on identity.mails to skykeep_automation;
-- To answer a repeated call once, and to count calls.
grant select, insert, update, delete on directory.idempotent_answers, gateway.rate_counters to skykeep_automation;
grant usage on schema gateway to skykeep_automation;
-- To say what a team would lose with its deletion: that they are there, and nothing of what is in them.
grant usage on schema automation to skykeep_identity;
grant select (team_id) on automation.connections, automation.machines to skykeep_identity;
