-- A job that tries a version of a script before it is used: the version says on how many machines, when last, and how it ended.
alter table jobs_jobs add column is_test boolean not null default false;
