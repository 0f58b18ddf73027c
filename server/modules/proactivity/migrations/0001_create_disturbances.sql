-- Disturbances: what disturbed a client, with or without an alert. The times come with where they are known from.
create table proactivity_disturbances (
    id text primary key,
    client_id text not null references directory_clients (id),
    reference text not null,
    title text not null,
    state text not null,
    device_id text,
    check_code text not null,
    is_prediction boolean not null,
    incident_id text,
    ticket_id text,
    merged_into text,
    detected_by text not null,
    started_at bigint not null,
    started_from text not null,
    started_from_id text not null,
    detected_at bigint,
    detected_from text not null,
    detected_from_id text not null,
    acted_at bigint,
    acted_from text not null,
    acted_from_id text not null,
    reported_at bigint,
    reported_from_id text not null,
    restored_at bigint,
    resolved_at bigint,
    resolution_code text not null,
    predicted_days double precision,
    person_acted_at bigint,
    still_heading boolean not null,
    derived_verdict text not null,
    verdict text not null,
    original_verdict text not null,
    definition_version bigint not null,
    exclusion text not null,
    report_count bigint not null,
    revision bigint not null,
    unique (client_id, id),
    foreign key (client_id, device_id) references directory_device_clients (client_id, device_id)
);
create index proactivity_disturbances_by_client on proactivity_disturbances (client_id, started_at);
create index proactivity_disturbances_by_incident on proactivity_disturbances (incident_id);
create index proactivity_disturbances_by_ticket on proactivity_disturbances (ticket_id);
create index proactivity_disturbances_undecided on proactivity_disturbances (verdict, restored_at);
create index proactivity_disturbances_by_check on proactivity_disturbances (check_code, resolved_at);

create table proactivity_alerts (
    alert_id text primary key,
    client_id text not null,
    disturbance_id text not null,
    fingerprint text not null,
    joined_at bigint not null,
    foreign key (client_id, disturbance_id) references proactivity_disturbances (client_id, id)
);
create index proactivity_alerts_by_disturbance on proactivity_alerts (disturbance_id);
create index proactivity_alerts_by_fingerprint on proactivity_alerts (client_id, fingerprint, joined_at);

-- One human contact about a disturbance.
create table proactivity_reports (
    id text primary key,
    client_id text not null references directory_clients (id),
    contact text not null,
    person_id text,
    channel text not null,
    received_at bigint not null,
    entered_at bigint not null,
    body text not null,
    ticket_id text unique,
    ticket_reference text not null,
    device_id text,
    state text not null,
    disturbance_id text,
    proposed_id text,
    score_device double precision not null,
    score_service double precision not null,
    score_site double precision not null,
    score_category double precision not null,
    score_closeness double precision not null,
    score_text double precision not null,
    linked_by text not null,
    decided_at bigint,
    told_at bigint,
    unique (client_id, id),
    foreign key (client_id, disturbance_id) references proactivity_disturbances (client_id, id),
    foreign key (client_id, proposed_id) references proactivity_disturbances (client_id, id),
    foreign key (client_id, person_id) references directory_people (client_id, id)
);
create index proactivity_reports_by_disturbance on proactivity_reports (disturbance_id);
create index proactivity_reports_by_client on proactivity_reports (client_id, received_at);

-- Every verdict that was ever given; nothing here changes.
create table proactivity_verdicts (
    disturbance_id text not null,
    number bigint not null,
    client_id text not null,
    at bigint not null,
    verdict text not null,
    definition_version bigint not null,
    reason text not null,
    by_name text not null,
    primary key (disturbance_id, number),
    foreign key (client_id, disturbance_id) references proactivity_disturbances (client_id, id)
);

create table proactivity_overrides (
    id text primary key,
    client_id text not null,
    disturbance_id text not null,
    kind text not null,
    from_verdict text not null,
    to_verdict text not null,
    derived_then text not null,
    report_id text,
    target_id text,
    reason text not null,
    improves boolean not null,
    state text not null,
    requested_by_id text not null,
    requested_by text not null,
    requested_at bigint not null,
    decided_by_id text,
    decided_by text not null,
    decided_at bigint,
    note text not null,
    unique (client_id, id),
    foreign key (client_id, disturbance_id) references proactivity_disturbances (client_id, id)
);
create index proactivity_overrides_by_disturbance on proactivity_overrides (disturbance_id, requested_at);
create unique index proactivity_overrides_one_pending on proactivity_overrides (disturbance_id) where state = 'pending';
