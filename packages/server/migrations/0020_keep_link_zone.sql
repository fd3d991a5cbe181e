-- In which zone the times of its page are told; null: in UTC.
alter table automation.keep_links add column time_zone text;
