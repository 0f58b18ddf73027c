-- What the source told of its own files when the point was made; null: nothing. Restore tests compare with it.
alter table backups_points add column witness {{bytes}};

-- When what is backed up, or how, was last changed; null: never since it was made. A proof of before counts for thirty days more.
alter table backups_plans add column altered_at bigint;

-- For rooms below: what they show beside their own rows.
create view backups_v_items as select id, client_id, name, criticality from backups_items;
create view backups_v_plans as select id, client_id, item_id, label, ended_at, coalesce(altered_at, created_at) as altered_at from backups_plans;
create view backups_v_runs as select plan_id, client_id, scheduled_at, state from backups_runs where plan_id is not null and scheduled_at is not null;
