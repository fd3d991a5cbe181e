-- Sizes to try, in this order, where a cloud has no room for a machine's own.
alter table automation.schedules add column other_sizes jsonb not null default '[]';
-- Those that are still to be tried, and the one that the machine is being given before its start.
alter table automation.transitions add column other_sizes jsonb not null default '[]', add column fitting text;
