-- For rooms below: how large the source of a plan was when it was last read whole.
create view backups_v_sizes as select plan_id, client_id, started_at, source_bytes from backups_runs
    where plan_id is not null and source_bytes is not null and state in ('success', 'warning');
