-- Where an aircraft of the present team was last, to a tenth of a degree: enough for its weather. The role weather sees no event and no exact position.
create function telemetry.last_rough_position(aircraft uuid) returns table (lat double precision, lon double precision)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select round(e.lat_e4 / 10000.0, 1)::float8, round(e.lon_e4 / 10000.0, 1)::float8
    from telemetry.events e
   where e.team_id = skykeep.current_team() and e.aircraft_id = aircraft and e.lat_e4 is not null and e.lon_e4 is not null
   order by e.ts desc limit 1
$$;
revoke all on function telemetry.last_rough_position(uuid) from public;
grant usage on schema telemetry to skykeep_weather;
grant execute on function telemetry.last_rough_position(uuid) to skykeep_weather;
