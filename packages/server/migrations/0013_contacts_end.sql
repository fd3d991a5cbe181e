-- What was linked by consent of a person, also for an aircraft, goes when they leave the team. Rows that are there already are not
-- looked at: the check runs for no team, and would find nobody to be a member.
alter table contacts.links add constraint links_linked_by_member
  foreign key (team_id, linked_by) references directory.memberships (team_id, account_id) on delete cascade not valid;

-- Linkings that were begun and not ended are removed in whatever team they are: somebody has to see in which.
drop policy rows_of_the_team on contacts.starts;
drop policy only_the_team on contacts.starts;
select skykeep.protect_team_table('contacts.starts', exempt_role => 'skykeep_scheduler');
grant usage on schema contacts to skykeep_scheduler;
grant select (team_id, expires_at) on contacts.starts to skykeep_scheduler;
create index starts_expiry on contacts.starts (expires_at);
