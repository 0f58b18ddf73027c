-- When a device was last heard, so that silence is known after a restart. Written when it goes
-- silent or away and once an hour, not with every report.
create table monitoring_devices (
    device_id text primary key,
    client_id text not null,
    last_heard_at bigint not null,
    interval_s bigint not null,
    foreign key (client_id, device_id) references directory_devices (client_id, id) on update cascade
);

-- One check on one item of one device, as it stood at its newest change of state.
create table monitoring_check_instances (
    id text primary key,
    client_id text not null,
    device_id text not null,
    check_code text not null,
    item text not null,
    state text not null,
    told text not null,
    since bigint not null,
    value double precision not null,
    observed_at bigint not null,
    large boolean not null,
    warning_since bigint not null,
    warning_good_since bigint not null,
    warning_crossed bigint not null,
    warning_hard boolean not null,
    critical_since bigint not null,
    critical_good_since bigint not null,
    critical_crossed bigint not null,
    critical_hard boolean not null,
    changes bigint not null,
    unique (client_id, id),
    foreign key (client_id, device_id) references directory_devices (client_id, id) on update cascade
);
create unique index monitoring_check_instances_item on monitoring_check_instances (device_id, check_code, item);

-- Dated deviations from the catalogue. They stay with the client when a device moves.
create table monitoring_exemptions (
    id text primary key,
    client_id text not null references directory_clients (id),
    device_id text,
    check_code text not null,
    item text not null,
    raise_warning double precision,
    raise_critical double precision,
    clear_warning double precision,
    clear_critical double precision,
    hold_s bigint,
    interval_s bigint,
    samples_needed bigint,
    samples_of bigint,
    disabled boolean not null,
    reason text not null,
    created_by text not null,
    created_at bigint not null,
    expires_at bigint not null,
    ended_at bigint,
    unique (client_id, id),
    foreign key (client_id, device_id) references directory_device_clients (client_id, device_id)
);
create index monitoring_exemptions_by_client on monitoring_exemptions (client_id, expires_at);

-- What agents reported besides numbers. (device, epoch, seq) names a record for ever: a repeat
-- changes nothing. epoch and seq are unsigned on the wire and stand here as the same 64 bits.
create table monitoring_events (
    device_id text not null,
    epoch bigint not null,
    seq bigint not null,
    client_id text not null,
    observed_at bigint not null,
    received_at bigint not null,
    kind text not null,
    item text not null,
    detail text not null,
    primary key (device_id, epoch, seq),
    foreign key (client_id, device_id) references directory_device_clients (client_id, device_id)
);
create index monitoring_events_by_time on monitoring_events (received_at);

-- What agents had to drop, so that a hole is never taken for silence.
create table monitoring_gaps (
    device_id text not null,
    epoch bigint not null,
    seq bigint not null,
    client_id text not null,
    from_at bigint not null,
    to_at bigint not null,
    reports bigint not null,
    reason text not null,
    received_at bigint not null,
    primary key (device_id, epoch, seq),
    foreign key (client_id, device_id) references directory_device_clients (client_id, device_id)
);
create index monitoring_gaps_by_time on monitoring_gaps (received_at);

-- Records that could not be applied, with their bytes: counted, acknowledged, never lost.
create table monitoring_dead_letters (
    device_id text not null,
    epoch bigint not null,
    seq bigint not null,
    client_id text not null,
    kind text not null,
    reason text not null,
    body {{bytes}} not null,
    received_at bigint not null,
    primary key (device_id, epoch, seq),
    foreign key (client_id, device_id) references directory_device_clients (client_id, device_id)
);
create index monitoring_dead_letters_by_time on monitoring_dead_letters (received_at);
