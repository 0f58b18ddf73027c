-- It goes out in a freeze, too.
alter table jobs_jobs add column is_emergency boolean not null default false;

-- When the condition that set first aid off was gone after it: that alone shows that it set something right.
alter table jobs_policy_runs add column cleared_at bigint;
