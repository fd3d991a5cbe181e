-- What is wanted, and when: schedules, calendars that they share, overrides, and what all of it comes to for each machine (plans).

create table automation.calendars (
  team_id uuid not null references directory.teams (team_id) on delete cascade,
  id uuid not null,
  name text not null,
  -- Exceptions in the form of a schedule, each with the name of its day.
  exceptions jsonb not null,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (team_id, id),
  constraint calendars_name_unique unique (team_id, name)
);
select skykeep.protect_team_table('automation.calendars');

create table automation.schedules (
  team_id uuid not null references directory.teams (team_id) on delete cascade,
  id uuid not null,
  name text not null,
  enabled boolean not null,
  -- deallocate, or hibernate where the machine can.
  mode text not null default 'deallocate' check (mode in ('deallocate', 'hibernate')),
  targets jsonb not null,
  -- time_zone, weekly, inside, outside, exceptions, one_shots.
  rule jsonb not null,
  calendar_ids uuid[] not null default '{}',
  -- The rule with the calendars worked in, and how often that has changed: what was prepared of one revision is good as long as it counts.
  effective_rule jsonb not null,
  revision integer not null default 1,
  on_manual_change jsonb not null,
  start_order jsonb not null,
  notify jsonb not null,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (team_id, id),
  constraint schedules_name_unique unique (team_id, name)
);
select skykeep.protect_team_table('automation.schedules');

-- What a schedule said from when on: savings of a past month are counted with the plan of that month. The calendars are worked in.
create table automation.schedule_versions (
  team_id uuid not null references directory.teams (team_id) on delete cascade,
  schedule_id uuid not null,
  version integer not null,
  valid_from timestamptz not null,
  enabled boolean not null,
  rule jsonb not null,
  primary key (team_id, schedule_id, version, valid_from)
);
select skykeep.protect_team_table('automation.schedule_versions');

create table automation.overrides (
  team_id uuid not null references directory.teams (team_id) on delete cascade,
  id uuid not null,
  -- For all machines of a schedule, or for those named, or for those with these tags, or for those whose tag owner is this address.
  schedule_id uuid,
  machine_ids uuid[] not null default '{}',
  tags jsonb,
  owner text,
  state text not null check (state in ('on', 'off', 'none')),
  from_at timestamptz not null,
  until_at timestamptz,
  reason text,
  -- Whoever made it: an account, a client, or the link in a message.
  created_by jsonb not null,
  created_at timestamptz not null,
  primary key (team_id, id),
  foreign key (team_id, schedule_id) references automation.schedules (team_id, id) on delete cascade,
  check (until_at > from_at)
);
create index overrides_end on automation.overrides (team_id, until_at);
create index overrides_schedule on automation.overrides (team_id, schedule_id);
select skykeep.protect_team_table('automation.overrides');

-- One row for each machine that a schedule or an override reaches: the schedule that counts for it, and its next change.
create table automation.plans (
  team_id uuid not null,
  machine_id uuid not null,
  -- Null: an override alone, or none of two equals.
  schedule_id uuid,
  -- Which of its targets reached it: machine, tag, resource_group, connection.
  rank text check (rank in ('machine', 'tag', 'resource_group', 'connection')),
  -- Schedules of the same rank that reach it: then none of them counts.
  conflicts uuid[] not null default '{}',
  -- Those that reach it and are not over.
  override_ids uuid[] not null default '{}',
  wanted text not null check (wanted in ('on', 'off', 'none')),
  wanted_since timestamptz,
  -- The next change. Without a state: nothing changes as far ahead as was looked, and then it is looked again.
  next_at timestamptz,
  next_state text check (next_state in ('on', 'off', 'none')),
  next_reason text,
  next_cause text not null default 'schedule' check (next_cause in ('schedule', 'override')),
  -- When a message before the next stop is due; null: none is, or it was sent. And for which stop the last one was sent.
  notice_at timestamptz,
  noticed_for timestamptz,
  primary key (team_id, machine_id),
  foreign key (team_id, machine_id) references automation.machines (team_id, id) on delete cascade
);
-- The first of each pair tells in which teams something is due, the second what.
create index plans_next on automation.plans (next_at, team_id);
create index plans_due on automation.plans (team_id, next_at);
create index plans_notice on automation.plans (notice_at, team_id) where notice_at is not null;
create index plans_noticed on automation.plans (team_id, notice_at) where notice_at is not null;
create index plans_schedule on automation.plans (team_id, schedule_id);
select skykeep.protect_team_table('automation.plans', exempt_role => 'skykeep_scheduler');

-- Which schedule counted for a machine, from when until when: savings of a past month are counted with what counted then.
create table automation.schedule_spans (
  team_id uuid not null,
  machine_id uuid not null,
  schedule_id uuid not null,
  since timestamptz not null,
  until timestamptz,
  primary key (team_id, machine_id, since),
  foreign key (team_id, machine_id) references automation.machines (team_id, id) on delete cascade
);
select skykeep.protect_team_table('automation.schedule_spans');

grant select, insert, update, delete on
  automation.calendars, automation.schedules, automation.schedule_versions, automation.overrides, automation.plans, automation.schedule_spans
  to skykeep_automation;
grant select (team_id, next_at, notice_at) on automation.plans to skykeep_scheduler;
grant select (team_id) on automation.schedules to skykeep_identity;

-- The address of one member of the present team, and of nobody else: for overrides of a person's own machines.
create function automation.address_of_member(member uuid) returns text
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select a.email from identity.accounts a join directory.memberships m on m.account_id = a.id
   where a.id = member and m.team_id = skykeep.current_team()
$$;
revoke all on function automation.address_of_member(uuid) from public;
grant execute on function automation.address_of_member(uuid) to skykeep_automation;
