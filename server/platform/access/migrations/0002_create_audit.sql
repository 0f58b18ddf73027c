-- The audit trail. Every row's hash covers the row and the hash before it; the head makes appends
-- queue up on both engines and shows when rows were cut off at the end.
create table access_audit (
    number bigint primary key,
    at bigint not null,
    kind text not null,
    principal text not null,
    account_id text,
    by_name text not null,
    roles text not null,
    session text not null,
    client_id text,
    subject text not null,
    address text not null,
    detail text not null,
    outcome text not null,
    previous_hash {{bytes}} not null,
    hash {{bytes}} not null
);
create index access_audit_client on access_audit (client_id, number);

create table access_audit_head (
    id integer primary key check (id = 1),
    number bigint not null,
    hash {{bytes}}
);
insert into access_audit_head (id, number, hash) values (1, 0, null);
