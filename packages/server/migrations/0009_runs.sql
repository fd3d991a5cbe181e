-- What was done: runs, their transitions (each stored once, executed once) and every step of it.

create table automation.runs (
  team_id uuid not null references directory.teams (team_id) on delete cascade,
  id uuid not null,
  -- schedule: its time came; apply: asked for when a schedule was saved; override: one began or ended; manual: somebody acted;
  -- enforce: a change by hand was undone.
  cause text not null check (cause in ('schedule', 'apply', 'override', 'manual', 'enforce')),
  schedule_id uuid,
  schedule_name text,
  -- The instant that it is for.
  at timestamptz not null,
  state text not null check (state in ('on', 'off', 'none')),
  reason text,
  created_by jsonb not null,
  status text not null default 'running' check (status in ('running', 'succeeded', 'partly_failed', 'failed', 'cancelled')),
  -- What lies between the steps of the order, in the order in which they are carried out, and which step is under way.
  boundaries jsonb not null default '[]',
  current_step integer not null default 0,
  cancel_asked_at timestamptz,
  started_at timestamptz not null,
  ended_at timestamptz,
  primary key (team_id, id)
);
-- The same change of the same schedule makes one run, however many workers see that it is due.
create unique index runs_once on automation.runs (team_id, schedule_id, at, cause, state) where cause = 'schedule';
create index runs_listed on automation.runs (team_id, id);
create index runs_open on automation.runs (status) where status = 'running';
create index runs_ended on automation.runs (ended_at);
select skykeep.protect_team_table('automation.runs', exempt_role => 'skykeep_scheduler');

create table automation.transitions (
  team_id uuid not null,
  id uuid not null,
  run_id uuid not null,
  machine_id uuid not null,
  lane_id uuid not null,
  at timestamptz not null,
  action text not null check (action in ('start', 'deallocate', 'hibernate', 'power_off', 'restart', 'resize')),
  size text,
  cause text not null,
  step integer not null default 0,
  status text not null default 'waiting'
    check (status in ('waiting', 'working', 'done', 'nothing_to_do', 'failed', 'skipped', 'cancelled')),
  -- When it may be worked on next: its turn in the order, a pause after a failure, the next look at an operation.
  ready_at timestamptz,
  -- Calls of the cloud, and failures that make the pauses grow.
  attempts integer not null default 0,
  failures integer not null default 0,
  -- Sent to the cloud: the address of the operation, followed to its end by whoever holds the lane then.
  operation text,
  called_at timestamptz,
  -- When people were told that it fails, or is late: they are told, too, when it succeeds after all.
  told_at timestamptz,
  failure_class text,
  failure_code text,
  detail text,
  -- Retried until then.
  give_up_at timestamptz not null,
  ended_at timestamptz,
  primary key (team_id, id),
  constraint transitions_once unique (team_id, machine_id, at, action, cause),
  foreign key (team_id, run_id) references automation.runs (team_id, id) on delete cascade,
  foreign key (team_id, machine_id) references automation.machines (team_id, id) on delete cascade,
  check ((status in ('waiting', 'working')) = (ended_at is null))
);
create index transitions_open on automation.transitions (team_id, lane_id, ready_at) where status in ('waiting', 'working');
create index transitions_ready on automation.transitions (ready_at) where status in ('waiting', 'working');
create index transitions_run on automation.transitions (team_id, run_id);
create index transitions_machine on automation.transitions (team_id, machine_id, at desc);
select skykeep.protect_team_table('automation.transitions', exempt_role => 'skykeep_scheduler');

-- Told live in the order of `written_by`, as the stream of telemetry is.
create table automation.run_steps (
  team_id uuid not null,
  id uuid not null,
  run_id uuid not null,
  transition_id uuid,
  at timestamptz not null,
  step text not null,
  detail jsonb not null default '{}',
  written_by xid8 not null default pg_current_xact_id(),
  primary key (team_id, id),
  foreign key (team_id, run_id) references automation.runs (team_id, id) on delete cascade
);
create index run_steps_run on automation.run_steps (team_id, run_id, id);
create index run_steps_written on automation.run_steps (team_id, written_by);
select skykeep.protect_team_table('automation.run_steps');

grant select, insert, update, delete on automation.runs, automation.transitions, automation.run_steps to skykeep_automation;
grant select (team_id, status, ended_at) on automation.runs to skykeep_scheduler;
grant select (team_id, lane_id, ready_at, status) on automation.transitions to skykeep_scheduler;
