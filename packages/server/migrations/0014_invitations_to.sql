-- Which teams invite an address: somebody who is signed in with it sees what waits for them, before they are in any of these teams. Ids
-- only; what an invitation says is read in its team, behind that team's wall. A row goes with its invitation.
create table identity.invitations_to (
  email text not null,
  invited_to uuid not null,
  invitation_id uuid not null,
  expires_at timestamptz not null,
  primary key (invited_to, invitation_id),
  foreign key (invited_to, invitation_id) references directory.invitations (team_id, id) on delete cascade
);
create index invitations_to_email on identity.invitations_to (email, expires_at);

-- Open ones of the time before, of all teams: the wall lets their owner through for as long as this takes.
alter table directory.invitations no force row level security;
insert into identity.invitations_to (email, invited_to, invitation_id, expires_at)
  select email, team_id, id, expires_at from directory.invitations where accepted_at is null and revoked_at is null;
alter table directory.invitations force row level security;

grant select, insert on identity.invitations_to to skykeep_identity;
