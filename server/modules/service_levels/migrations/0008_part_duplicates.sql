-- The clocks of a subject as they were before a duplicate's went into them, so that the two can be parted again.
create table service_levels_absorbed (
    subject_id text not null,
    other_id text not null,
    clock_id text not null,
    at bigint not null,
    made boolean not null,
    due_at bigint,
    breach_at bigint,
    breach_reason text not null,
    primary key (subject_id, other_id, clock_id)
);
create table service_levels_absorbed_events (
    subject_id text not null,
    other_id text not null,
    clock_id text not null,
    position bigint not null,
    at bigint not null,
    kind text not null,
    target_s bigint not null,
    reason text not null,
    primary key (subject_id, other_id, clock_id, position)
);
