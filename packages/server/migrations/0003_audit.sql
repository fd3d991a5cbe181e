-- The audit trail. A change leaves its draft of an entry in `pending`, in its own transaction; the sequencer gives each its place in
-- one Merkle tree (RFC 9162) and one chain for each team. What belongs to no team has the nil UUID here, and null in the entry.

-- Until sequenced a row carries an HMAC whose key the database does not hold: changed by hand it is found out.
create table audit.pending (
  team_id uuid not null,
  id uuid not null,
  -- The order in which entries get their place: by the one clock that all writers share.
  written_at timestamptz not null default clock_timestamp(),
  draft text not null,
  personal jsonb not null default '{}',
  mac bytea not null,
  primary key (team_id, id)
)
-- A queue: rows live for a second, so their remains are swept up by number, not by share.
with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_insert_scale_factor = 0);
create index pending_order on audit.pending (written_at, id);
select skykeep.protect_team_table('audit.pending', exempt_role => 'skykeep_audit');

-- `leaf` is the text that was hashed; the columns beside it are there to be searched and are held against it by `skykeep audit verify`.
create table audit.entries (
  team_id uuid not null,
  index bigint not null,
  team_index bigint not null,
  id uuid not null,
  at timestamptz not null,
  leaf text not null,
  leaf_hash bytea not null check (octet_length(leaf_hash) = 32),
  action text not null,
  outcome text not null,
  actor_type text not null,
  actor_id text not null,
  resource_type text,
  resource_id text,
  personal jsonb not null,
  primary key (team_id, team_index),
  -- An id comes once: a pending row that was copied and put in again is found out by it.
  constraint entries_id_unique unique (team_id, id)
);
-- One place is taken once because audit.nodes has one leaf for it; a unique index over teams would answer questions about others.
create index entries_index on audit.entries (index);
create index entries_action on audit.entries (team_id, action, team_index);
create index entries_actor on audit.entries (team_id, actor_id, team_index);
create index entries_resource on audit.entries (team_id, resource_id, team_index);
select skykeep.protect_team_table('audit.entries', exempt_role => 'skykeep_audit');

-- Complete subtrees of 2^level leaves. Hashes only: nothing of a team can be read from them.
create table audit.nodes (
  level smallint not null,
  index bigint not null,
  hash bytea not null check (octet_length(hash) = 32),
  primary key (level, index)
);

-- Where the tree ends, under the key of the pending rows: between two checkpoints nothing else vouches for its newest entries.
create table audit.head (
  one boolean primary key default true check (one),
  size bigint not null,
  root bytea not null,
  mac bytea not null
);
insert into audit.head values (true, 0, sha256(''), '');

create table audit.checkpoints (
  size bigint primary key,
  root bytea not null,
  note text not null,
  at timestamptz not null,
  -- When the tree was last found to be still of this size, and signed again.
  confirmed_at timestamptz not null
);

-- Writers say what happened and nothing else: they can neither read the queue nor choose their place in it.
grant insert (team_id, id, draft, personal, mac) on audit.pending
  to skykeep_gateway, skykeep_identity, skykeep_automation, skykeep_telemetry, skykeep_weather, skykeep_contacts, skykeep_audit;
grant select on audit.entries, audit.nodes, audit.head, audit.checkpoints
  to skykeep_gateway, skykeep_identity, skykeep_automation, skykeep_telemetry, skykeep_weather, skykeep_contacts, skykeep_audit;

-- The sequencer. Even it cannot change or remove an entry or a node.
grant select, delete on audit.pending to skykeep_audit;
grant insert on audit.entries, audit.nodes, audit.checkpoints to skykeep_audit;
grant update (size, root, mac) on audit.head to skykeep_audit;
grant update (note, confirmed_at) on audit.checkpoints to skykeep_audit;
