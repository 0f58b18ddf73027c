-- A month's figures as they were counted. A row never changes: what turns up later makes a new one with its reason.
create table proactivity_snapshots (
    client_id text not null references directory_clients (id),
    month text not null,
    number bigint not null,
    computed_at bigint not null,
    definition_version bigint not null,
    numerator bigint not null,
    denominator bigint not null,
    detected bigint not null,
    lead_minutes double precision,
    lead_sample bigint not null,
    never_reported bigint not null,
    reason text not null,
    primary key (client_id, month, number)
);

-- The records behind it.
create table proactivity_snapshot_lines (
    client_id text not null,
    month text not null,
    number bigint not null,
    position bigint not null,
    disturbance_id text not null,
    verdict text not null,
    exclusion text not null,
    primary key (client_id, month, number, position),
    foreign key (client_id, month, number) references proactivity_snapshots (client_id, month, number),
    foreign key (client_id, disturbance_id) references proactivity_disturbances (client_id, id)
);
