-- What must be protected, or was decided not to be. `rpo_s`, `rto_s` null: none was agreed.
create table backups_items (
    id text primary key,
    client_id text not null references directory_clients (id),
    name text not null,
    name_key text not null,
    kind text not null,
    device_id text,
    criticality text not null,
    rpo_s bigint,
    rto_s bigint,
    owner_id text,
    owner text not null,
    decision text not null,
    reason text not null,
    decided_by text not null,
    decided_at bigint not null,
    note text not null,
    retired_at bigint,
    created_at bigint not null,
    changed_at bigint not null,
    revision bigint not null,
    unique (client_id, id),
    foreign key (client_id, device_id) references directory_device_clients (client_id, device_id)
);
create unique index backups_items_by_name on backups_items (client_id, name_key) where retired_at is null;
create index backups_items_by_device on backups_items (device_id);

-- Runs that are expected. `judged_until`: every expected time up to it has a run, or is written down as missed. `anchor_at`: intervals count from it.
create table backups_plans (
    id text primary key,
    client_id text not null,
    item_id text not null,
    device_id text not null,
    label text not null,
    engine text not null,
    schedule text not null,
    zone text not null,
    late_s bigint not null,
    retention text not null,
    paused_from bigint,
    paused_until bigint,
    pause_reason text not null,
    ended_at bigint,
    end_reason text not null,
    anchor_at bigint not null,
    judged_until bigint not null,
    created_at bigint not null,
    revision bigint not null,
    unique (client_id, id),
    foreign key (client_id, item_id) references backups_items (client_id, id),
    foreign key (client_id, device_id) references directory_device_clients (client_id, device_id)
);
create unique index backups_plans_by_label on backups_plans (device_id, label) where ended_at is null;
create index backups_plans_by_item on backups_plans (item_id);

-- What ran, as it was told and as it was judged, and what should have run. `scheduled_at`: the expected time that it answers.
create table backups_runs (
    id text primary key,
    client_id text not null,
    device_id text not null,
    run_key text not null,
    plan_id text,
    label text not null,
    engine text not null,
    engine_version text not null,
    state text not null,
    reason_code text not null,
    words text not null,
    told_outcome text not null,
    scheduled_at bigint,
    started_at bigint not null,
    ended_at bigint not null,
    told_at bigint not null,
    reporter text not null,
    reported_by text not null,
    items_total bigint,
    items_failed bigint,
    source_bytes bigint,
    added_bytes bigint,
    point text not null,
    content_at bigint,
    repository text not null,
    manifest_digest text not null,
    manifest_files bigint not null,
    manifest_hashed bigint not null,
    manifest_in_motion bigint not null,
    manifest_unknown text not null,
    warnings text not null,  -- one a line
    unique (client_id, id),
    unique (device_id, run_key),
    foreign key (client_id, plan_id) references backups_plans (client_id, id),
    foreign key (client_id, device_id) references directory_device_clients (client_id, device_id)
);
create unique index backups_runs_by_time on backups_runs (plan_id, scheduled_at) where scheduled_at is not null;
create index backups_runs_by_plan on backups_runs (plan_id, started_at);
create index backups_runs_by_label on backups_runs (device_id, label, started_at);
create index backups_runs_by_client on backups_runs (client_id, scheduled_at);

-- What could be restored. `content_at`: the moment that it represents.
create table backups_points (
    id text primary key,
    client_id text not null,
    plan_id text not null,
    run_id text not null unique,
    name text not null,
    content_at bigint not null,
    known_at bigint not null,
    bytes bigint,
    integrity text not null,
    unique (client_id, id),
    foreign key (client_id, plan_id) references backups_plans (client_id, id),
    foreign key (client_id, run_id) references backups_runs (client_id, id)
);
create index backups_points_by_plan on backups_points (plan_id, content_at);

-- What a check says now; said as a condition where it has a machine.
create table backups_troubles (
    fingerprint text primary key,
    client_id text not null,
    item_id text not null,
    plan_id text,
    device_id text,
    check_code text not null,
    severity text not null,
    priority text not null,
    title text not null,
    words text not null,
    since_at bigint not null,
    foreign key (client_id, item_id) references backups_items (client_id, id)
);
create index backups_troubles_by_item on backups_troubles (item_id);

-- What happened to an item and its plans, oldest first; nothing here changes.
create table backups_lines (
    item_id text not null references backups_items (id),
    number bigint not null,
    at bigint not null,
    by_name text not null,
    words text not null,
    primary key (item_id, number)
);

-- Machines tell, and what they told cannot be used: kept as it came.
create table backups_refused (
    id text primary key,
    client_id text not null,
    device_id text not null,
    received_at bigint not null,
    reason text not null,
    body {{bytes}} not null
);
