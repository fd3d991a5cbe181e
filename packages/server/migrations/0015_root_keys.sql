-- When each root key began to wrap: its file or service does not tell, and data keys that it took over are older than its use.
create table identity.root_keys (
  id text primary key,
  in_use_since timestamptz not null
);
grant select, insert on identity.root_keys to skykeep_identity;

-- Of the time before only this is known: that it is not older than the first data key it wraps now. Too old an age is the safe one to believe.
insert into identity.root_keys (id, in_use_since)
  select root_key_id, min(created_at) from identity.data_keys where root_key_id is not null group by root_key_id;
