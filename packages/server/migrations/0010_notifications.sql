-- Who is told of what, and what machines cost.

create table automation.notification_rules (
  team_id uuid not null references directory.teams (team_id) on delete cascade,
  id uuid not null,
  name text not null,
  enabled boolean not null,
  events text[] not null,
  -- Only about these machines, schedules or connections; empty: all.
  only_about jsonb not null default '{}',
  -- {type: email, to: […]} or {type: webhook, url}.
  channel jsonb not null,
  -- Of a webhook, sealed.
  sealed_secret text,
  -- Collected for so long, then told together; 0: at once.
  digest_seconds integer not null default 0 check (digest_seconds between 0 and 86400),
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (team_id, id),
  constraint notification_rules_name_unique unique (team_id, name)
);
select skykeep.protect_team_table('automation.notification_rules');

-- What is to be told by one rule: written with what it tells of, sent afterwards, tried again, and at last put aside.
create table automation.notifications (
  team_id uuid not null references directory.teams (team_id) on delete cascade,
  id uuid not null,
  rule_id uuid not null,
  event text not null,
  body jsonb not null,
  status text not null default 'waiting' check (status in ('waiting', 'sent', 'dead')),
  attempts integer not null default 0,
  due_at timestamptz,
  last_failure text,
  created_at timestamptz not null,
  sent_at timestamptz,
  primary key (team_id, id),
  foreign key (team_id, rule_id) references automation.notification_rules (team_id, id) on delete cascade,
  check ((status = 'waiting') = (due_at is not null))
);
create index notifications_due on automation.notifications (due_at) where due_at is not null;
create index notifications_listed on automation.notifications (team_id, id);
select skykeep.protect_team_table('automation.notifications', exempt_role => 'skykeep_scheduler');

-- Links in messages before a stop: they keep machines on until an hour, once.
create table automation.keep_links (
  team_id uuid not null references directory.teams (team_id) on delete cascade,
  id uuid not null,
  token_hash text not null,
  machine_ids uuid[] not null,
  told_to text not null,
  stops_at timestamptz not null,
  latest_until timestamptz not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (team_id, id)
);
select skykeep.protect_team_table('automation.keep_links');

-- List prices, of no team: one row for each size, region, system and currency, from the day on which it was read.
create table automation.prices (
  provider text not null,
  region text not null,
  size text not null,
  os text not null,
  is_spot boolean not null,
  currency text not null,
  valid_from date not null,
  -- Millionths of the currency's unit for an hour.
  micros_per_hour bigint not null check (micros_per_hour >= 0),
  source text not null,
  primary key (provider, region, size, os, is_spot, currency, valid_from)
);

-- What a team has agreed with its provider.
create table automation.savings_settings (
  team_id uuid primary key references directory.teams (team_id) on delete cascade,
  currency text not null default 'USD',
  -- Hundredths of a percent off the list price.
  discount_basis_points integer not null default 0 check (discount_basis_points between 0 and 10000),
  version integer not null default 1,
  updated_at timestamptz not null
);
select skykeep.protect_team_table('automation.savings_settings');

grant select, insert, update, delete on
  automation.notification_rules, automation.notifications, automation.keep_links, automation.prices, automation.savings_settings
  to skykeep_automation;
grant select (team_id, due_at) on automation.notifications to skykeep_scheduler;
