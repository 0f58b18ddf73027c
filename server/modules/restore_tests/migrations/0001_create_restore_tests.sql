-- Which backup is proven by restoring it, how often, where and by which standing policy. interval_s: 0: as level and criticality say.
-- waits_for: why a test that is to begin does not.
create table restore_tests_plans (
    id text primary key,
    client_id text not null references directory_clients (id),
    item_id text not null,
    backup_plan_id text not null,
    level bigint not null,
    device_id text not null,
    repository text not null,
    policy_id text not null,
    policy_item bigint not null,
    interval_s bigint not null,
    waits_for text not null,
    created_at bigint not null,
    created_by text not null,
    ended_at bigint,
    end_reason text not null,
    revision bigint not null,
    unique (client_id, id),
    foreign key (client_id, item_id) references backups_items (client_id, id),
    foreign key (client_id, backup_plan_id) references backups_plans (client_id, id),
    foreign key (client_id, device_id) references directory_device_clients (client_id, device_id)
);
create unique index restore_tests_plans_by_level on restore_tests_plans (backup_plan_id, level) where ended_at is null;
create index restore_tests_plans_by_item on restore_tests_plans (item_id);

-- A test from the day on which it is planned. state: planned, overdue, running, passed, passed_late, failed, inconclusive, cancelled.
-- witness: the digest of what went with it; loss_from: up to when what is lost counts; window_until: later than that nothing comes any more.
create table restore_tests_tests (
    id text primary key,
    client_id text not null references directory_clients (id),
    item_id text not null,
    backup_plan_id text not null,
    proof_plan_id text,
    level bigint not null,
    state text not null,
    state_text text not null,
    reason_code text not null,
    why text not null,
    by_hand boolean not null,
    operator_id text,
    operator_name text not null,
    witnessed_by text not null,
    planned_at bigint not null,
    due_at bigint not null,
    began_at bigint,
    window_until bigint,
    ended_at bigint,
    started_at bigint,
    data_at bigint,
    usable_at bigint,
    achieved_rpo_s bigint,
    achieved_rto_s bigint,
    rpo_s bigint not null,
    rto_s bigint not null,
    point_id text,
    point text not null,
    content_at bigint,
    loss_from bigint,
    how_chosen text not null,
    of_newest boolean not null,
    seed text not null,
    witness text not null,
    device_id text,
    repository text not null,
    label text not null,
    policy_id text not null,
    run_id text,
    record {{bytes}},
    environment text not null,
    evidence text not null,
    signed_by_id text,
    signed_by text not null,
    signed_at bigint,
    signed_note text not null,
    finding_id text,
    revision bigint not null,
    unique (client_id, id),
    foreign key (client_id, item_id) references backups_items (client_id, id),
    foreign key (client_id, backup_plan_id) references backups_plans (client_id, id),
    foreign key (client_id, proof_plan_id) references restore_tests_plans (client_id, id)
);
-- One at a time.
create unique index restore_tests_open on restore_tests_tests (proof_plan_id) where state in ('planned', 'overdue', 'running');
create index restore_tests_by_item on restore_tests_tests (item_id, ended_at);
create index restore_tests_by_plan on restore_tests_tests (proof_plan_id, ended_at);
create index restore_tests_by_state on restore_tests_tests (state, planned_at);

-- What was written down of a test by hand; of the others the record says it.
create table restore_tests_checks (
    test_id text not null references restore_tests_tests (id),
    number bigint not null,
    name text not null,
    expected text not null,
    found text not null,
    objects bigint not null,
    verdict text not null,
    words text not null,
    primary key (test_id, number)
);
create table restore_tests_not_covered (
    test_id text not null references restore_tests_tests (id),
    number bigint not null,
    words text not null,
    primary key (test_id, number)
);

-- What was found, until a later test proves the opposite. kind: failed, late, overdue. told: who of the client was written to, one a line.
create table restore_tests_findings (
    id text primary key,
    client_id text not null references directory_clients (id),
    item_id text not null,
    backup_plan_id text not null,
    test_id text not null,
    kind text not null,
    level bigint not null,
    state text not null,
    severity text not null,
    title text not null,
    technical_text text not null,
    consequence text not null,
    recommendation text not null,
    options text not null,
    due_at bigint not null,
    ticket_id text,
    reference text not null,
    first_seen bigint not null,
    last_seen bigint not null,
    recurrence bigint not null,
    verified_by_id text,
    closed_at bigint,
    told text not null,
    revision bigint not null,
    unique (client_id, id),
    foreign key (client_id, item_id) references backups_items (client_id, id),
    foreign key (client_id, test_id) references restore_tests_tests (client_id, id)
);
create index restore_tests_findings_by_plan on restore_tests_findings (backup_plan_id, kind);
