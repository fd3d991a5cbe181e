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
  -- For all machines of a schedule, or for those named, or for those with these tags.
  schedule_id uuid,
  machine_ids uuid[] not null default '{}',
  tags jsonb,
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
select skykeep.protect_team_table('automation.overrides');

-- One row for each machine that a schedule or an override reaches: the schedule that counts for it, and its next change.
create table automation.plans (
  team_id uuid not null,
  machine_id uuid not null,
  -- Null: an override alone, or none of two equals.
  schedule_id uuid,
  -- Which of its targets reached it: machine, tag, resource_group, connection.
  rank text check (rank in ('machine', 'tag', 'resource_group', 'connection')),
  -- Schedules of the same rank that reach it too: then nothing is done to it.
  conflicts uuid[] not null default '{}',
  wanted text not null check (wanted in ('on', 'off', 'none')),
  wanted_since timestamptz,
  -- Null: nothing changes as far ahead as is looked.
  next_at timestamptz,
  next_state text check (next_state in ('on', 'off', 'none')),
  next_reason text,
  -- When a message before the next stop is due; null: none is, or it was sent.
  notice_at timestamptz,
  primary key (team_id, machine_id),
  foreign key (team_id, machine_id) references automation.machines (team_id, id) on delete cascade
);
create index plans_next on automation.plans (next_at) where next_at is not null;
create index plans_notice on automation.plans (notice_at) where notice_at is not null;
create index plans_schedule on automation.plans (team_id, schedule_id);
select skykeep.protect_team_table('automation.plans', exempt_role => 'skykeep_scheduler');

grant select, insert, update, delete on
  automation.calendars, automation.schedules, automation.schedule_versions, automation.overrides, automation.plans
  to skykeep_automation;
grant select (team_id, next_at, notice_at) on automation.plans to skykeep_scheduler;
grant select (team_id) on automation.schedules to skykeep_identity;
