-- Which migrations the audit trail was told of: whoever applies them may have none of the keys that an entry is sealed with, so the next start
-- tells it.
create table skykeep.migrations_told (
  number integer primary key
);
grant select, insert on skykeep.migrations_told
  to skykeep_gateway, skykeep_identity, skykeep_automation, skykeep_telemetry, skykeep_weather, skykeep_contacts;
