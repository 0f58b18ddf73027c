-- Raised with every change here: other processes of the same database look at it to learn that they have to read.
create table authority_state (
    id integer primary key check (id = 1),
    revision bigint not null
);
insert into authority_state (id, revision) values (1, 0);

-- What was signed, in the order in which it came: genesis, the chain, and what narrows it (suspend, stop). Kept for ever.
create table authority_messages (
    number bigint primary key,
    message_id {{bytes}} not null unique,
    type integer not null,
    taken_at bigint not null,
    frame {{bytes}} not null
);

-- The newest heartbeat of a beacon; older ones say nothing more.
create table authority_heartbeats (
    id integer primary key check (id = 1),
    message_id {{bytes}} not null,
    signed_at bigint not null,
    taken_at bigint not null,
    frame {{bytes}} not null
);

-- Heartbeats that answer a machine's question, for the minutes in which it takes them.
create table authority_answers (
    nonce text primary key,
    taken_at bigint not null,
    frame {{bytes}} not null
);

create table authority_questions (
    device_id text primary key references directory_devices (id),
    nonce {{bytes}} not null,
    asked_at bigint not null
);

create table authority_grants (
    id text primary key,
    client_id text not null references directory_clients (id),
    site_id text,
    holder text not null,
    most_uses bigint not null,
    not_after bigint not null,
    allowed bigint not null,
    taken_at bigint not null,
    message_id {{bytes}} not null unique,
    frame {{bytes}} not null
);
create index authority_grants_by_client on authority_grants (client_id, not_after);

create table authority_bindings (
    message_id {{bytes}} primary key,
    gate_id text not null,
    seq bigint not null,
    client_id text not null references directory_clients (id),
    taken_at bigint not null,
    frame {{bytes}} not null,
    unique (gate_id, seq)
);

-- A machine's gate as the machine described it. `observed_at`: when it said so; `seen_at`: when the machine was heard last while that
-- still held. Whose machine it is stands in the directory.
create table authority_gates (
    device_id text primary key references directory_devices (id),
    gate_id text not null,
    gate_key {{bytes}} not null,
    grant_id text not null,
    host_name text not null,
    card {{bytes}} not null,
    state text not null,
    words text not null,
    said {{bytes}} not null,
    observed_at bigint not null,
    seen_at bigint not null
);
create index authority_gates_by_gate on authority_gates (gate_id);
