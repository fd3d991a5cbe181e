-- Links to address books: tokens only, sealed; never a contact. A link is that of a member, or of an aircraft, and goes with them.
create table contacts.links (
  team_id uuid not null references directory.teams (team_id) on delete cascade,
  id uuid not null,
  account_id uuid,
  aircraft_id uuid,
  -- linked; withdrawn: Google takes the tokens no more, somebody has to consent again.
  state text not null check (state in ('linked', 'withdrawn')),
  scopes text[] not null,
  sealed_access text not null,
  sealed_refresh text not null,
  access_ends_at timestamptz not null,
  linked_by uuid not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (team_id, id),
  foreign key (team_id, account_id) references directory.memberships (team_id, account_id) on delete cascade,
  foreign key (team_id, aircraft_id) references directory.aircraft (team_id, id) on delete cascade,
  check ((account_id is null) <> (aircraft_id is null))
);
create unique index links_account on contacts.links (team_id, account_id) where account_id is not null;
create unique index links_aircraft on contacts.links (team_id, aircraft_id) where aircraft_id is not null;
select skykeep.protect_team_table('contacts.links');

-- Linkings that were begun: the state is kept as a hash, and counts once, in the session that began it, for ten minutes.
create table contacts.starts (
  team_id uuid not null references directory.teams (team_id) on delete cascade,
  state_hash text not null,
  account_id uuid not null,
  session_id text not null,
  aircraft_id uuid,
  sealed_verifier text not null,
  expires_at timestamptz not null,
  primary key (team_id, state_hash)
);
select skykeep.protect_team_table('contacts.starts');

grant usage on schema contacts to skykeep_contacts;
grant select, insert, update, delete on contacts.links, contacts.starts to skykeep_contacts;
grant select, insert on identity.data_keys to skykeep_contacts;
create policy purposes_of_contacts on identity.data_keys to skykeep_contacts
  using (purpose in ('contacts-tokens', 'contacts-starts')) with check (purpose in ('contacts-tokens', 'contacts-starts'));
