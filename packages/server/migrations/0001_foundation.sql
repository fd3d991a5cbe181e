-- The ground that every other migration stands on: one schema for each server role, and the wall between teams.

create schema identity;    -- people, credentials, keys: no team
create schema directory;   -- teams and who belongs to them
create schema gateway;
create schema automation;
create schema telemetry;
create schema weather;
create schema contacts;
create schema audit;

grant usage on schema gateway to skykeep_gateway;
grant usage on schema identity to skykeep_identity;
grant usage on schema automation to skykeep_automation;
grant usage on schema telemetry to skykeep_telemetry;
grant usage on schema weather to skykeep_weather;
grant usage on schema contacts to skykeep_contacts;
-- Every role asks who may do what, writes audit entries, and needs the wall below. What it may touch there, each table says.
grant usage on schema skykeep, directory, audit
  to skykeep_gateway, skykeep_identity, skykeep_automation, skykeep_telemetry, skykeep_weather, skykeep_contacts, skykeep_audit;
grant select on skykeep.migrations
  to skykeep_gateway, skykeep_identity, skykeep_automation, skykeep_telemetry, skykeep_weather, skykeep_contacts, skykeep_audit;

-- A new function is nobody's until a grant says so.
alter default privileges revoke execute on functions from public;

-- The team of this transaction; null when none was set. After the first transaction that set one, PostgreSQL shows the unset
-- setting as an empty text, which must mean nobody and not an error.
create function skykeep.current_team() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('skykeep.team', true), '')::uuid;

grant execute on function skykeep.current_team()
  to skykeep_gateway, skykeep_identity, skykeep_automation, skykeep_telemetry, skykeep_weather, skykeep_contacts, skykeep_audit;

-- Puts a table with a team_id behind the wall: row-level security, forced for the owner too. The permissive policy admits the rows
-- of the team; the restrictive one sees to it that no policy added later can admit others.
-- exempt_role works across teams (the sequencer of the audit trail): it has a policy of its own, and the wall stands for all others.
create function skykeep.protect_team_table(target regclass, exempt_role name default null) returns void
  language plpgsql as $$
declare
  rule constant text := 'using (team_id = (select skykeep.current_team())) with check (team_id = (select skykeep.current_team()))';
  walled text := 'public';
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy rows_of_the_team on %s %s', target, rule);
  if exempt_role is not null then
    select string_agg(quote_ident(rolname), ', ') into strict walled
      from pg_catalog.pg_roles
      where rolname like 'skykeep\_%' and not rolcanlogin and not rolsuper and rolname <> exempt_role;
    execute format('create policy rows_of_all_teams on %s to %I using (true) with check (true)', target, exempt_role);
  end if;
  execute format('create policy only_the_team on %s as restrictive to %s %s', target, walled, rule);
end $$;
