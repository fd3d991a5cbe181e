-- With which settings the roles of a process started last, so that the audit trail can tell when they start with others. Of a secret only
-- whether it is set. Whoever restores an older copy of the database is told of the difference once more.
create table skykeep.configurations (
  roles text primary key,
  settings jsonb not null,
  told_at timestamptz not null
);
grant select, insert, update on skykeep.configurations
  to skykeep_gateway, skykeep_identity, skykeep_automation, skykeep_telemetry, skykeep_weather, skykeep_contacts;
