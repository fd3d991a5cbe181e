-- Rate counters that several processes share (SKYKEEP_LIMIT_STORE=postgres). They may vanish with the database: then everyone starts anew.
create unlogged table gateway.rate_counters (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
);
grant usage on schema gateway to skykeep_gateway, skykeep_identity, skykeep_telemetry;
grant select, insert, update, delete on gateway.rate_counters to skykeep_gateway, skykeep_identity, skykeep_telemetry;
