-- Where nobody else could approve what somebody wrote, time does: when. And whether it was said that its window is over without an outcome.
alter table changes_changes add column alone_until bigint;
alter table changes_changes add column outcome_said boolean not null default false;
create index changes_by_alone on changes_changes (alone_until);
