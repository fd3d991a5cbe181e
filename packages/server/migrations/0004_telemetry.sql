-- Telemetry. Uniqueness lives in event_keys (partitioning events by time alone would break the 409 rule); events is lean and
-- partitioned by day of the event's own time; batches ties the events of one commit to the audit entry that holds their root.

create table telemetry.event_keys (
  team_id uuid not null,
  aircraft_id uuid not null,
  event_id uuid not null,
  ts timestamptz not null,
  fingerprint bytea not null,
  primary key (team_id, aircraft_id, event_id)
);
select skykeep.protect_team_table('telemetry.event_keys');

create table telemetry.batches (
  team_id uuid not null,
  batch_id bigint not null,
  -- The transaction that wrote it: everything below the oldest one still running is complete, which is what makes a stream resumable.
  written_by xid8 not null default pg_current_xact_id(),
  received_at timestamptz not null,
  events integer not null,
  first_ts timestamptz not null,
  last_ts timestamptz not null,
  -- The first 8 bytes of each record's hash in ordinal order. The root in the audit entry decides; these only tell which row no longer fits.
  hints bytea not null,
  primary key (team_id, batch_id)
);
create index batches_written_by on telemetry.batches (team_id, written_by);
select skykeep.protect_team_table('telemetry.batches');

-- Positions are kept as ten-thousandths of a degree: they were rounded to 4 decimals before they came here. `extra` holds every
-- other member that was sent, as canonical JSON text (never searched, so not worth parsing into jsonb at 20,000 rows a second).
create table telemetry.events (
  team_id uuid not null,
  aircraft_id uuid not null,
  ts timestamptz not null,
  event_id uuid not null,
  batch_id bigint not null,
  ordinal smallint not null,
  implausible boolean not null,
  on_ground boolean,
  lat_e4 integer,
  lon_e4 integer,
  altitude double precision,
  speed double precision,
  track double precision,
  vertical_rate double precision,
  callsign text,
  extra text,
  primary key (team_id, aircraft_id, ts, event_id)
) partition by range (ts);
-- Events arrive in the order of their batches, so a block-range index finds a batch at almost no cost.
create index events_batch on telemetry.events using brin (batch_id) with (pages_per_range = 16);
select skykeep.protect_team_table('telemetry.events');

-- A day of events, and when it last received some: back-filled days live as long after their receipt as others after their date.
create table telemetry.days (
  day date primary key,
  last_received_at timestamptz not null
);

create sequence telemetry.batch_blocks;

-- Partitions are made and dropped by these two functions only; the role that calls them owns nothing.
create function telemetry.ensure_day(day date) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  part text := format('events_%s', to_char(day, 'YYYYMMDD'));
begin
  if day < date '2000-01-01' or day > current_date + 2 then
    raise exception 'day % is outside of what can be kept', day using errcode = '22008';
  end if;
  perform pg_advisory_xact_lock(hashtext('telemetry.ensure_day'));
  if to_regclass('telemetry.' || part) is null then
    execute format(
      'create table telemetry.%I partition of telemetry.events for values from (%L) to (%L)',
      part, (day::text || ' 00:00:00+00'), ((day + 1)::text || ' 00:00:00+00'));
    perform skykeep.protect_team_table(('telemetry.' || part)::regclass);
  end if;
  insert into telemetry.days values (day, now()) on conflict on constraint days_pkey do update set last_received_at = now();
end $$;

create function telemetry.drop_day(day date) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  part text := format('events_%s', to_char(day, 'YYYYMMDD'));
begin
  perform pg_advisory_xact_lock(hashtext('telemetry.ensure_day'));
  execute format('drop table if exists telemetry.%I', part);
  delete from telemetry.days d where d.day = drop_day.day;
end $$;
revoke all on function telemetry.ensure_day(date), telemetry.drop_day(date) from public;

grant usage on schema telemetry to skykeep_telemetry;
grant select, insert, delete on telemetry.event_keys to skykeep_telemetry;
grant select, insert on telemetry.batches, telemetry.events to skykeep_telemetry;
grant select on telemetry.days to skykeep_telemetry;
grant usage on sequence telemetry.batch_blocks to skykeep_telemetry;
grant execute on function telemetry.ensure_day(date), telemetry.drop_day(date) to skykeep_telemetry;
