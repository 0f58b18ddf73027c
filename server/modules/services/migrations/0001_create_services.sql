-- What a client's people use, and what each of that needs: a machine or another service of the same client, never both in one row.
create table services_services (
    id text primary key,
    client_id text not null references directory_clients (id),
    name text not null,
    name_key text not null,
    kind text not null,
    criticality text not null,
    owner_id text,
    note text not null,
    retired boolean not null,
    revision bigint not null,
    created_at bigint not null,
    changed_at bigint not null,
    unique (client_id, id),
    unique (client_id, name_key),
    foreign key (client_id, owner_id) references directory_people (client_id, id)
);

-- A machine that moved to another client stays written here and counts no more: readers join the machine's present client.
create table services_needs (
    service_id text not null,
    kind text not null,
    thing_id text not null,
    client_id text not null,
    device_id text,
    needed_id text,
    redundancy text not null,
    position bigint not null,
    primary key (service_id, kind, thing_id),
    foreign key (client_id, service_id) references services_services (client_id, id),
    foreign key (client_id, device_id) references directory_device_clients (client_id, device_id),
    foreign key (client_id, needed_id) references services_services (client_id, id)
);
create index services_needs_by_client on services_needs (client_id);
create index services_needs_by_needed on services_needs (needed_id);

create view services_v_services as select id as service_id, client_id, name, criticality, retired from services_services;
