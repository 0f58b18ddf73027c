-- What is altered on purpose. Whether it was withdrawn says its ticket. `began_at`, `ended_at`: when it was really done.
create table changes_changes (
    id text primary key,
    client_id text not null references directory_clients (id),
    ticket_id text not null unique,
    type text not null,
    state text not null,
    author_id text,
    author text not null,
    drafted_at bigint not null,
    template_id text,
    template_name text not null,
    reason text not null,
    plan text not null,
    rollback_plan text not null,
    test text not null,
    impact text not null,
    likelihood text not null,
    affects_users boolean not null,
    cost_minor bigint not null,
    currency text not null,
    device_ids text not null,  -- once more in one text, for the filter of the list
    approval_id text,
    client_approval text not null,
    second_id text,
    second_person text not null,
    second_at bigint,
    decision_text text not null,
    verbal_by_id text,
    verbal_by text not null,
    verbal_at bigint,
    written_due bigint,
    written_at bigint,
    overdue_said boolean not null,
    starts_at bigint,
    ends_at bigint,
    began_at bigint,
    ended_at bigint,
    implementer text not null,
    outcome text not null,
    service_hurt boolean not null,
    finding_ticket_id text,
    review_due bigint,
    review_said boolean not null,
    review text not null,
    reviewed_by text not null,
    reviewed_at bigint,
    changed_at bigint not null,
    revision bigint not null,
    unique (client_id, id),
    foreign key (client_id, ticket_id) references helpdesk_tickets (client_id, id)
);
create index changes_by_window on changes_changes (starts_at, ends_at);
create index changes_by_begin on changes_changes (client_id, began_at);
create index changes_by_approval on changes_changes (approval_id);
create index changes_by_writing on changes_changes (written_due);
create index changes_by_review on changes_changes (review_due);

create table changes_devices (
    change_id text not null,
    device_id text not null,
    client_id text not null,
    primary key (change_id, device_id),
    foreign key (client_id, change_id) references changes_changes (client_id, id),
    foreign key (client_id, device_id) references directory_device_clients (client_id, device_id)
);
create index changes_devices_by_device on changes_devices (device_id);

-- Whoever wrote the plan; none of them may approve it.
create table changes_writers (
    change_id text not null references changes_changes (id),
    account_id text not null,
    primary key (change_id, account_id)
);

-- Incidents within a day on the same device. verdict: probable (by the rule), confirmed, rejected (by a person).
create table changes_causes (
    change_id text not null,
    ticket_id text not null,
    client_id text not null,
    device_id text,
    at bigint not null,
    verdict text not null,
    judged_by text not null,
    judged_at bigint,
    primary key (change_id, ticket_id),
    foreign key (client_id, change_id) references changes_changes (client_id, id),
    foreign key (client_id, ticket_id) references helpdesk_tickets (client_id, id)
);
create index changes_causes_by_ticket on changes_causes (ticket_id);

-- What happened to it, oldest first; nothing here changes.
create table changes_lines (
    change_id text not null references changes_changes (id),
    number bigint not null,
    at bigint not null,
    by_name text not null,
    kind text not null,
    from_state text not null,
    to_state text not null,
    body text not null,
    primary key (change_id, number)
);

-- Times in which nothing but emergencies is changed. No client: all of them.
create table changes_freezes (
    id text primary key,
    client_id text references directory_clients (id),
    from_at bigint not null,
    until_at bigint not null,
    reason text not null,
    created_by text not null,
    end_reason text not null
);
create index changes_freezes_by_end on changes_freezes (until_at);

-- Standard changes. state: written, approved, retired.
create table changes_templates (
    id text primary key,
    name text not null,
    name_key text not null unique,
    plan text not null,
    rollback_plan text not null,
    test text not null,
    impact text not null,
    likelihood text not null,
    state text not null,
    author_id text,
    author text not null,
    changed_at bigint not null,
    approved_by text not null,
    approved_at bigint,
    used bigint not null,
    revision bigint not null
);
