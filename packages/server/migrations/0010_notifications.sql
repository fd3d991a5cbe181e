-- Who is told of what, and what machines cost.

create table automation.notification_rules (
  team_id uuid not null references directory.teams (team_id) on delete cascade,
  id uuid not null,
  name text not null,
  enabled boolean not null,
  -- Why the program itself disabled it: its address answered that it is gone for good.
  disabled_because text check (disabled_because in ('gone')),
  events text[] not null,
  -- Only about these machines, schedules or connections; empty: all.
  only_about jsonb not null default '{}',
  -- {type: email, to: […]} or {type: webhook, url}.
  channel jsonb not null,
  -- Collected for so long, then told together; 0: at once.
  digest_seconds integer not null default 0 check (digest_seconds between 0 and 86400),
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (team_id, id),
  constraint notification_rules_name_unique unique (team_id, name)
);
select skykeep.protect_team_table('automation.notification_rules');

-- What signs the messages of a webhook, sealed. While an old one lives, messages carry the signatures of both.
create table automation.webhook_secrets (
  team_id uuid not null,
  id uuid not null,
  rule_id uuid not null,
  sealed text not null,
  created_at timestamptz not null,
  -- Null: the present one.
  ends_at timestamptz,
  primary key (team_id, id),
  foreign key (team_id, rule_id) references automation.notification_rules (team_id, id) on delete cascade
);
create unique index webhook_secrets_present on automation.webhook_secrets (team_id, rule_id) where ends_at is null;
select skykeep.protect_team_table('automation.webhook_secrets');

-- What is to be told: written with what it tells of, sent afterwards, tried again, and at last put aside.
create table automation.notifications (
  team_id uuid not null references directory.teams (team_id) on delete cascade,
  id uuid not null,
  -- Null: to the owner of machines, whom no rule names.
  rule_id uuid,
  -- Of one person, where the rule does not say to whom.
  recipient text,
  event text not null,
  body jsonb not null,
  status text not null default 'waiting' check (status in ('waiting', 'sent', 'dead')),
  -- Those that were sent together have the same, and keep it over all attempts.
  message_id uuid,
  attempts integer not null default 0,
  -- When it is to be sent, or tried again, or taken over from a process that is gone.
  due_at timestamptz,
  give_up_at timestamptz,
  -- {class, status?}: never what an address answered.
  last_failure jsonb,
  created_at timestamptz not null,
  sent_at timestamptz,
  primary key (team_id, id),
  foreign key (team_id, rule_id) references automation.notification_rules (team_id, id) on delete cascade,
  check ((status = 'waiting') = (due_at is not null)),
  check (rule_id is not null or recipient is not null)
);
create index notifications_due on automation.notifications (due_at) where due_at is not null;
create index notifications_due_in_team on automation.notifications (team_id, due_at) where due_at is not null;
create index notifications_rule on automation.notifications (team_id, rule_id, id);
create index notifications_message on automation.notifications (team_id, message_id) where message_id is not null;
create index notifications_old on automation.notifications (created_at);
select skykeep.protect_team_table('automation.notifications', exempt_role => 'skykeep_scheduler');

-- Links in messages before a stop: they keep machines on until an hour, once. An attempt to send makes its own, and all of a message are used up together.
create table automation.keep_links (
  team_id uuid not null references directory.teams (team_id) on delete cascade,
  id uuid not null,
  message_id uuid not null,
  -- SHA-256 of the token, which nothing else has but the message.
  token_hash bytea not null check (length(token_hash) = 32),
  machines jsonb not null,
  -- Whom it was sent to: an address, or the rule of a webhook.
  told_to text not null,
  stops_at timestamptz not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (team_id, id)
);
create index keep_links_message on automation.keep_links (team_id, message_id);
select skykeep.protect_team_table('automation.keep_links');

-- Teams whose due changes nobody takes, from when it was told until it is over.
create table automation.silences (
  team_id uuid primary key references directory.teams (team_id) on delete cascade,
  since timestamptz not null,
  told_at timestamptz not null
);
select skykeep.protect_team_table('automation.silences', exempt_role => 'skykeep_scheduler');

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
  automation.notification_rules, automation.webhook_secrets, automation.notifications, automation.keep_links, automation.silences,
  automation.prices, automation.savings_settings
  to skykeep_automation;
grant select (team_id, due_at, created_at) on automation.notifications to skykeep_scheduler;
grant select (team_id) on automation.silences to skykeep_scheduler;

-- Which of these are addresses of members of the present team: nothing of anybody else, and no address that was not asked for.
create function automation.addresses_of_members(asked text[]) returns setof text
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select a.email from identity.accounts a join directory.memberships m on m.account_id = a.id
   where a.email = any (asked) and a.status = 'active' and m.team_id = skykeep.current_team()
$$;
revoke all on function automation.addresses_of_members(text[]) from public;
grant execute on function automation.addresses_of_members(text[]) to skykeep_automation;
