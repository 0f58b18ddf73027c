-- What a machine said of a policy: held, waiting, refused, other (it has not the tags); empty: it was not asked yet. result: its signed refusal.
alter table jobs_policy_devices add column state text not null default '';
alter table jobs_policy_devices add column refusal bigint not null default 0;
alter table jobs_policy_devices add column words text not null default '';
alter table jobs_policy_devices add column answered_at bigint;
alter table jobs_policy_devices add column result {{bytes}};
update jobs_policy_devices set state = 'held' where version_held > 0;
