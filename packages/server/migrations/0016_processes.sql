-- What each process of the installation tells of itself, every few seconds: that it is alive, and what alerts look at. It belongs to no team
-- and names none. Whoever is killed leaves a row that grows old.
create table skykeep.processes (
  id uuid primary key,
  roles text[] not null,
  version text not null,
  node text not null,
  started_at timestamptz not null,
  told_at timestamptz not null,
  facts jsonb not null
);
grant select, insert, update, delete on skykeep.processes
  to skykeep_gateway, skykeep_identity, skykeep_automation, skykeep_telemetry, skykeep_weather, skykeep_contacts;
