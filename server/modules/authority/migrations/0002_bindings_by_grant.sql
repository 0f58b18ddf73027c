-- The bindings of a machine are a chain that begins with the grant of its enrolment; a new enrolment begins a new one. What was kept
-- before could not name that grant: no machine took it, so nothing of it is carried over.
drop table authority_bindings;
create table authority_bindings (
    message_id {{bytes}} primary key,
    gate_id text not null,
    grant_id text not null references authority_grants (id),
    seq bigint not null,
    client_id text not null references directory_clients (id),
    log_number bigint not null,
    taken_at bigint not null,
    frame {{bytes}} not null,
    unique (gate_id, grant_id, seq)
);
