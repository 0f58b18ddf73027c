-- First aid in turns (domain/playbooks.md 20): on a tenth of a policy's machines at once, and none after too many failures until a person lets
-- it go on. counted_from: its failures before that count no more. state_before: the item that keeps how it was before first aid; empty: none.
alter table jobs_policies add column stopped_at bigint;
alter table jobs_policies add column stop_words text not null default '';
alter table jobs_policies add column counted_from bigint not null default 0;
alter table jobs_policies add column state_before text not null default '';

-- Of first aid: the run that keeps how it was before.
alter table jobs_policy_runs add column state_before_run text;
