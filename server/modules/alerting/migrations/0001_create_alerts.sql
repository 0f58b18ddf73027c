create table alerting_incidents (
    id text primary key,
    client_id text not null references directory_clients (id),
    reference text not null unique,
    title text not null,
    priority text not null,
    state text not null,
    device_id text not null,
    fingerprint text not null,
    detected_by text not null,
    started_at bigint not null,
    detected_at bigint not null,
    acknowledged_at bigint,
    restored_at bigint,
    resolved_at bigint,
    ticket_id text,
    ticket_reference text,
    unique (client_id, id),
    foreign key (client_id, device_id) references directory_device_clients (client_id, device_id)
);
create index alerting_incidents_by_fingerprint on alerting_incidents (fingerprint, detected_at);

create table alerting_numbers (
    year integer primary key,
    last_number integer not null
);

create table alerting_alerts (
    id text primary key,
    client_id text not null references directory_clients (id),
    device_id text not null,
    fingerprint text not null,
    check_code text not null,
    item text not null,
    title text not null,
    plain_text text not null,
    severity text not null,
    priority text not null,
    criticality text not null,
    state text not null,
    active boolean not null,
    occurrences integer not null,
    opened_at bigint not null,
    first_soft_at bigint not null,
    cleared_at bigint,
    closed_at bigint,
    value_at_open double precision not null,
    threshold double precision not null,
    unit text not null,
    last_value double precision not null,
    observed_at bigint not null,
    suppressed_by text,
    suppressed_rule text,
    acknowledged_by text,
    acknowledged_at bigint,
    snoozed_until bigint,
    closed_reason text,
    close_note text,
    incident_id text,
    ticket_wanted boolean not null,
    ticket_id text,
    ticket_reference text,
    revision integer not null,
    unique (client_id, id),
    foreign key (client_id, incident_id) references alerting_incidents (client_id, id),
    foreign key (client_id, device_id) references directory_device_clients (client_id, device_id)
);
create unique index alerting_alerts_one_open on alerting_alerts (fingerprint) where state <> 'closed';
create index alerting_alerts_by_state on alerting_alerts (state, opened_at);
create index alerting_alerts_by_device on alerting_alerts (device_id, opened_at);
create index alerting_alerts_by_client on alerting_alerts (client_id, opened_at);

create table alerting_events (
    alert_id text not null,
    client_id text not null,
    number integer not null,
    at bigint not null,
    kind text not null,
    from_state text not null,
    to_state text not null,
    by_name text not null,
    detail text not null,
    primary key (alert_id, number),
    foreign key (client_id, alert_id) references alerting_alerts (client_id, id)
);

create table alerting_windows (
    id text primary key,
    client_id text not null references directory_clients (id),
    site_id text,
    device_id text,
    starts_at bigint not null,
    ends_at bigint not null,
    reason text not null,
    created_by text not null,
    state text not null,
    unique (client_id, id),
    foreign key (client_id, site_id) references directory_sites (client_id, id),
    foreign key (client_id, device_id) references directory_device_clients (client_id, device_id)
);
create index alerting_windows_by_end on alerting_windows (ends_at);

create view alerting_v_alerts as
    select id, client_id, device_id, check_code, severity, priority, state, opened_at, cleared_at, incident_id, ticket_id
    from alerting_alerts;
