-- The newest rules of each calendar, as JSON of steward.service_levels.v1.CalendarRules.
create table service_levels_calendars (
    id text primary key,
    client_id text references directory_clients (id),
    name text not null,
    rules text not null,
    version bigint not null,
    changed_at bigint not null,
    changed_by text not null,
    revision bigint not null
);
create unique index service_levels_calendars_by_name on service_levels_calendars (coalesce(client_id, ''), name);

-- Every version that there was, also of calendars that are gone: a clock is explained on the one it was counted on.
create table service_levels_calendar_versions (
    calendar_id text not null,
    version bigint not null,
    name text not null,
    rules text not null,
    changed_at bigint not null,
    changed_by text not null,
    primary key (calendar_id, version)
);

create table service_levels_policies (
    id text primary key,
    client_id text references directory_clients (id),
    name text not null,
    rules text not null,
    version bigint not null,
    effective_from bigint not null,
    changed_at bigint not null,
    changed_by text not null,
    revision bigint not null
);
-- One for each client, and the standard one.
create unique index service_levels_policies_by_client on service_levels_policies (coalesce(client_id, ''));

create table service_levels_policy_versions (
    policy_id text not null,
    version bigint not null,
    client_id text,
    rules text not null,
    effective_from bigint not null,
    changed_at bigint not null,
    changed_by text not null,
    primary key (policy_id, version)
);
create index service_levels_policy_versions_by_client on service_levels_policy_versions (client_id, effective_from);

-- One row for each promise about a subject; `round` counts those that begin anew (updates to the client).
-- `next_at` is when the next mark (50 %, 75 %, breach) is reached if nothing happens.
create table service_levels_clocks (
    id text primary key,
    client_id text not null references directory_clients (id),
    subject_id text not null,
    kind text not null,
    round bigint not null,
    priority text not null,
    policy_id text not null,
    policy_version bigint not null,
    calendar_id text not null,
    calendar_version bigint not null,
    zone text not null,
    zone_version text not null,
    state text not null,
    is_open boolean not null,
    counting boolean not null,
    target_s bigint not null,
    started_at bigint not null,
    counted_until bigint not null,
    consumed_s bigint not null,
    paused_s bigint not null,
    pause_reason text not null,
    due_at bigint,
    breach_at bigint,
    breach_reason text not null,
    stopped_at bigint,
    next_at bigint,
    announced bigint not null,
    event_count bigint not null,
    unique (client_id, id),
    unique (subject_id, kind, round)
);
create index service_levels_clocks_by_next on service_levels_clocks (next_at);
create index service_levels_clocks_by_due on service_levels_clocks (due_at, id);
create index service_levels_clocks_by_calendar on service_levels_clocks (is_open, calendar_id, calendar_version);
create index service_levels_clocks_by_policy on service_levels_clocks (is_open, policy_id, policy_version);
create index service_levels_clocks_by_zone on service_levels_clocks (is_open, zone_version);

-- The inputs of a clock in their order: whoever has them and the calendar can recompute it.
create table service_levels_events (
    clock_id text not null,
    client_id text not null,
    position bigint not null,
    at bigint not null,
    kind text not null,
    target_s bigint not null,
    reason text not null,
    primary key (clock_id, position),
    foreign key (client_id, clock_id) references service_levels_clocks (client_id, id)
);
