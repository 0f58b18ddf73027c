create table notifications_channels (
    id text primary key,
    kind text not null,
    name text not null unique,
    enabled boolean not null,
    disabled_reason text not null,
    settings_sealed {{bytes}} not null,
    events text not null,
    minimum_priority text not null,
    client_ids text not null,
    created_at bigint not null,
    last_success_at bigint,
    last_failure_at bigint,
    last_error text not null,
    failing_since bigint,
    revision integer not null
);

create table notifications_deliveries (
    id text primary key,
    channel_id text not null references notifications_channels (id) on delete cascade,
    client_id text references directory_clients (id),
    event text not null,
    dedupe_key text not null unique,
    subject text not null,
    body text not null,
    data_json text not null,
    state text not null,
    attempts integer not null,
    created_at bigint not null,
    last_attempt_at bigint,
    next_attempt_at bigint,
    delivered_at bigint,
    claimed_until bigint,
    last_error text not null,
    recipient text not null
);
create index notifications_deliveries_due on notifications_deliveries (next_attempt_at) where state = 'pending';
create index notifications_deliveries_by_time on notifications_deliveries (created_at);
